import type { InvalidLine, Line } from './tree.ts';

/*
 * `<!-- … -->`, the comment of markup languages, on one line or several. PowerMTA does not know it, so its lines are all
 * part of one mistake.
 */

const OPEN = '<!--';
const CLOSE = '-->';
const STARTS = /[ \t\v\f]*<!--/y;
const NOTHING_AFTER = /[ \t\v\f\r]*(?:#.*)?$/my;

function asInvalid(source: string, { start, end, next, firstToken, comment }: Line): InvalidLine {
  const text = source.slice(start, end);
  const range = { start: end - text.trimStart().length, end: start + text.trimEnd().length };
  const problem = { reason: 'foreign-comment', ...range } as const;
  return { kind: 'invalid', start, end, next, firstToken, comment, problem };
}

/** Finds the ends of comments; remembers the last one, so that many openings do not take quadratic time. */
class Ends {
  #close = -1;
  #lastOpen = -1;

  constructor(readonly source: string) {}

  /** Offset of the `-->` that ends the comment at `open`; -1 where nothing does, or another comment begins before. */
  of(open: number): number {
    if (this.#close < open && this.#close !== this.source.length) {
      const close = this.source.indexOf(CLOSE, open + OPEN.length);
      this.#close = close === -1 ? this.source.length : close;
      this.#lastOpen = this.source.lastIndexOf(OPEN, this.#close);
    }
    return this.#close === this.source.length || this.#lastOpen !== open ? -1 : this.#close;
  }
}

/**
 * Makes invalid lines of those that belong to a comment of markup. A comment over several lines counts as one only
 * if nothing follows its end; otherwise only its first line is invalid.
 */
export function markMarkupComments(source: string, lines: Line[]): void {
  if (!source.includes(OPEN)) return;
  const ends = new Ends(source);
  let until = -1;
  lines.forEach((line, index) => {
    STARTS.lastIndex = line.start;
    if (line.start > until && STARTS.test(source)) {
      const close = ends.of(STARTS.lastIndex - OPEN.length);
      NOTHING_AFTER.lastIndex = close + CLOSE.length;
      until = close > line.end && NOTHING_AFTER.test(source) ? close : line.end;
    }
    if (line.start <= until && line.kind !== 'blank' && line.kind !== 'comment')
      lines[index] = asInvalid(source, line);
  });
}
