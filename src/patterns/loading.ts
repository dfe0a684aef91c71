import type * as All from './all.ts';

type Patterns = typeof All;

let loaded: Patterns | undefined;

/**
 * Loads all that reads patterns: a parser of regular expressions, and the automata. Most questions to a configuration
 * need none of it, and rules cannot wait: who runs them awaits this first, wherever a configuration holds patterns. In
 * the bundle the modules behind this door run when it is called and not before.
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
