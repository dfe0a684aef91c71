import { PLACEHOLDER_BRACKETS, placeholderEnd } from '../placeholders.ts';
import type { Piece } from './result.ts';

/** A value without the quotes around it, and with the escapes `\"` and `\\` resolved. */
export function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  const inside = value.slice(1, -1);
  return /(?<!\\)"/.test(inside) ? value : unescaped(inside);
}

/** The content of a quoted text: `\"` and `\\` are one character. */
function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

/** The offset of the quote that closes the one at `open`; -1 where there is none. */
function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\' && /["\\]/.test(text.charAt(at + 1))) at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** A whole value as one piece: without its quotes if all of it is in quotes. */
export function wholeValue(text: string, secret: boolean): Piece {
  const whole: Piece = { text, start: 0, end: text.length, ...(secret && { secret }) };
  return text.startsWith('"') && closingQuote(text, 0) === text.length - 1
    ? { ...whole, text: unescaped(text.slice(1, -1)), start: 1, end: text.length - 1, quoted: true }
    : whole;
}

/**
 * The next word of `text` from `from` on: a quoted text, or all up to a blank; a placeholder of a template is part of
 * the word with the blanks in it.
 */
export function nextWord(text: string, from: number): Piece | undefined {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let start = from;
  while (isBlank(start)) start++;
  if (start >= text.length) return undefined;
  if (text[start] === '"') {
    const close = closingQuote(text, start);
    if (close > 0)
      return { text: unescaped(text.slice(start + 1, close)), start: start + 1, end: close, quoted: true };
  }
  // A closing bracket that is missing once is missing for the rest of the word too.
  let mayOpen = PLACEHOLDER_BRACKETS.some(([open]) => text.includes(open, start));
  let end = start;
  while (end < text.length && !isBlank(end)) {
    const after = mayOpen ? placeholderEnd(text, end) : -1;
    if (after < 0 && mayOpen && PLACEHOLDER_BRACKETS.some(([open]) => text.startsWith(open, end)))
      mayOpen = false;
    end = after > 0 ? after : end + 1;
  }
  return { text: text.slice(start, end), start, end };
}
