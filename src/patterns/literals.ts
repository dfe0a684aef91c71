import { memoize } from '../base/collections.ts';
import type { CharacterSet } from './character-set.ts';
import type { Expression } from './expression.ts';
import type { Pattern } from './pattern.ts';

/** How many ways through a pattern are distinguished; a choice that makes more of them counts as a gap. */
const MOST_WAYS = 64;
/** What is repeated more often counts as repeated so often. */
const MOST_REPEATS = 16;
/** How many parts a way may have: nested counts could make texts of any length. */
const MOST_PARTS = 1000;

/** A part of a way that may need texts which are not known. */
const UNKNOWN = Symbol('unknown');

/** A character of a way; null where others may be. */
type Part = string | typeof UNKNOWN | null;

type Way = readonly Part[];

const GAP: readonly Way[] = [[null]];
const NOT_KNOWN: readonly Way[] = [[UNKNOWN]];

/** The one character of a set, or the capital of two that differ in case only; null for other sets. */
const onlyCharacterOf = memoize(([first, second, third]: CharacterSet): { readonly code: number } | null => {
  if (first === undefined || third !== undefined || first[0] !== first[1]) return null;
  const code = first[0];
  if (second === undefined) return { code };
  const isOtherCase =
    String.fromCharCode(second[0]) === String.fromCharCode(code).toLowerCase() && second[0] === second[1];
  return isOtherCase ? { code } : null;
});

/** The one character of a set; of two that differ in case only, the one that the pattern writes. */
function onlyCharacter(set: CharacterSet, asWritten: number | null): string | null {
  const only = onlyCharacterOf(set);
  return only === null ? null : String.fromCharCode(asWritten ?? only.code);
}

function inOrder(items: readonly Expression[]): readonly Way[] {
  let ways: Part[][] = [[]];
  for (const item of items) {
    if (item.kind === 'characters') {
      const part = onlyCharacter(item.set, item.asWritten);
      for (const way of ways) way.push(part);
      continue;
    }
    let next = waysOf(item);
    if (ways.length * next.length > MOST_WAYS) next = NOT_KNOWN;
    ways = ways.flatMap((way) => next.map((after) => [...way, ...after]));
    if (ways.some((way) => way.length > MOST_PARTS)) return NOT_KNOWN;
  }
  return ways.some((way) => way.length > MOST_PARTS) ? NOT_KNOWN : ways;
}

function repeated(item: Expression, min: number, max: number): readonly Way[] {
  if (max === 0) return [[]];
  if (min === 0) return GAP;
  const ways = waysOf(item);
  if (min === 1 && max === 1) return ways;
  const [only] = ways;
  if (ways.length > 1 || only === undefined) return ways.map((way) => [...way, null]);
  const times = Math.min(min, MOST_REPEATS);
  if (only.length * times > MOST_PARTS) return NOT_KNOWN;
  const all = Array.from({ length: times }, () => only).flat();
  return [max > times ? [...all, null] : all];
}

function waysOf(expression: Expression): readonly Way[] {
  switch (expression.kind) {
    case 'characters':
      return [[onlyCharacter(expression.set, expression.asWritten)]];
    case 'assertion':
      return [[]];
    case 'sequence':
      return inOrder(expression.items);
    case 'choice': {
      const ways = expression.options.flatMap(waysOf);
      return ways.length > MOST_WAYS ? NOT_KNOWN : ways;
    }
    case 'repeat':
      return repeated(expression.item, expression.min, expression.max);
  }
}

export interface WayThrough {
  /** The texts that it needs, in order, as written. */
  readonly texts: readonly string[];
  /** Whether these are all of them: large choices and counts are left open. */
  readonly isComplete: boolean;
}

/**
 * Alternatives of a pattern with the texts each needs: `421 (RL|TS)0\d.*later` needs `421 RL0`, `later` or `421 TS0`,
 * `later`.
 */
export const waysThrough = memoize(({ expression }: Pattern): readonly WayThrough[] =>
  waysOf(expression).map((way) => {
    const texts: string[] = [];
    let isOpen = false;
    for (const part of way) {
      if (typeof part === 'string') texts.push(isOpen ? `${texts.pop() ?? ''}${part}` : part);
      isOpen = typeof part === 'string';
    }
    return { texts, isComplete: !way.includes(UNKNOWN) };
  }),
);

/** The texts of each way through a pattern. */
export function literalsOf(pattern: Pattern): readonly (readonly string[])[] {
  return waysThrough(pattern).map(({ texts }) => texts);
}

/** Tests whether a text in lower case holds what a pattern needs. A function, so that the pattern is looked up once. */
export const textFilterOf = memoize((pattern: Pattern): ((lower: string) => boolean) => {
  const ways = literalsOf(pattern).map((texts) => texts.map((text) => text.toLowerCase()));
  return (lower) => ways.some((texts) => texts.every((text) => lower.includes(text)));
});
