type ItemKind =
  'literal' | 'escape' | 'class' | 'dot' | 'quantifier' | 'start' | 'end' | 'open' | 'close' | 'or' | 'note';

/**
 * A part of a regular expression as it is written. An `escape` is a backslash with its characters, or `\Q…\E`; a
 * `quantifier` includes the `?` or `+` after it, an `open` the kind of bracket (`(?:`, `(?<name>`); a `note` matches
 * nothing itself: `(?i)`, `(*UTF8)`, a comment.
 */
export interface PatternItem {
  readonly kind: ItemKind;
  readonly text: string;
  /** Offset in the source. */
  readonly start: number;
  readonly end: number;
}

const QUANTIFIER = /(?:[*+?]|\{\d{1,5}(?:,\d{0,5})?\})[?+]?/y;
const ESCAPE = /\\(?:Q[^]*?(?:\\E|$)|x(?:\{[^}]{0,16}\}|[\da-fA-F]{0,2})|[pPgkNo]\{[^}]{0,40}\}|[^]|$)/y;
const CLASS = /\[\^?\]?(?:\\[^]|\[:\^?[a-z]{1,10}:\]|[^\]\\])*\]/y;
const NOTE = /\(\?#[^)]{0,200}\)|\(\?[a-zA-Z^-]{0,24}\)|\(\*[A-Z][A-Z_\d=:]{0,40}\)/y;
const OPEN = /\((?:\?(?:[a-zA-Z^-]{0,24}:|<?[=!]|>|\||P?<\w{1,40}>|'\w{1,40}'))?/y;

const SINGLE: Readonly<Record<string, ItemKind>> = {
  '.': 'dot',
  '^': 'start',
  $: 'end',
  ')': 'close',
  '|': 'or',
};

const PARTS: readonly [ItemKind, RegExp][] = [
  ['escape', ESCAPE],
  ['note', NOTE],
  ['open', OPEN],
  ['quantifier', QUANTIFIER],
];

/**
 * The parts of a regular expression, also of an invalid one: bracket expressions, escapes and openings of groups are one
 * item each, everything else one character.
 *
 * @param source The text between the slashes.
 */
export function patternItems(source: string): PatternItem[] {
  const items: PatternItem[] = [];
  // An unclosed bracket stays unclosed: looking for its end at each later one would take time by the square.
  let mayHoldClass = true;
  for (let at = 0; at < source.length;) {
    const isClass: boolean = mayHoldClass && source[at] === '[';
    const bracketed: string | undefined = isClass ? matchAt(CLASS, source, at) : undefined;
    if (isClass && bracketed === undefined) mayHoldClass = false;
    const [kind, text] = bracketed === undefined ? itemAt(source, at) : (['class', bracketed] as const);
    items.push({ kind, text, start: at, end: at + text.length });
    at += text.length;
  }
  return items;
}

function matchAt(expression: RegExp, source: string, at: number): string | undefined {
  expression.lastIndex = at;
  const text = expression.exec(source)?.[0];
  return text === '' ? undefined : text;
}

function itemAt(source: string, at: number): readonly [ItemKind, string] {
  for (const [kind, expression] of PARTS) {
    const text = matchAt(expression, source, at);
    if (text !== undefined) return [kind, text];
  }
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return [SINGLE[character] ?? 'literal', character];
}

/** Whether PCRE skips blanks and comments in it, `(?x)`: then its items are not what it matches. */
export function isSpacedOut(items: readonly PatternItem[]): boolean {
  return items.some(
    ({ kind, text }) => (kind === 'note' || kind === 'open') && /^\(\?[a-zA-Z^]*x/.test(text),
  );
}
