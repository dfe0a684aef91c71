import { isGenericWord } from '../../../src/catalog/generic-words.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import { exampleOf } from '../../../src/patterns/covers.ts';
import { waysThrough } from '../../../src/patterns/literals.ts';
import type { Pattern } from '../../../src/patterns/pattern.ts';

/** A basic status code, or a part of one: `421`, the `4` of `4\d\d`. */
const CODE = /^\d{1,3}$/;

/** The words of a text. Most patterns are ASCII, which spares reading classes of Unicode. */
const wordsIn = (text: string, { isAscii }: Pattern) =>
  text.match(isAscii ? /[A-Za-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];

/** A part of an enhanced status code, which means as much as a word. */
const CODE_WITH_DOT = /\d\.\d/;

/** An enhanced status code whose dots are not escaped. */
const ENHANCED = /(?<!\d)[245](?:\\?\.|\[\.\])\d{1,3}(?:\\?\.|\[\.\])\d{1,3}/;

/** The IP of a host: a reply with one is about the sender. */
const IP = /\d+\.\d+\.\d+\.\d+/;

function isGeneric(word: string): boolean {
  return CODE.test(word) || isGenericWord(word);
}

/**
 * The generic words of a reply that are enough for a pattern to match it; null where it requires more, or cannot be read.
 * Empty where it requires nothing but a class of status codes.
 */
export function genericWordsOf(pattern: Pattern | null, budget: Budget): readonly string[] | null {
  if (pattern === null || ENHANCED.test(pattern.source)) return null;
  for (const { texts, isComplete } of waysThrough(pattern)) {
    const words = texts.flatMap((text) => wordsIn(text, pattern));
    if (!isComplete || !words.every(isGeneric) || texts.some((text) => CODE_WITH_DOT.test(text))) continue;
    const example = exampleOf(pattern, budget);
    return typeof example === 'string' && !IP.test(example) ? words : null;
  }
  return null;
}
