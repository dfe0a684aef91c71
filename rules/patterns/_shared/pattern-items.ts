/** A part of a regular expression as it is written. */
export interface PatternItem {
  readonly kind:
    | 'literal'
    /** A backslash and what belongs to it; `\Q…\E` as a whole. */
    | 'escape'
    /** `[…]`. */
    | 'class'
    | 'dot'
    /** `*`, `+`, `?` or `{…}`, with a `?` or `+` after it. */
    | 'quantifier'
    | 'start'
    | 'end'
    /** An opening bracket with what says what it is for: `(`, `(?:`, `(?<name>`. */
    | 'open'
    | 'close'
    | 'or'
    /** `(?i)`, `(*UTF8)`, a comment: it matches nothing itself. */
    | 'note';
  readonly text: string;
  /** In the source. */
  readonly start: number;
  readonly end: number;
}

const QUANTIFIER = /(?:[*+?]|\{\d{1,5}(?:,\d{0,5})?\})[?+]?/y;
const ESCAPE = /\\(?:Q[^]*?(?:\\E|$)|x(?:\{[^}]{0,16}\}|[\da-fA-F]{0,2})|[pPgkNo]\{[^}]{0,40}\}|[^]|$)/y;
const CLASS = /\[\^?\]?(?:\\[^]|\[:\^?[a-z]{1,10}:\]|[^\]\\])*\]/y;
const NOTE = /\(\?#[^)]{0,200}\)|\(\?[a-zA-Z^-]{0,24}\)|\(\*[A-Z][A-Z_\d=:]{0,40}\)/y;
const OPEN = /\((?:\?(?:[a-zA-Z^-]{0,24}:|<?[=!]|>|\||P?<\w{1,40}>|'\w{1,40}'))?/y;

const SINGLE: Readonly<Record<string, PatternItem['kind']>> = {
  '.': 'dot',
  '^': 'start',
  $: 'end',
  ')': 'close',
  '|': 'or',
};

const PARTS: readonly [PatternItem['kind'], RegExp][] = [
  ['escape', ESCAPE],
  ['note', NOTE],
  ['open', OPEN],
  ['quantifier', QUANTIFIER],
];

/**
 * Takes a regular expression apart as it is written, without asking whether it is in order: bracket expressions, escapes
 * and groups are one item each, everything else one character. One pass over the text.
 *
 * @param source What stands between the slashes.
 */
export function patternItems(source: string): PatternItem[] {
  const items: PatternItem[] = [];
  // Where nothing closes one, nothing closes a later one.
  let mayHoldClass = true;
  for (let at = 0; at < source.length;) {
    let found: [PatternItem['kind'], string] | undefined;
    if (mayHoldClass && source[at] === '[') {
      const text = matchAt(CLASS, source, at);
      if (text === undefined) mayHoldClass = false;
      else found = ['class', text];
    }
    const [kind, text] = found ?? itemAt(source, at);
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

function itemAt(source: string, at: number): [PatternItem['kind'], string] {
  for (const [kind, expression] of PARTS) {
    const text = matchAt(expression, source, at);
    if (text !== undefined) return [kind, text];
  }
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return [SINGLE[character] ?? 'literal', character];
}

/** Whether blanks in it are left out and comments begin with `#`, `(?x)`: then it is not written as it is read. */
export function isSpacedOut(items: readonly PatternItem[]): boolean {
  return items.some(
    ({ kind, text }) => (kind === 'note' || kind === 'open') && /^\(\?[a-zA-Z^]*x/.test(text),
  );
}
