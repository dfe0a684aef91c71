/** An inclusive range of UTF-16 code units. */
export type CharacterRange = readonly [first: number, last: number];

/** Sorted ranges of UTF-16 code units that neither overlap nor touch. */
export type CharacterSet = readonly CharacterRange[];

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
export function hasCode(set: CharacterSet, code: number): boolean {
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

/** Ranges by their first and last characters. */
function ranges(...ends: readonly string[]): CharacterSet {
  return ends.map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]);
}

const LINE_FEED = 0x0a;

/** What ends a line for `.`, `^` and `$`. */
export const NEWLINE: CharacterSet = single(LINE_FEED);
export const NOT_NEWLINE = complement(NEWLINE);
export const ANYTHING: CharacterSet = [[0, LAST]];
export const WORD = ranges('09', 'AZ', '__', 'az');
export const DIGIT = ranges('09');
export const SPACE = ranges('\t\r', '  ');

/** The POSIX classes of PCRE, by name, as they are in the C locale. */
export const POSIX: ReadonlyMap<string, CharacterSet> = new Map<string, CharacterSet>([
  ['alpha', ranges('AZ', 'az')],
  ['lower', ranges('az')],
  ['upper', ranges('AZ')],
  ['alnum', ranges('09', 'AZ', 'az')],
  ['ascii', ranges('\0\x7f')],
  ['blank', ranges('\t\t', '  ')],
  ['cntrl', ranges('\0\x1f', '\x7f\x7f')],
  ['digit', DIGIT],
  ['graph', ranges('!~')],
  ['print', ranges(' ~')],
  ['punct', ranges('!/', ':@', '[`', '{~')],
  ['space', SPACE],
  ['word', WORD],
  ['xdigit', ranges('09', 'AF', 'af')],
]);
