import { getOrMake } from '../base/collections.ts';
import type { Budget } from './budget.ts';
import {
  complement,
  DIGIT,
  foldCase,
  NOT_NEWLINE,
  single,
  SPACE,
  union,
  WORD,
  type CharacterSet,
} from './character-set.ts';
import type { Expression, Assertion } from './expression.ts';

/*
 * Simple patterns: words, classes, alternatives and anchors, as most patterns are. They are read from their text and
 * matched by JavaScript's engine, a hundred times as fast as by the parser and the automata.
 */

/** Longer patterns could need an automaton beyond its limits. */
const LONGEST = 300;

/** A part of a simple pattern: the beginning or end of a group, `|`, an anchor, a class, or one or more characters. */
const PART_KINDS = [
  /(\((?:\?:)?)/,
  /(\))/,
  /(\|)/,
  /(\^|\$|\\b)/,
  /(\.|\\[dwsDWS]|\[(?!:[A-Za-z]+:\])\^?(?:[A-Za-z0-9 _.,:@]|\\[dws.])+-?\])/,
  /([A-Za-z0-9 _,:;@'"=<>%&~!#/\]-]+(?![?*+{])|[A-Za-z0-9 _,:;@'"=<>%&~!#/\]-]|\\[./()[\]{}?*+|^$:;,@<>=!-])/,
];

/** A part, and how often it is repeated. */
const PART = new RegExp(
  String.raw`(?:${PART_KINDS.map(({ source }) => source).join('|')})(?:([?*+])\??)?(?![?*+{])`,
  'y',
);

const CLASSES: ReadonlyMap<string, CharacterSet> = new Map([
  ['.', NOT_NEWLINE],
  [String.raw`\d`, DIGIT],
  [String.raw`\D`, complement(DIGIT)],
  [String.raw`\s`, SPACE],
  [String.raw`\S`, complement(SPACE)],
  [String.raw`\w`, WORD],
  [String.raw`\W`, complement(WORD)],
]);

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '^': 'start',
  $: 'end',
  [String.raw`\b`]: 'word-boundary',
};

type CharacterItem = Extract<Expression, { kind: 'characters' }>;

const characterItems = new Map<number, CharacterItem>();

/** A character in either case; one object for each, since patterns consist of little else. */
function characterItem(character: string): CharacterItem {
  const code = character.charCodeAt(0);
  return getOrMake(characterItems, code, () => ({
    kind: 'characters',
    set: foldCase(single(code)),
    asWritten: code,
  }));
}

/** The characters of `.`, `\d` or some characters in brackets. */
function setOf(text: string): CharacterSet {
  const known = CLASSES.get(text);
  if (known !== undefined) return known;
  const isNegated = text.startsWith('[^');
  const members = text.slice(isNegated ? 2 : 1, -1).match(/\\?./g) ?? [];
  const set = union(
    members.flatMap((member) =>
      member.length > 1 && CLASSES.has(member)
        ? (CLASSES.get(member) ?? [])
        : characterItem(member.slice(-1)).set,
    ),
  );
  return isNegated ? complement(set) : set;
}

function repeated(item: Expression, sign: string): Expression {
  if (sign === '') return item;
  return { kind: 'repeat', item, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
}

class Reader {
  #at = 0;
  /** How often the part that was read last is repeated. */
  #sign = '';

  constructor(private readonly source: string) {}

  /** The alternatives up to the end, or of a group; null where the pattern is not simple. */
  choice(isGroup: boolean): Expression | null {
    const options: Expression[] = [];
    let items: Expression[] = [];
    let isClosed = false;
    while (!isClosed && this.#at < this.source.length) {
      PART.lastIndex = this.#at;
      const [whole, open, close, or, anchor, set, literal, sign = ''] = PART.exec(this.source) ?? [];
      if (whole === undefined) return null;
      this.#at += whole.length;
      this.#sign = sign;
      const isRepeatable =
        set !== undefined || literal !== undefined || (close !== undefined && sign === '?');
      if (sign !== '' && !isRepeatable) return null;
      if (close !== undefined) isClosed = true;
      else if (or !== undefined) {
        options.push({ kind: 'sequence', items });
        items = [];
      } else if (literal !== undefined) {
        // A run of characters is never repeated, and of an escape only the last character counts.
        const escaped = literal.startsWith('\\') ? literal.slice(1) : literal;
        for (const character of escaped) items.push(repeated(characterItem(character), sign));
      } else {
        const item = open === undefined ? itemFor(anchor, set) : this.choice(true);
        if (item === null) return null;
        items.push(repeated(item, this.#sign));
      }
    }
    if (isClosed !== isGroup) return null;
    const last: Expression = { kind: 'sequence', items };
    return options.length === 0 ? last : { kind: 'choice', options: [...options, last] };
  }
}

function itemFor(anchor = '', set = ''): Expression {
  const assertion = ASSERTIONS[anchor];
  if (assertion !== undefined) return { kind: 'assertion', assertion };
  return { kind: 'characters', set: setOf(set), asWritten: null };
}

/** Reads a simple pattern, as between the slashes, as the parser would; null if it is not simple. */
export function readSimple(source: string): Expression | null {
  return source.length > LONGEST ? null : new Reader(source).choice(false);
}

/** How often JavaScript's engine may go over a text of a length at one place of it, in the worst case. */
function mostTries(expression: Expression, length: number): number {
  switch (expression.kind) {
    case 'characters':
    case 'assertion':
      return 1;
    case 'sequence':
      return expression.items.reduce((tries, item) => tries * mostTries(item, length), 1);
    case 'choice':
      return expression.options.reduce((tries, option) => tries + mostTries(option, length), 0);
    case 'repeat':
      return (expression.max === Infinity ? length + 1 : 2) * mostTries(expression.item, length);
  }
}

/** How many tries of JavaScript's engine take as long as one step of an automaton. */
const TRIES_PER_STEP = 300;

/** The tries that one text may take, so that all replies of the catalog fit into the budget of one question. */
const MOST_TRIES = 90_000;

/**
 * Finds simple patterns by JavaScript's engine.
 *
 * @returns a function that says whether the pattern is found in a text of printable ASCII; undefined where that could
 *   take long, and when the budget is spent
 */
export function simpleMatcher(
  source: string,
  expression: Expression,
): (text: string, budget: Budget | undefined) => boolean | undefined {
  let regex: RegExp | undefined;
  return (text, budget) => {
    const tries = (text.length + 1) * mostTries(expression, text.length);
    if (tries > MOST_TRIES || budget?.spend(Math.ceil(tries / TRIES_PER_STEP)) === false) return undefined;
    regex ??= new RegExp(source, 'i');
    return regex.test(text);
  };
}
