import {
  complement,
  DIGIT,
  foldCase,
  holds,
  NOT_NEWLINE,
  single,
  SPACE,
  union,
  WORD,
  type CharacterSet,
} from './character-set.ts';
import type { Spend } from './budget.ts';
import type { Expression, Place } from './expression.ts';
import { glanceAt, partAt, repeatAt, type Part } from './glance.ts';
import { KeptAnswers } from './kept-answers.ts';

/*
 * Simple patterns, read and looked for without the parser and the automata: those take milliseconds to get ready, and
 * most configurations hold no pattern that needs them.
 */

const CLASSES: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', DIGIT],
  ['D', complement(DIGIT)],
  ['s', SPACE],
  ['S', complement(SPACE)],
  ['w', WORD],
  ['W', complement(WORD)],
]);

const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['^', 'start'],
  ['$', 'end'],
  ['b', 'word-boundary'],
]);

const letters = new Map<number, CharacterSet>();

/** A character in either case. */
function eitherCase(code: number): CharacterSet {
  let set = letters.get(code);
  if (set === undefined) letters.set(code, (set = foldCase(single(code))));
  return set;
}

/** The class that a part names: `.`, `\d` or some characters in brackets. */
function setOf(text: string): CharacterSet {
  if (text === '.') return NOT_NEWLINE;
  if (!text.startsWith('[')) return CLASSES.get(text.slice(1)) ?? [];
  const isNegated = text.startsWith('[^');
  const members = text.slice(isNegated ? 2 : 1, -1).match(/\\?./g) ?? [];
  const set = union(
    members.flatMap(
      (member) => CLASSES.get(member.slice(1)) ?? eitherCase(member.charCodeAt(member.length - 1)),
    ),
  );
  return isNegated ? complement(set) : set;
}

function itemFor({ kind, character }: Part, text: string): Expression {
  if (kind === 'class') return { kind: 'characters', set: setOf(text), asWritten: null };
  const place = kind === 'place' ? PLACES.get(character) : undefined;
  if (place !== undefined) return { kind: 'place', place };
  const code = character.charCodeAt(0);
  return { kind: 'characters', set: eitherCase(code), asWritten: code };
}

/** A simple pattern on its way from text to tree. */
class Reader {
  #at = 0;

  constructor(readonly source: string) {}

  /** Up to the end, or behind the parenthesis that closes a group. */
  choice(): Expression {
    const options: Expression[] = [];
    let items: Expression[] = [];
    while (this.#at < this.source.length) {
      const start = this.#at;
      const part = partAt(this.source, start);
      if (part === null) throw new Error(`not a simple pattern: ${this.source}`);
      this.#at = part.end;
      if (part.kind === 'close') break;
      if (part.kind === 'or') {
        options.push({ kind: 'sequence', items });
        items = [];
      } else {
        const item = part.kind === 'open' ? this.choice() : itemFor(part, this.source.slice(start, part.end));
        items.push(this.#repeated(item));
      }
    }
    const last: Expression = { kind: 'sequence', items };
    return options.length === 0 ? last : { kind: 'choice', options: [...options, last] };
  }

  #repeated(item: Expression): Expression {
    const sign = repeatAt(this.source, this.#at) ?? '';
    if (sign === '') return item;
    this.#at += this.source.charAt(this.#at + 1) === '?' ? 2 : 1;
    return { kind: 'repeat', item, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
  }
}

/** How often texts of a length may be gone over, in the worst case, where a pattern is looked for in one of them. */
function mostTries(expression: Expression, length: number): number {
  switch (expression.kind) {
    case 'characters':
    case 'place':
      return 1;
    case 'sequence':
      return expression.items.reduce((tries, item) => tries * mostTries(item, length), 1);
    case 'choice':
      return expression.options.reduce((tries, option) => tries + mostTries(option, length), 0);
    case 'repeat':
      return (expression.max === Infinity ? length + 1 : 2) * mostTries(expression.item, length);
  }
}

/** How many tries of an engine take as long as one step of an automaton. */
const TRIES_PER_STEP = 300;

/** The tries that looking for one pattern in one text may take, some milliseconds at the most. */
const MOST_TRIES = 500_000;

/** Printable ASCII without line ends: what such texts are to PCRE they are to JavaScript. */
const PLAIN_TEXT = /^[ -~]*$/;

/** A pattern that is simple. */
export interface PlainPattern {
  /** As the parser would have it. */
  readonly expression: Expression;
  /**
   * Whether it is found in a text, regardless of case.
   *
   * @param spend Pays for it, as in `matches`.
   * @returns undefined where that is for the automata to say: what could take long, or does not mean the same to all
   *   engines; also when the purse is empty.
   */
  readonly isFoundIn: (text: string, spend?: Spend) => boolean | undefined;
}

function readPlain(source: string): PlainPattern {
  const expression = new Reader(source).choice();
  let regex: RegExp | undefined;
  return {
    expression,
    isFoundIn(text, spend) {
      const tries = (text.length + 1) * mostTries(expression, text.length);
      if (tries > MOST_TRIES || !PLAIN_TEXT.test(text)) return undefined;
      if (spend?.(Math.ceil(tries / TRIES_PER_STEP)) === false) return undefined;
      regex ??= new RegExp(source, 'i');
      return regex.test(text);
    },
  };
}

/** Characters that examples are made of first, where a class leaves the choice. */
const USUAL = ['x', '0', ' ', '-', '_'];

function characterOf(set: CharacterSet): string {
  return USUAL.find((it) => holds(set, it.charCodeAt(0))) ?? String.fromCharCode(set[0]?.[0] ?? 0);
}

/** A text that goes the first or the last of the ways through a pattern. What holds of places is not looked at. */
function textThrough(expression: Expression, which: 0 | -1): string {
  switch (expression.kind) {
    case 'characters': {
      const { set, asWritten } = expression;
      return asWritten === null ? characterOf(set) : String.fromCharCode(asWritten);
    }
    case 'place':
      return '';
    case 'sequence':
      return expression.items.map((item) => textThrough(item, which)).join('');
    case 'choice': {
      const option = expression.options.at(which);
      return option === undefined ? '' : textThrough(option, which);
    }
    case 'repeat':
      return expression.min === 0 ? '' : textThrough(expression.item, which);
  }
}

/**
 * Some texts in which a simple pattern is found; none where that is not easily told.
 *
 * @param spend Pays for it.
 */
export function plainExamples({ expression, isFoundIn }: PlainPattern, spend: Spend): string[] {
  const texts = new Set([textThrough(expression, 0), textThrough(expression, -1)]);
  return [...texts].filter((text) => isFoundIn(text, spend) === true);
}

/**
 * Whether it is plain to see that a pattern matches a text that none of the others does: all are simple, and an example
 * shows it. False says nothing.
 *
 * @param later What stands between the slashes, as the others.
 * @param spend Pays for it.
 */
export function escapesPlainly(later: string, others: readonly string[], spend: Spend): boolean {
  const pattern = plainPattern(later);
  if (pattern === null) return false;
  return plainExamples(pattern, spend).some((text) =>
    others.every((other) => plainPattern(other)?.isFoundIn(text, spend) === false),
  );
}

const seen = new KeptAnswers<PlainPattern | null>();

/**
 * Reads a simple pattern as `readPattern` does, with letters of either case.
 *
 * @param source What stands between the slashes.
 * @returns null for a pattern that is not simple
 */
export function plainPattern(source: string): PlainPattern | null {
  const before = seen.get(source);
  if (before !== undefined) return before;
  return seen.keep(source, source === '' || glanceAt(source) !== null ? readPlain(source) : null);
}
