import { isGenericWord } from '../../../src/catalog/generic-words.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import { holds } from '../../../src/patterns/character-set.ts';
import type { Expression } from '../../../src/patterns/expression.ts';
import { glanceAt } from '../../../src/patterns/glance.ts';
import { waysThrough } from '../../../src/patterns/literals.ts';
import { patterns } from '../../../src/patterns/loading.ts';
import type { Pattern } from '../../../src/patterns/pattern.ts';
import { plainExamples, plainPattern, type PlainPattern } from '../../../src/patterns/plain.ts';

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
const DOT = 0x2e;
const DOTS_OF_ADDRESS = 3;

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

/** How many dots a short text that goes through a pattern can hold. */
function dotsIn(expression: Expression): number {
  switch (expression.kind) {
    case 'characters':
      return holds(expression.set, DOT) ? 1 : 0;
    case 'place':
      return 0;
    case 'sequence':
      return expression.items.reduce((dots, item) => dots + dotsIn(item), 0);
    case 'choice':
      return Math.max(0, ...expression.options.map(dotsIn));
    case 'repeat':
      return expression.min * dotsIn(expression.item);
  }
}

/** Whether an example of a pattern holds no address; false also where there is none. */
function asksForNoAddress(plain: PlainPattern | null, read: () => Pattern | null, budget: Budget): boolean {
  if (
    plain !== null &&
    dotsIn(plain.expression) < DOTS_OF_ADDRESS &&
    plainExamples(plain, budget.question()).length > 0
  )
    return true;
  const pattern = read();
  const example = pattern === null ? null : patterns().exampleOf(pattern, budget);
  return typeof example === 'string' && !ADDRESS.test(example);
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
  const plain = plainPattern(source);
  const pattern = plain ?? read();
  if (pattern === null) return null;
  for (const { texts, isTold } of waysThrough(pattern)) {
    const words = texts.flatMap((text) => text.match(WORD) ?? []);
    if (!isTold || !words.every(isGeneric) || texts.some((text) => CODE_WITH_DOT.test(text))) continue;
    return asksForNoAddress(plain, read, budget) ? words : null;
  }
  return null;
}
