import { memoize } from '../base/collections.ts';
import { Alphabet } from './alphabet.ts';
import type { Budget } from './budget.ts';
import { textFilterOf } from './literals.ts';
import { FOUND, Matcher } from './matcher.ts';
import type { Pattern } from './pattern.ts';
import { simpleMatcher } from './simple.ts';

const LINE_FEED = 0x0a;
const NOT_ASCII = /[^\0-\x7f]/;

/** What such texts are to PCRE they are to JavaScript. */
const PRINTABLE = /^[ -~]*$/;

/** How many states a matcher may have before it is made anew. */
const MOST_STATES = 2000;

const simpleMatcherOf = memoize(({ source, expression }: Pattern) => simpleMatcher(source, expression));
const alphabetOf = memoize(({ automaton }: Pattern) => new Alphabet(automaton.sets));

const matchers = new WeakMap<Pattern, Matcher>();

function matcherOf(pattern: Pattern): Matcher {
  let matcher = matchers.get(pattern);
  if (matcher === undefined || matcher.size >= MOST_STATES) {
    matcher = new Matcher(pattern.automaton, alphabetOf(pattern));
    matchers.set(pattern, matcher);
  }
  return matcher;
}

/** Undefined when the budget is spent before that is known. */
function isFound(pattern: Pattern, text: string, budget?: Budget): boolean | undefined {
  const matcher = matcherOf(pattern);
  const alphabet = alphabetOf(pattern);
  let state = matcher.start;
  const last = text.length - 1;
  for (let i = 0; i <= last; i++) {
    const code = text.charCodeAt(i);
    if (i === last && code === LINE_FEED) return matcher.isFoundAtLastNewline(state);
    const symbol = alphabet.symbolOf(code);
    // Going where a text has gone before costs next to nothing.
    if (!matcher.knows(state, symbol) && budget?.spend(matcher.costOf(state)) === false) return undefined;
    state = matcher.next(state, symbol);
    if (state === FOUND) return true;
  }
  return matcher.isFoundAtEnd(state);
}

function traitsOf(text: string) {
  return {
    text,
    lower: text.toLowerCase(),
    isAscii: !NOT_ASCII.test(text),
    isPrintable: PRINTABLE.test(text),
  };
}

/** The text asked about last: often many patterns are asked about one. */
let last = traitsOf('');

/**
 * Whether a pattern is found in a text, wherever it begins, as PowerMTA looks for it. Takes time in proportion to the
 * text, whatever the pattern.
 *
 * @param text An SMTP reply, an address or the value of a header.
 * @param budget Pays for what the pattern has not gone through before; absent where cost does not count.
 * @returns undefined when bytes and UTF-8 make a difference, and the pattern or the text holds other than ASCII
 *   characters; also when the budget is spent
 */
export function matches(pattern: Pattern, text: string, budget?: Budget): boolean | undefined {
  if (last.text !== text) last = traitsOf(text);
  const { lower, isAscii, isPrintable } = last;
  if (!isAscii && !pattern.isAscii) return undefined;
  if (!textFilterOf(pattern)(lower)) return false;
  const answer = isPrintable && pattern.isSimple ? simpleMatcherOf(pattern)(text, budget) : undefined;
  if (answer !== undefined) return answer;
  const found = isFound(pattern, text, budget);
  return isAscii || isFound(pattern, Buffer.from(text, 'utf8').toString('latin1'), budget) === found
    ? found
    : undefined;
}
