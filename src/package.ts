/*
 * The entry of the bundle: the command, and the library, which share nearly all code.
 */
export { rulesRun } from './cli/cache-hint.ts';
export { main } from './cli/main.ts';
export * as library from './index.ts';
