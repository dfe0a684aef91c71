import { withoutCredentials } from '../credentials.ts';
import type { BadValue, Stretch, Value, ValueResult } from './value.ts';

/** A part of a value: its text without quotes and escapes, and where that stands in the text as written. */
export interface Piece extends Stretch {
  readonly text: string;
  readonly quoted?: true;
  /** Not to be shown. */
  readonly secret?: true;
}

/** What may be added to a refusal. */
export interface Refusal {
  readonly severity?: 'warning';
  readonly suggestion?: string;
  /** Counted within the piece's text; default: the piece. */
  readonly at?: Stretch;
  readonly missing?: true;
}

/** A value that is legal. */
export function good(value: Value): ValueResult {
  return { ok: true, value };
}

/** Units of a text that are looked at: what is behind them would be cut anyway. */
const LOOKED_AT = 1000;

/** How a message names the text of a piece: quoted, cut when long, and never a secret. */
export function shown(piece: Piece): string {
  if (piece.secret) return 'the value';
  const text = withoutCredentials(piece.text.slice(0, LOOKED_AT));
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

/** A value that is not legal. */
export function bad(piece: Piece, reason: string, expected: string, more: Refusal = {}): BadValue {
  const { at, severity = 'error', ...rest } = more;
  const exact = piece.end - piece.start === piece.text.length;
  if (at && exact) {
    const place = { start: piece.start + at.start, end: piece.start + at.end };
    return { ok: false, severity, reason, expected, ...rest, at: place };
  }
  let { suggestion } = rest;
  if (at && suggestion !== undefined)
    suggestion = piece.text.slice(0, at.start) + suggestion + piece.text.slice(at.end);
  const whole = { start: piece.start, end: piece.end };
  return {
    ok: false,
    severity,
    reason,
    expected,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(rest.missing ? { missing: true as const } : {}),
    at: whole,
  };
}

/** A part of a piece, by offsets within its text. */
export function slice(piece: Piece, start: number, end: number): Piece {
  const exact = piece.end - piece.start === piece.text.length;
  const text = piece.text.slice(start, end);
  const secret = piece.secret ? { secret: true as const } : {};
  if (!exact) return { text, start: piece.start, end: piece.end, ...secret };
  return { text, start: piece.start + start, end: piece.start + end, ...secret };
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
  const parts: Piece[] = [];
  let from = 0;
  for (;;) {
    const to = piece.text.indexOf(separator, from);
    parts.push(trimmed(slice(piece, from, to < 0 ? piece.text.length : to)));
    if (to < 0) return parts;
    from = to + separator.length;
  }
}
