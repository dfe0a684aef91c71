import { checkSync } from 'recheck';
import type { BlowUp } from '../../src/patterns/blow-up.ts';

/** How long a pattern may take: the power of the length with which the time grows, at least 2, or `Infinity`. */
export type Degree = number;

/** What recheck says of a pattern. */
export interface Recheck {
  readonly degree: Degree;
  /** Whether it is worked out; else it has been found by trying texts, and may be more. */
  readonly isProved: boolean;
  /** Whether the text that shows it has several lines. */
  readonly needsLines: boolean;
}

/**
 * What recheck says of a pattern; undefined where it does not know.
 *
 * @param timeout In milliseconds.
 */
export function askRecheck(source: string, timeout = 120_000): Recheck | undefined {
  const found = checkSync(source, 'i', { timeout });
  if (found.status === 'unknown') return undefined;
  const { complexity, checker } = found;
  const degree =
    complexity.type === 'polynomial' ? complexity.degree : complexity.type === 'exponential' ? Infinity : 2;
  const text = found.status === 'vulnerable' ? found.attack.string : '';
  return { degree, isProved: checker === 'automaton', needsLines: text.includes('\n') };
}

/** The same of our own answer; undefined where there is none. */
export function degreeOf(found: BlowUp): Degree | undefined {
  if (found.kind === 'undecided') return undefined;
  return found.kind === 'polynomial' ? found.degree : found.kind === 'exponential' ? Infinity : 2;
}
