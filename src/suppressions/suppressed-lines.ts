import { lowerBound } from '../base/collections.ts';
import type { Written } from '../engine/directive-comment.ts';

/** One rule that a comment suppresses, and whether it suppressed a finding. */
export interface Suppression {
  readonly name: Written;
  isUsed: boolean;
}

interface SuppressedRange {
  readonly from: number;
  to: number;
  readonly suppression: Suppression;
}

/** The lines, counted from 1, in which comments suppress one rule in one file. Fill it in the order of the text. */
export class SuppressedLines {
  readonly #lines = new Map<number, Suppression>();
  readonly #ranges: SuppressedRange[] = [];
  #file: Suppression | undefined;
  #isOpen = false;

  /** Of two comments about one line the first counts, so the second is unused. */
  addLines(lines: Iterable<number>, suppression: Suppression): void {
    for (const line of lines) if (!this.#lines.has(line)) this.#lines.set(line, suppression);
  }

  addFile(suppression: Suppression): void {
    this.#file ??= suppression;
  }

  /** Starts a range; null for a comment that suppresses nothing but still starts one. */
  open(line: number, suppression: Suppression | null): void {
    this.#isOpen = true;
    if (suppression === null) return;
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.to >= line) last.to = line - 1;
    this.#ranges.push({ from: line, to: Infinity, suppression });
  }

  /** Ends the range with a line; false if there was none. */
  close(line: number): boolean {
    const wasOpen = this.#isOpen;
    const last = this.#ranges.at(-1);
    if (wasOpen && last?.to === Infinity) last.to = line;
    this.#isOpen = false;
    return wasOpen;
  }

  /** The suppression of a line; the narrowest of several. */
  at(line: number): Suppression | undefined {
    return this.#lines.get(line) ?? this.#rangeAt(line)?.suppression ?? this.#file;
  }

  #rangeAt(line: number): SuppressedRange | undefined {
    const found = this.#ranges[lowerBound(this.#ranges, ({ from }) => from <= line) - 1];
    return found !== undefined && found.from <= line && line <= found.to ? found : undefined;
  }
}
