import type { ValueFacts } from '../directives.ts';
import { portOf } from './address.ts';
import { bad, good, shown, type Piece } from './result.ts';
import type { ValueResult } from './value.ts';

const truth = new Map([['yes', true], ['true', true], ['no', false], ['false', false]]); // prettier-ignore

/** Words of other products for yes and no. `1` and `0` are not among them: what they were meant for is a guess. */
const foreignTruth = new Map([
  ['on', 'yes'], ['enable', 'yes'], ['enabled', 'yes'], ['off', 'no'], ['disable', 'no'], ['disabled', 'no'],
]); // prettier-ignore

/** The boolean that a word of PowerMTA stands for, in any case. */
export function booleanOf(word: string): boolean | undefined {
  return truth.get(word.toLowerCase());
}

/** Checks a boolean. */
export function parseBoolean(piece: Piece): ValueResult {
  const value = booleanOf(piece.text);
  if (value !== undefined) return good({ kind: 'boolean', value });
  const suggestion = foreignTruth.get(piece.text.toLowerCase());
  return bad(piece, `${shown(piece)} is neither yes nor no`, 'yes or no (also true, false)', { suggestion });
}

/** A word of the list in lower case, blanks around its commas left out; undefined where it is not listed. */
export function listedWord(text: string, values: readonly string[]): string | undefined {
  const folded = text.replace(/[ \t]*,[ \t]*/g, ',').toLowerCase();
  return values.find((word) => word.toLowerCase() === folded)?.toLowerCase();
}

/** Checks a word out of a list. */
export function parseWord(piece: Piece, facts: ValueFacts): ValueResult {
  const values = facts.values ?? [];
  const takesBoolean = facts.acceptsBoolean === true || (values.includes('yes') && values.includes('no'));
  const value = booleanOf(piece.text);
  if (takesBoolean && value !== undefined) return good({ kind: 'boolean', value });
  const word = listedWord(piece.text, values);
  if (word !== undefined) {
    // `true` and `yes` as the only word of their kind (enable-signals)
    return good(value === undefined ? { kind: 'word', word } : { kind: 'boolean', value });
  }
  if (facts.openValues && /^\w/.test(piece.text))
    return good({ kind: 'word', word: piece.text.toLowerCase() });
  const expected = `${facts.openValues ? 'a word such as ' : values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
  const suggestion = takesBoolean ? foreignTruth.get(piece.text.toLowerCase()) : undefined;
  return bad(piece, `${shown(piece)} is not ${expected}`, expected, { suggestion });
}

/** Checks a whole number. A sign is possible only where no lower bound is known. */
export function parseInteger(piece: Piece, facts: ValueFacts): ValueResult {
  const { text } = piece;
  const number = Number(text);
  const isWhole = (facts.min === undefined ? /^-?\d+$/ : /^\d+$/).test(text);
  if (isWhole && Number.isSafeInteger(number)) return good({ kind: 'integer', value: number });
  // Of a union the words are a member of their own.
  const words = facts.anyOf ? [] : (facts.values ?? []).filter((word) => !/^\d+$/.test(word));
  const expected = ['a whole number', ...words].join(' or ');
  const suggestion = text.toLowerCase() === 'unlimited' && facts.noLimit?.includes('0') ? '0' : undefined;
  const fault = isWhole ? 'is too large a number' : `is not ${expected}`;
  return bad(piece, `${shown(piece)} ${fault}`, expected, { suggestion });
}

/** Checks a port. Port 0 is left to the bounds. */
export function parsePort(piece: Piece): ValueResult {
  const port = portOf(piece.text);
  return port === undefined
    ? bad(piece, `${shown(piece)} is not a port`, 'a port from 1 to 65535')
    : good({ kind: 'integer', value: port });
}

/** The patterns of the catalog in words. */
const patternForms: Readonly<Record<string, string>> = {
  '^[A-Za-z0-9_]{32,128}$': '32 to 128 letters, digits or _',
  '^[0-9A-Fa-f]{40}$': '40 hexadecimal digits',
  '^@[^\\s@]+$': '@domain',
  '^(enable-signals(,subaccount=[0-9]+)?|disable-signals)$':
    'enable-signals[,subaccount=N] or disable-signals',
};

/** Checks a text; without a pattern in the catalog every text is valid. */
export function parseText(piece: Piece, facts: ValueFacts): ValueResult {
  if (facts.pattern !== undefined) {
    const expected = patternForms[facts.pattern] ?? `a text like ${facts.pattern}`;
    if (!new RegExp(facts.pattern, 'i').test(piece.text))
      return bad(piece, `${shown(piece)} is not ${expected}`, expected);
  }
  return good({ kind: 'text', text: piece.text });
}

/** Checks a path: no words follow it. A blank within an unquoted path is left alone. */
export function parsePath(piece: Piece): ValueResult {
  if (piece.quoted || !/[ \t][^/\\]*$/.test(piece.text)) return good({ kind: 'text', text: piece.text });
  return bad(piece, `${shown(piece)} has words after the path`, 'a path, in quotes if it has blanks');
}

/** Checks a URL: a scheme and what follows. */
export function parseUrl(piece: Piece): ValueResult {
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(piece.text)) return good({ kind: 'text', text: piece.text });
  return bad(piece, `${shown(piece)} is not a URL`, 'a URL (e.g. https://host/path)');
}

/** Checks the form of a regular expression: `/…/`. What is inside is not checked. */
export function parseRegex(piece: Piece): ValueResult {
  const { text } = piece;
  if (text.length >= 2 && text.startsWith('/') && text.endsWith('/'))
    return good({ kind: 'regex', source: text.slice(1, -1) });
  const fault = text.startsWith('/') ? 'has no closing /' : 'is not a regular expression between slashes';
  return bad(piece, `${shown(piece)} ${fault}`, 'a regular expression between slashes (/…/)');
}
