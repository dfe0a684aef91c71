import levenshtein from 'damerau-levenshtein';
import { getOrMake } from '../base/collections.ts';

/** How many letters a near miss may have wrong at most. */
const MOST_STEPS = 2;

/** No name is longer, and the cost grows with the square of the length. */
const longest = 64;

interface Neighbour {
  readonly name: string;
  readonly distance: number;
}

/** The characters of a name: one bit for each of 32 groups of them. */
function charactersOf(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits |= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function countOfBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function* neighbours(word: string, candidates: Iterable<string>, within: number): Generator<Neighbour> {
  const characters = charactersOf(word);
  for (const name of candidates) {
    if (Math.abs(name.length - word.length) > within || name.length > longest) continue;
    const folded = name.toLowerCase();
    // A step changes two of the bits at most, and counting bits is cheaper than counting steps.
    if (countOfBits(characters ^ charactersOf(folded)) > 2 * within) continue;
    const { steps } = levenshtein(word, folded);
    if (steps <= within) yield { name, distance: steps };
  }
}

function search(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.min(MOST_STEPS, Math.floor(word.length / 4));
  if (limit === 0 || word.length > longest) return undefined;
  const found = [...neighbours(word, candidates, limit)];
  const least = found.reduce((least, { distance }) => Math.min(least, distance), Infinity);
  const [best, rival] = new Set(found.filter(({ distance }) => distance === least).map(({ name }) => name));
  return rival === undefined ? best : undefined;
}

const remembered = new WeakMap<object, Map<string, string | null>>();

/**
 * The known name that `word` is a near miss of: the only one within Damerau-Levenshtein distance 2 and a quarter of the
 * word's length, no other as near; undefined where there is none. Letters are compared without case. Answers are
 * remembered for as long as the collection of candidates lives, which must not change.
 */
export function nearest(word: string, candidates: Iterable<string> & object): string | undefined {
  const folded = word.toLowerCase();
  const known = getOrMake(remembered, candidates, () => new Map<string, string | null>());
  return getOrMake(known, folded, () => search(folded, candidates) ?? null) ?? undefined;
}

/**
 * The `count` known names that are nearest to `word`, best first, none further than half its length. For lists of
 * suggestions. Letters are compared without case.
 */
export function closest(word: string, candidates: Iterable<string>, count: number): string[] {
  if (word.length > longest) return [];
  const folded = word.toLowerCase();
  const found = [...neighbours(folded, candidates, Math.max(2, Math.floor(word.length / 2)))];
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return found.slice(0, count).map(({ name }) => name);
}
