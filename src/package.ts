/*
 * All that the package runs, in one bundle: the command, and the library that shares nearly everything with it.
 */
export { rulesExercised } from './cli/cache-hint.ts';
export { main } from './cli/main.ts';
export * as library from './index.ts';
