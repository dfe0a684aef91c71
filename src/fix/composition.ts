import type { Edit } from '../engine/finding.ts';
import { orderEdits } from './edits.ts';

/** A range of the first text that is still there, or a text that came in. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

function lengthOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.end - piece.start;
}

function part(piece: Piece, from: number, to: number): Piece {
  if ('text' in piece) return { text: piece.text.slice(from, to) };
  return { start: piece.start + from, end: piece.start + to };
}

/** Edits made one after the other, as edits of the first text: a patch shows several passes without comparing texts. */
export class Composition {
  #pieces: readonly Piece[];

  constructor(readonly original: string) {
    this.#pieces = [{ start: 0, end: original.length }];
  }

  get text(): string {
    return this.#pieces
      .map((piece) => ('text' in piece ? piece.text : this.original.slice(piece.start, piece.end)))
      .join('');
  }

  /** Adds edits whose offsets are of the text as it is now. */
  apply(edits: readonly Edit[]): void {
    const length = this.#pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
    const result: Piece[] = [];
    const pieces = this.#pieces.values();
    let piece = pieces.next().value;
    let offset = 0;
    /** Moves on to a place in the text, keeping or dropping what lies before it. */
    const advance = (to: number, keep: boolean): void => {
      while (piece !== undefined && offset < to) {
        const taken = Math.min(lengthOf(piece), to - offset);
        if (keep && taken > 0) result.push(part(piece, 0, taken));
        offset += taken;
        piece = taken === lengthOf(piece) ? pieces.next().value : part(piece, taken, lengthOf(piece));
      }
    };
    for (const edit of orderEdits(length, edits)) {
      advance(edit.start, true);
      advance(edit.end, false);
      if (edit.text !== '') result.push({ text: edit.text });
    }
    advance(length, true);
    this.#pieces = result;
  }

  /** All edits so far as edits of the first text. */
  edits(path: string): Edit[] {
    const edits: Edit[] = [];
    let at = 0;
    let text = '';
    const finish = (next: number): void => {
      if (next > at || text !== '') edits.push({ path, start: at, end: next, text });
      text = '';
    };
    for (const piece of this.#pieces) {
      if ('text' in piece) {
        text += piece.text;
      } else if (piece.end > piece.start) {
        finish(piece.start);
        at = piece.end;
      }
    }
    finish(this.original.length);
    return edits;
  }
}
