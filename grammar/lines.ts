/** Line and column, both from 1, columns in UTF-16 units; a byte-order mark has no column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const LINE_FEED = 10;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Turns offsets into lines and columns on demand. A line ends with LF (or CRLF); a lone CR does not end a line.
 * Building it costs one scan of the text; a look-up is a binary search.
 */
export class LineTable {
  readonly #source: string;
  readonly #starts: Uint32Array;

  constructor(source: string) {
    this.#source = source;
    let count = 1;
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) count++;
    const starts = new Uint32Array(count);
    let line = 1;
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts[line++] = at + 1;
    this.#starts = starts;
  }

  /** Number of lines as an editor counts them: a text that ends with a line end has no further, empty line. */
  get count(): number {
    if (this.#source.length === 0) return 0;
    const last = this.#source.charCodeAt(this.#source.length - 1) === LINE_FEED;
    return this.#starts.length - (last ? 1 : 0);
  }

  /** Line and column of an offset; an offset after the text counts as its end. */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] ?? 0;
    const mark = low === 0 && this.#source.charCodeAt(0) === BYTE_ORDER_MARK && offset > 0 ? 1 : 0;
    return { line: low + 1, column: Math.min(offset, this.#source.length) - start - mark + 1 };
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
    return end > this.startOf(line) && this.#source.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }
}
