/** An inclusive range of UTF-16 code units. */
export type CharacterRange = readonly [first: number, last: number];

/** Sorted ranges of UTF-16 code units that neither overlap nor touch. */
export type CharacterSet = readonly CharacterRange[];

/** The last code unit. */
const LAST = 0xff_ff;

const CASE_DISTANCE = 32;

/** The set of one character. */
export function single(code: number): CharacterSet {
  return [[code, code]];
}

/** All that is in one of the ranges, which may come in any order. */
export function union(ranges: readonly CharacterRange[]): CharacterSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** All that is not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  const rest: CharacterRange[] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) rest.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

/** Whether a code unit is in the set. */
export function holds(set: CharacterSet, code: number): boolean {
  return set.some(([first, last]) => first <= code && code <= last);
}

function shifted(set: CharacterSet, first: number, last: number, distance: number): CharacterRange[] {
  return set
    .map((range) => [Math.max(range[0], first), Math.min(range[1], last)] as const)
    .filter(([from, to]) => from <= to)
    .map(([from, to]) => [from + distance, to + distance] as const);
}

/** The set with the other case of its ASCII letters; PCRE knows no other case without UTF. */
export function foldCase(set: CharacterSet): CharacterSet {
  return union([
    ...set,
    ...shifted(set, 0x41, 0x5a, CASE_DISTANCE),
    ...shifted(set, 0x61, 0x7a, -CASE_DISTANCE),
  ]);
}

const LINE_FEED = 0x0a;

/** What ends a line for `.`, `^` and `$`. */
export const NEWLINE: CharacterSet = single(LINE_FEED);
export const NOT_NEWLINE = complement(NEWLINE);
export const ANYTHING: CharacterSet = [[0, LAST]];
export const WORD: CharacterSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
export const DIGIT: CharacterSet = [[0x30, 0x39]];
export const SPACE: CharacterSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
];

const ALPHA: CharacterSet = [
  [0x41, 0x5a],
  [0x61, 0x7a],
];

/** The POSIX classes of PCRE, by name, as they are in the C locale. */
export const POSIX: ReadonlyMap<string, CharacterSet> = new Map<string, CharacterSet>([
  ['alpha', ALPHA],
  ['lower', [[0x61, 0x7a]]],
  ['upper', [[0x41, 0x5a]]],
  ['alnum', union([...ALPHA, ...DIGIT])],
  ['ascii', [[0, 0x7f]]],
  ['blank', union([...single(0x09), ...single(0x20)])],
  ['cntrl', union([[0, 0x1f], ...single(0x7f)])],
  ['digit', DIGIT],
  ['graph', [[0x21, 0x7e]]],
  ['print', [[0x20, 0x7e]]],
  [
    'punct',
    [
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ],
  ],
  ['space', SPACE],
  ['word', WORD],
  [
    'xdigit',
    [
      [0x30, 0x39],
      [0x41, 0x46],
      [0x61, 0x66],
    ],
  ],
]);
