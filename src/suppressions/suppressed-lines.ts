import type { Written } from './comment.ts';

/** One rule that a comment is to silence, and whether it had anything to silence. */
export interface Silencer {
  readonly name: Written;
  hides: boolean;
}

interface Stretch {
  readonly from: number;
  to: number;
  readonly silencer: Silencer;
}

/** Where comments silence one rule in one file; lines count from 1. Filled in the order of the text, then asked. */
export class Silence {
  readonly #lines = new Map<number, Silencer>();
  readonly #stretches: Stretch[] = [];
  #file: Silencer | undefined;
  #isOpen = false;

  /** In lines. Where two comments say the same the first one counts, so that the other one has no effect. */
  addLines(lines: Iterable<number>, silencer: Silencer): void {
    for (const line of lines) if (!this.#lines.has(line)) this.#lines.set(line, silencer);
  }

  addFile(silencer: Silencer): void {
    this.#file ??= silencer;
  }

  /** From a line on; null for a comment that silences nothing but still begins a range. */
  open(line: number, silencer: Silencer | null): void {
    this.#isOpen = true;
    if (silencer === null) return;
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.to >= line) last.to = line - 1;
    this.#stretches.push({ from: line, to: Infinity, silencer });
  }

  /** Ends the range up to and with a line; false if there was none. */
  close(line: number): boolean {
    const wasOpen = this.#isOpen;
    const last = this.#stretches.at(-1);
    if (wasOpen && last?.to === Infinity) last.to = line;
    this.#isOpen = false;
    return wasOpen;
  }

  /** What silences the rule in a line: of several comments the one that says it most closely. */
  at(line: number): Silencer | undefined {
    return this.#lines.get(line) ?? this.#stretchAt(line)?.silencer ?? this.#file;
  }

  #stretchAt(line: number): Stretch | undefined {
    let low = 0;
    let high = this.#stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#stretches[middle]?.from ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    const found = this.#stretches[low];
    return found !== undefined && found.from <= line && line <= found.to ? found : undefined;
  }
}
