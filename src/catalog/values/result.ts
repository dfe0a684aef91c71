import { withoutCredentials } from '../credentials.ts';
import type { BadValue, ValueRange, Value, ValueResult } from './value.ts';

/** A part of a value: its text without quotes and escapes, and its range in the text as written. */
export interface Piece extends ValueRange {
  readonly text: string;
  readonly quoted?: true;
  /** Not to be shown. */
  readonly secret?: true;
}

interface Refusal {
  readonly severity?: 'warning' | 'error';
  readonly suggestion?: string | undefined;
  /** Counted within the piece's text; default: the piece. */
  readonly at?: ValueRange;
  readonly missing?: true;
}

/** A value that is valid. */
export function good(value: Value): ValueResult {
  return { ok: true, value };
}

/** How a message names the text of a piece: quoted, cut when long, and never a secret. */
export function shown(piece: Piece): string {
  if (piece.secret) return 'the value';
  const text = withoutCredentials(piece.text.slice(0, 1000));
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

/** Whether offsets in a piece's text are offsets in the text as written: no escape was resolved. */
function isExact({ start, end, text }: Piece): boolean {
  return end - start === text.length;
}

/** A value that is not valid. */
export function bad(piece: Piece, reason: string, expected: string, more: Refusal = {}): BadValue {
  const { severity = 'error', missing } = more;
  let { at, suggestion } = more;
  if (at && !isExact(piece)) {
    if (suggestion !== undefined)
      suggestion = piece.text.slice(0, at.start) + suggestion + piece.text.slice(at.end);
    at = undefined;
  }
  return {
    ok: false,
    severity,
    reason,
    expected,
    ...(suggestion !== undefined && { suggestion }),
    ...(missing && { missing }),
    at: at
      ? { start: piece.start + at.start, end: piece.start + at.end }
      : { start: piece.start, end: piece.end },
  };
}

/** A part of a piece, by offsets within its text. */
export function slice(piece: Piece, start: number, end = piece.text.length): Piece {
  const { start: from, end: to } = piece;
  const range = isExact(piece) ? { start: from + start, end: from + end } : { start: from, end: to };
  return { text: piece.text.slice(start, end), ...range, ...(piece.secret && { secret: true }) };
}

const BLANKS = /[ \t\v\f\r\n]/;

/** A piece without blanks around it. Only blanks of ASCII are blanks to PowerMTA. */
export function trimmed(piece: Piece): Piece {
  const { text } = piece;
  let head = 0;
  let tail = text.length;
  while (head < tail && BLANKS.test(text.charAt(head))) head++;
  while (tail > head && BLANKS.test(text.charAt(tail - 1))) tail--;
  return head === 0 && tail === text.length ? piece : slice(piece, head, tail);
}

/** The parts between separators, without blanks around them; a single empty one for an empty piece. */
export function split(piece: Piece, separator: string): Piece[] {
  let from = 0;
  return piece.text.split(separator).map((text) => {
    const part = trimmed(slice(piece, from, from + text.length));
    from += text.length + separator.length;
    return part;
  });
}

/**
 * Checks the items between commas.
 * @param item What an item is, for the message about an empty one: `a header`.
 * @param read Returns what the list contains for an item, or why the item is not valid.
 */
export function parseItems<T extends string | number | object>(
  piece: Piece,
  item: string,
  expected: string,
  read: (piece: Piece) => T | BadValue,
  valueOf: (items: T[]) => Value,
): ValueResult {
  const items: T[] = [];
  for (const part of split(piece, ',')) {
    if (part.text === '') return bad(piece, `${item} is missing between commas`, expected);
    const found = read(part);
    if (typeof found === 'object' && 'ok' in found) return found;
    items.push(found);
  }
  return good(valueOf(items));
}

/** Checks words between commas that are compared without case; see `parseItems`. */
export function parseList(
  piece: Piece,
  item: string,
  expected: string,
  read: (piece: Piece) => string | BadValue,
): ValueResult {
  return parseItems(piece, item, expected, read, (items) => ({ kind: 'list', items, ignoreCase: true }));
}
