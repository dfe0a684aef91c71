import type { ValueFacts } from '../directives.ts';
import { portOf } from './address.ts';
import { bad, good, shown, type Piece, type Refusal } from './result.ts';
import type { ValueResult } from './value.ts';

const truth: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

/** Words of other products for yes and no. `1` and `0` are not among them: what they were meant for is a guess. */
const foreignTruth: Readonly<Record<string, string>> = {
  on: 'yes', enable: 'yes', enabled: 'yes', off: 'no', disable: 'no', disabled: 'no',
}; // prettier-ignore

/** The boolean that a word of PowerMTA stands for, in any case. */
export function booleanOf(word: string): boolean | undefined {
  const folded = word.toLowerCase();
  return Object.hasOwn(truth, folded) ? truth[folded] : undefined;
}

function foreignBoolean(piece: Piece): Refusal {
  const folded = piece.text.toLowerCase();
  return Object.hasOwn(foreignTruth, folded) ? { suggestion: foreignTruth[folded] ?? '' } : {};
}

/** Judges a boolean. */
export function parseBoolean(piece: Piece): ValueResult {
  const value = booleanOf(piece.text);
  if (value !== undefined) return good({ kind: 'boolean', value });
  return bad(
    piece,
    `${shown(piece)} is neither yes nor no`,
    'yes or no (also true, false)',
    foreignBoolean(piece),
  );
}

/** A word of the list in lower case, blanks around its commas left out; undefined where it is not listed. */
export function listedWord(text: string, values: readonly string[]): string | undefined {
  const folded = text.replace(/[ \t]*,[ \t]*/g, ',').toLowerCase();
  return values.find((word) => word.toLowerCase() === folded)?.toLowerCase();
}

/** Judges a word out of a list. */
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
  return bad(
    piece,
    `${shown(piece)} is not ${expected}`,
    expected,
    takesBoolean ? foreignBoolean(piece) : {},
  );
}

/** Judges a whole number. A sign is possible only where no lower bound is known. */
export function parseInteger(piece: Piece, facts: ValueFacts): ValueResult {
  const { text } = piece;
  const form = facts.min === undefined ? /^-?\d+$/ : /^\d+$/;
  const number = Number(text);
  const isWhole = form.test(text);
  if (isWhole && Number.isSafeInteger(number)) return good({ kind: 'integer', value: number });
  // Of a union the words are a member of their own.
  const words = facts.anyOf ? [] : (facts.values ?? []).filter((word) => !/^\d+$/.test(word));
  const expected = ['a whole number', ...words].join(' or ');
  const zero = text.toLowerCase() === 'unlimited' && facts.noLimit?.includes('0') ? { suggestion: '0' } : {};
  const fault = isWhole ? 'is too large a number' : `is not ${expected}`;
  return bad(piece, `${shown(piece)} ${fault}`, expected, zero);
}

/** Judges a port. Port 0 is left to the bounds. */
export function parsePort(piece: Piece): ValueResult {
  const port = portOf(piece.text);
  const expected = 'a port from 1 to 65535';
  return port === undefined
    ? bad(piece, `${shown(piece)} is not a port`, expected)
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

const compiled = new Map<string, RegExp>();

/** Judges a text; without a pattern in the catalog every text is legal. */
export function parseText(piece: Piece, facts: ValueFacts): ValueResult {
  if (facts.pattern !== undefined) {
    let pattern = compiled.get(facts.pattern);
    if (!pattern) compiled.set(facts.pattern, (pattern = new RegExp(facts.pattern, 'i')));
    const expected = patternForms[facts.pattern] ?? `a text like ${facts.pattern}`;
    if (!pattern.test(piece.text)) return bad(piece, `${shown(piece)} is not ${expected}`, expected);
  }
  return good({ kind: 'text', text: piece.text });
}

/** Judges a URL: a scheme and what follows. */
export function parseUrl(piece: Piece): ValueResult {
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(piece.text)) return good({ kind: 'text', text: piece.text });
  return bad(piece, `${shown(piece)} is not a URL`, 'a URL (e.g. https://host/path)');
}

/** Judges the form of a regular expression: `/…/`. What stands inside is not judged. */
export function parseRegex(piece: Piece): ValueResult {
  const { text } = piece;
  if (text.length >= 2 && text.startsWith('/') && text.endsWith('/')) {
    return good({ kind: 'regex', source: text.slice(1, -1) });
  }
  const reason = text.startsWith('/')
    ? `${shown(piece)} has no closing /`
    : `${shown(piece)} is not a regular expression between slashes`;
  return bad(piece, reason, 'a regular expression between slashes (/…/)');
}
