import { isGenericWord } from '../../../src/catalog/generic-words.ts';
import { patterns } from '../../../src/patterns/loading.ts';
import { glanceAt } from '../../../src/patterns/glance.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import type { Pattern } from '../../../src/patterns/pattern.ts';

/** A basic status code, or a part of one: `421`, the `4` of `4\d\d`. */
const CODE = /^\d{1,3}$/;

const WORD = /[\p{L}\p{N}]+/gu;
const NO_WORD = /[^\p{L}\p{N}]+/u;

/** A part of an enhanced status code: that is as telling as a word. */
const CODE_WITH_DOT = /\d\.\d/;

/** An enhanced status code whose dots are not escaped. */
const ENHANCED = /(?<!\d)[245](?:\\?\.|\[\.\])\d{1,3}(?:\\?\.|\[\.\])\d{1,3}/;

/** The address of a host: what is said of one is said of the sender. */
const ADDRESS = /\d+\.\d+\.\d+\.\d+/;

function isGeneric(word: string): boolean {
  return CODE.test(word) || isGenericWord(word);
}

/** Whether its text alone shows that a pattern asks for a word that is not generic, whole in the midst of what it needs. */
function asksForWord(source: string): boolean {
  const needed = glanceAt(source)?.needed ?? [];
  return needed.some((text) =>
    text
      .split(NO_WORD)
      .slice(1, -1)
      .some((word) => word !== '' && !isGeneric(word)),
  );
}

/**
 * The generic words that are all that a reply has to hold for a pattern to match it, as far as one way through the
 * pattern is like that; null where it asks for more, or cannot be read. Empty where it asks for nothing but a class of status codes.
 */
export function genericWordsOf(
  source: string,
  read: () => Pattern | null,
  budget: Budget,
): readonly string[] | null {
  if (ENHANCED.test(source) || asksForWord(source)) return null;
  const pattern = read();
  if (pattern === null) return null;
  const { waysThrough, exampleOf } = patterns();
  for (const { texts, isTold } of waysThrough(pattern)) {
    const words = texts.flatMap((text) => text.match(WORD) ?? []);
    if (!isTold || !words.every(isGeneric) || texts.some((text) => CODE_WITH_DOT.test(text))) continue;
    const example = exampleOf(pattern, budget);
    if (typeof example !== 'string' || ADDRESS.test(example)) return null;
    return words;
  }
  return null;
}
