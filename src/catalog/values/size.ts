import { bytesOfLetter, refuseLetter } from './rate.ts';
import { bad, good, shown, type Piece } from './result.ts';
import type { ValueResult } from './value.ts';

const form = 'N with b, k, m, g or t (e.g. 50M)';

/** The bytes of a size such as `250M`; undefined for anything else. A kilobyte has 1024 bytes. */
export function bytesOfSize(text: string): number | undefined {
  const parts = /^(\d+)([bkmgt])$/i.exec(text);
  return parts ? Number(parts[1]) * (bytesOfLetter(parts[2] ?? '') ?? 1) : undefined;
}

/** Judges a size; `bareNumber`: a number of bytes without a letter is (an old form and) legal. */
export function parseSize(piece: Piece, bareNumber: boolean): ValueResult {
  const bytes = bytesOfSize(piece.text);
  if (bytes !== undefined) return good({ kind: 'size', bytes });
  if (/^\d+$/.test(piece.text)) {
    if (bareNumber || Number(piece.text) === 0) return good({ kind: 'size', bytes: Number(piece.text) });
    return bad(piece, `${shown(piece)} has no letter for its unit`, form);
  }
  const spaced = /^(\d+)[ \t]+([bkmgt])b?$/i.exec(piece.text);
  if (spaced) {
    return bad(piece, `${shown(piece)} has a blank before its letter`, form, {
      suggestion: `${spaced[1]}${spaced[2]}`,
    });
  }
  const word = /^\d+([a-z]+)$/i.exec(piece.text)?.[1];
  return word === undefined
    ? bad(piece, `${shown(piece)} is not a size`, form)
    : refuseLetter(piece, word, form);
}
