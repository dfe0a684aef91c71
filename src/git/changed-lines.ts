import { diffArrays } from 'diff';
import type { SourceFile } from '../model/source/source-file.ts';

/** The most edits that are searched for; beyond that the search takes too long. */
const MOST_EDITS = 4000;

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

function sharedAtStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

/** Line now → line before, from 1; new and changed lines are missing. Line ends make no difference. */
function oldLines(before: string, now: string): ReadonlyMap<number, number> {
  const [old, all] = [linesOf(before), linesOf(now)];
  const start = sharedAtStart(old, all);
  const end = sharedAtStart(old.slice(start).reverse(), all.slice(start).reverse());
  const known = new Map<number, number>();
  for (let line = 1; line <= start; line++) known.set(line, line);
  for (let line = 0; line < end; line++) known.set(all.length - line, old.length - line);
  const middle = [old.slice(start, old.length - end), all.slice(start, all.length - end)] as const;
  const parts = diffArrays([...middle[0]], [...middle[1]], { maxEditLength: MOST_EDITS });
  if (parts === undefined) {
    const places = new Map(middle[0].map((text, index) => [text, start + index + 1]));
    for (const [index, text] of middle[1].entries()) {
      const line = places.get(text);
      if (line !== undefined) known.set(start + index + 1, line);
    }
    return known;
  }
  let [oldAt, at] = [start, start];
  for (const { count, added, removed } of parts) {
    if (!added && !removed) for (let line = 1; line <= count; line++) known.set(at + line, oldAt + line);
    if (!added) oldAt += count;
    if (!removed) at += count;
  }
  return known;
}

export class FileChange {
  readonly #known: ReadonlyMap<number, number>;

  /** @param before Null for a file that is new. */
  constructor(
    readonly before: SourceFile | null,
    now: SourceFile,
  ) {
    this.#known = before === null ? new Map<number, number>() : oldLines(before.text, now.text);
  }

  /** The line that it was before; undefined for one that is new or changed. */
  oldLine(line: number): number | undefined {
    return this.#known.get(line);
  }

  /** Whether a line of those from the first to the last is new or changed. */
  touches(first: number, last: number): boolean {
    for (let line = first; line <= last; line++) if (!this.#known.has(line)) return true;
    return false;
  }
}

/** The part of their lines that two texts share if they are one file under two names, as in git. */
const ALIKE = 0.5;

function likeness(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of b) {
    const count = left.get(line) ?? 0;
    if (count > 0) shared++;
    left.set(line, count - 1);
  }
  return shared / Math.max(a.length, b.length);
}

/** The file that is most like another one; null if none is similar enough. */
export function mostLike(file: SourceFile, candidates: readonly SourceFile[]): SourceFile | null {
  const lines = linesOf(file.text);
  const rated = candidates.map((candidate) => {
    return { candidate, rate: likeness(linesOf(candidate.text), lines) };
  });
  const [best] = rated.filter(({ rate }) => rate >= ALIKE).sort((a, b) => b.rate - a.rate);
  return best?.candidate ?? null;
}
