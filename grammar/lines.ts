import { lowerBound } from '../src/base/collections.ts';

/** Line and column, both from 1, columns in UTF-16 units; a byte-order mark has no column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Turns offsets into lines and columns on demand. A line ends with LF (or CRLF); a lone CR does not end a line.
 * Building it costs one scan of the text; a look-up is a binary search.
 */
export class LineTable {
  readonly #source: string;
  readonly #starts: Uint32Array;

  constructor(source: string) {
    this.#source = source;
    const starts = [0];
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = new Uint32Array(starts);
  }

  /** Number of lines as an editor counts them: a text that ends with a line end has no further, empty line. */
  get count(): number {
    return this.#starts.length - (this.#source === '' || this.#source.endsWith('\n') ? 1 : 0);
  }

  /** Line and column of an offset; an offset after the text counts as its end. */
  positionAt(offset: number): Position {
    const line = lowerBound(this.#starts, (start) => start <= offset);
    const start = this.#starts[line - 1] ?? 0;
    const mark = line === 1 && this.#source.startsWith('\ufeff') && offset > 0 ? 1 : 0;
    return { line, column: Math.min(offset, this.#source.length) - start - mark + 1 };
  }

  /** Offset of the first unit of a line (counted from 1), the end of the text if there is no such line. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#source.length;
  }

  /** Offset after the last unit of a line, without its line end (LF or CRLF). */
  endOf(line: number): number {
    const next = this.#starts[line];
    if (next === undefined) return this.#source.length;
    const end = next - 1;
    return end > this.startOf(line) && this.#source[end - 1] === '\r' ? end - 1 : end;
  }
}
