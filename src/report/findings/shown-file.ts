import type { Range } from '../../../grammar/range.ts';
import type { ReportedFile } from '../../app/report.ts';

const BYTE_ORDER_MARK = 0xfeff;

/** A file seen line by line, with what of each line may be shown. */
export class MaskedFile {
  readonly source: string;
  readonly #file: ReportedFile;
  #masks: Map<number, number> | undefined;

  constructor(file: ReportedFile) {
    this.source = file.source;
    this.#file = file;
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    return this.#file.lines.positionAt(offset).line;
  }

  /** `line:column` of an offset, both from 1. */
  positionOf(offset: number): string {
    const { line, column } = this.#file.lines.positionAt(offset);
    return `${line}:${column}`;
  }

  /** The number of lines, as an editor counts them. */
  get lineCount(): number {
    return this.#file.lines.count;
  }

  /** Offsets of what can be seen of a line: without its line end and without a byte-order mark. */
  boundsOf(line: number): Range {
    const start = this.#file.lines.startOf(line);
    const end = this.#file.lines.endOf(line);
    const mark = start === 0 && end > 0 && this.source.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    return { start: start + mark, end };
  }

  /** Offset from which a line is masked up to its end, or undefined if it holds no secret. */
  maskStart(line: number): number | undefined {
    return (this.#masks ??= this.#findMasks()).get(line);
  }

  #findMasks(): Map<number, number> {
    const masks = new Map<number, number>();
    for (const secret of this.#file.secrets) {
      const last = this.lineOf(Math.max(secret.start, secret.end - 1));
      for (let line = this.lineOf(secret.start); line <= last; line++) {
        const { start, end } = this.boundsOf(line);
        const from = Math.max(start, secret.start);
        if (from < end) masks.set(line, Math.min(from, masks.get(line) ?? from));
      }
    }
    return masks;
  }
}
