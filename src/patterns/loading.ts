import type * as All from './all.ts';

type Patterns = typeof All;

let loaded: Patterns | undefined;

/**
 * Loads all that reads patterns: a parser of regular expressions, and the automata. Rules cannot wait: who runs them awaits
 * this first. In the bundle it does nothing, since there `patterns` loads them when they are asked for (see
 * scripts/build/plugins.mjs): most configurations need none of them.
 */
export async function loadPatterns(): Promise<void> {
  loaded ??= await import('./all.ts');
}

/**
 * What `loadPatterns` has loaded.
 *
 * @throws {Error} where nobody has called it
 */
export function patterns(): Patterns {
  if (loaded === undefined) throw new Error('a pattern is asked about before loadPatterns() has ended');
  return loaded;
}
