import { literalsOf } from '../patterns/literals.ts';
import { matches } from '../patterns/matches.ts';
import type { Pattern } from '../patterns/pattern.ts';

const ASCII = /^[\0-\x7f]*$/;

/** By pattern: for each way through it the words that a text must hold, in lower case. */
const needed = new WeakMap<Pattern, readonly (readonly string[])[]>();

function waysOf(pattern: Pattern): readonly (readonly string[])[] {
  let ways = needed.get(pattern);
  if (ways === undefined) {
    ways = literalsOf(pattern).map((way) => way.map((words) => words.toLowerCase()));
    needed.set(pattern, ways);
  }
  return ways;
}

let last = { text: '', lower: '', isAscii: true };

/**
 * `matches`, for many patterns and one text after the other: whoever lacks the words that a pattern cannot do without is
 * not looked at twice.
 */
export function quickMatches(pattern: Pattern, text: string): boolean | undefined {
  if (last.text !== text) last = { text, lower: text.toLowerCase(), isAscii: ASCII.test(text) };
  // Beyond ASCII lower case is not what PCRE takes for equal.
  if (last.isAscii && pattern.isAscii) {
    const { lower } = last;
    if (!waysOf(pattern).some((way) => way.every((words) => lower.includes(words)))) return false;
  }
  return matches(pattern, text);
}
