/*
 * What the text of a simple pattern tells at a glance. Most patterns of most lists are words with a `.*` between them: for
 * those no parser and no automaton is needed, which take a hundred times as long.
 */

import { KeptAnswers } from './kept-answers.ts';

/** What can be said of a pattern without reading it as an expression. */
export interface Glance {
  /** Texts that whatever the pattern matches holds, in lower case. Not all of them. */
  readonly needed: readonly string[];
  /** How many repetitions without end it has, at the most. */
  readonly loops: number;
}

/** Longer patterns are left to those who read them well. */
const LONGEST = 400;

type Kind = 'literal' | 'class' | 'open' | 'close' | 'or' | 'place';

function each(characters: string, kind: Kind): [string, Kind][] {
  return Array.from(characters, (character) => [character, kind]);
}

/** What a character is by itself. Others are for those who read the pattern. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...each('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _,:;@\'"=<>%&~!#/]-', 'literal'),
  ...each('.', 'class'),
  ...each('^$', 'place'),
  ...each('|', 'or'),
  ...each('(', 'open'),
  ...each(')', 'close'),
]);

/** What it is behind a backslash. */
const ESCAPED_KINDS: ReadonlyMap<string, Kind> = new Map([
  ...each('./()[]{}?*+|^$:;,@<>=!-', 'literal'),
  ...each('dwsDWS', 'class'),
  ...each('b', 'place'),
]);

/** Some characters in brackets, without ranges; a hyphen at the end is one itself. */
const CLASS = /\[\^?(?:[A-Za-z0-9 _.,:@]|\\[dws.])+-?\]/y;

/** A character, a class, a place or a sign of a simple pattern. */
export interface Part {
  readonly kind: Kind;
  /** Where the next one begins. */
  readonly end: number;
  /** The last of its characters. */
  readonly character: string;
}

/** The part that begins at an offset; null where it is none of a simple pattern. */
export function partAt(source: string, at: number): Part | null {
  const character = source.charAt(at);
  if (character === '\\') {
    const sign = source.charAt(at + 1);
    const kind = ESCAPED_KINDS.get(sign);
    return kind === undefined ? null : { kind, end: at + 2, character: sign };
  }
  if (character === '[') {
    CLASS.lastIndex = at;
    return CLASS.test(source) ? { kind: 'class', end: CLASS.lastIndex, character: ']' } : null;
  }
  const kind = KINDS.get(character);
  if (kind === undefined) return null;
  return { kind, end: at + (kind === 'open' && source.startsWith('?:', at + 1) ? 3 : 1), character };
}

/** Collects the characters that stand behind each other in whatever is matched. */
class Texts {
  readonly all: string[] = [];
  #open = '';

  add(character: string): void {
    this.#open += character;
  }

  end(): void {
    if (this.#open !== '') this.all.push(this.#open.toLowerCase());
    this.#open = '';
  }
}

const REPEATS = new Set(['?', '*', '+']);

/** The sign behind a part that says how often it comes; '' for none, null where that is not simple. */
export function repeatAt(source: string, at: number): string | null {
  const sign = source.charAt(at);
  if (!REPEATS.has(sign)) return sign === '{' ? null : '';
  const rest = source.charAt(at + 1);
  const behind = rest === '?' ? source.charAt(at + 2) : rest;
  return REPEATS.has(behind) || behind === '{' ? null : sign;
}

function lookAt(source: string): Glance | null {
  const texts = new Texts();
  let [depth, loops] = [0, 0];
  let hasWays = false;
  for (let at = 0; at < source.length;) {
    const part = partAt(source, at);
    const repeat = part === null ? null : repeatAt(source, part.end);
    if (part === null || repeat === null) return null;
    at = part.end + repeat.length + (repeat !== '' && source.charAt(part.end + 1) === '?' ? 1 : 0);
    const { kind, character } = part;
    if (repeat === '*' || repeat === '+') loops++;
    if (kind === 'open') depth++;
    if (kind === 'close') depth--;
    // What is repeated of a group is for those who read it; a group may be left out, and nothing else can be repeated.
    const isOdd =
      kind === 'close' ? repeat === '*' || repeat === '+' : kind !== 'literal' && kind !== 'class';
    if (depth < 0 || (repeat !== '' && isOdd)) return null;
    if (kind === 'or' && depth === 0) hasWays = true;
    // What is repeated comes once at least behind a `+`, and perhaps never behind a `?` or a `*`.
    const isThere = kind === 'literal' && depth === 0 && (repeat === '' || repeat === '+');
    if (isThere) texts.add(character);
    if (!isThere || repeat !== '') texts.end();
  }
  if (depth !== 0) return null;
  texts.end();
  return { needed: hasWays ? [] : texts.all, loops };
}

const seen = new KeptAnswers<Glance | null>();

/**
 * Looks at the text of a pattern. What it says holds for the pattern as `readPattern` reads it, which refuses none of
 * those that are simple.
 *
 * @param source What stands between the slashes.
 * @returns null for a pattern that is not simple enough: it has to be read
 */
export function glanceAt(source: string): Glance | null {
  if (source === '' || source.length > LONGEST) return null;
  const before = seen.get(source);
  return before === undefined ? seen.keep(source, lookAt(source)) : before;
}
