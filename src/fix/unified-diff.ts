import { FILE_HEADERS_ONLY, OMIT_HEADERS, formatPatch, type StructuredPatchHunk } from 'diff';
import { encode, type Encoding } from '../../grammar/encoding.ts';
import type { Edit } from '../engine/finding.ts';
import { orderEdits } from './edits.ts';

/** One file of a patch: the text as it is, and the edits that the patch makes. */
export interface EditedFile {
  /** Path with `/`, relative to the folder the patch is applied in, or absolute. */
  readonly name: string;
  readonly before: string;
  readonly edits: readonly Edit[];
  /** How the bytes of the file became text; the part of the patch about this file is written the same way. */
  readonly encoding: Encoding;
}

/** Whole lines, and the lines that replace them, with their line ends. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly removed: string[];
  readonly added: string[];
}

/** Lines shown before and after a change, as git and diff -u do. */
const CONTEXT_LINES = 3;
const NO_LINE_END = '\\ No newline at end of file';

/** Lines end with LF alone, as git and patch count them: a lone CR is part of its line. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = lineBehind(text, at);
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Without equal lines at both ends; null if nothing is left. */
function trimmed({ start, end, removed, added }: Replacement): Replacement | null {
  const shorter = Math.min(removed.length, added.length);
  let head = 0;
  while (head < shorter && removed[head] === added[head]) start += removed[head++]?.length ?? 0;
  let tail = 0;
  while (tail < shorter - head && removed.at(-1 - tail) === added.at(-1 - tail)) {
    end -= removed.at(-1 - tail++)?.length ?? 0;
  }
  if (head + tail === removed.length && head + tail === added.length) return null;
  return {
    start,
    end,
    removed: removed.slice(head, removed.length - tail),
    added: added.slice(head, added.length - tail),
  };
}

/** Two replacements without a line in between as one; the first one's lists grow, since joins may be many. */
function joined(first: Replacement, second: Replacement): Replacement {
  for (const line of second.removed) first.removed.push(line);
  for (const line of second.added) first.added.push(line);
  return { ...first, end: second.end };
}

/**
 * The edits as replacements of whole lines, in order and apart from one another. A line that no edit touches is in one
 * of them only if it is glued to changed text, that is when the line end before it goes away.
 */
function replacementsOf(before: string, edits: readonly Edit[]): Replacement[] {
  const ordered = orderEdits(before.length, edits);
  const replacements: Replacement[] = [];
  for (let next = 0; next < ordered.length;) {
    const first = ordered[next];
    if (first === undefined) break;
    const start = lineStart(before, first.start);
    const pieces: string[] = [];
    let last = '';
    let at = first.end;
    let lineEnd = 0;
    const take = (text: string): void => {
      if (text === '') return;
      pieces.push(text);
      last = text;
    };
    take(before.slice(start, first.start));
    take(first.text);
    next++;
    for (;;) {
      if (at >= lineEnd) lineEnd = lineBehind(before, at);
      const lineClosed = at === 0 || before.charCodeAt(at - 1) === 10;
      const closed = at === before.length || (lineClosed && (last === '' || last.endsWith('\n')));
      const edit = ordered[next];
      if (edit !== undefined && (edit.start === at || (!closed && edit.start <= lineEnd))) {
        take(before.slice(at, edit.start));
        take(edit.text);
        at = edit.end;
        next++;
      } else if (closed) {
        break;
      } else {
        take(before.slice(at, lineEnd));
        at = lineEnd;
      }
    }
    const removed = linesOf(before.slice(start, at));
    const replacement = trimmed({ start, end: at, removed, added: linesOf(pieces.join('')) });
    if (replacement === null) continue;
    const previous = replacements.at(-1);
    if (previous?.end === replacement.start) replacements.splice(-1, 1, joined(previous, replacement));
    else replacements.push(replacement);
  }
  return replacements;
}

/** Writes hunks line by line, reading the text before once from its start to its end. */
class HunkWriter {
  readonly hunks: StructuredPatchHunk[] = [];
  /** Offset of the next line, and how many lines are before it in the old and in the new text. */
  #at = 0;
  #oldLine = 0;
  #newLine = 0;

  constructor(readonly before: string) {}

  write(replacement: Replacement): void {
    const hunk = this.#hunkFor(replacement.start);
    for (const line of replacement.removed) {
      push(hunk, '-', line);
      this.#at += line.length;
    }
    for (const line of replacement.added) push(hunk, '+', line);
    this.#oldLine += replacement.removed.length;
    this.#newLine += replacement.added.length;
  }

  /** Ends the last hunk with its lines of context. */
  finish(): void {
    const hunk = this.hunks.at(-1);
    if (hunk !== undefined) this.#context(hunk, CONTEXT_LINES, this.before.length);
  }

  /** Goes on to a place: in the same hunk when the lines in between are context of both changes, else in a new one. */
  #hunkFor(place: number): StructuredPatchHunk {
    const current = this.hunks.at(-1);
    if (current !== undefined) this.#context(current, CONTEXT_LINES, place);
    const skipped = this.#at;
    let start = place;
    for (let back = 0; back < CONTEXT_LINES && start > skipped; back++)
      start = lineStart(this.before, start - 1);
    if (current !== undefined && start === skipped) {
      this.#context(current, CONTEXT_LINES, place);
      return current;
    }
    for (; this.#at < start; this.#at = lineBehind(this.before, this.#at)) {
      this.#oldLine++;
      this.#newLine++;
    }
    const hunk: StructuredPatchHunk = {
      ...{ oldStart: this.#oldLine + 1, oldLines: 0 },
      ...{ newStart: this.#newLine + 1, newLines: 0 },
      lines: [],
    };
    this.hunks.push(hunk);
    this.#context(hunk, CONTEXT_LINES, place);
    return hunk;
  }

  #context(hunk: StructuredPatchHunk, lines: number, limit: number): void {
    for (let line = 0; line < lines && this.#at < limit; line++) push(hunk, ' ', this.#pass());
  }

  #pass(): string {
    const start = this.#at;
    this.#at = lineBehind(this.before, start);
    this.#oldLine++;
    this.#newLine++;
    return this.before.slice(start, this.#at);
  }
}

function push(hunk: StructuredPatchHunk, sign: ' ' | '-' | '+', line: string): void {
  if (sign !== '+') hunk.oldLines++;
  if (sign !== '-') hunk.newLines++;
  if (line.endsWith('\n')) hunk.lines.push(sign + line.slice(0, -1));
  else hunk.lines.push(sign + line, NO_LINE_END);
}

/** The two header lines. As git does, a TAB follows a name with a space: patch takes it to end at the space otherwise. */
function header(name: string): string {
  const inFolder = name.replace(/^\/+/, '');
  const names = { oldFileName: `a/${inFolder}`, newFileName: `b/${inFolder}` };
  const lines = formatPatch({ ...names, oldHeader: '', newHeader: '', hunks: [] }, FILE_HEADERS_ONLY);
  return lines.replace(/^((?:---|\+\+\+) [^"].* .*)$/gm, '$1\t');
}

/**
 * The edits as a unified diff with three lines of context, as bytes: `git apply` and `patch -p1` make exactly the
 * edited files of it. A file that its edits leave as it is does not appear; without any change the result is empty.
 * The names are `a/…` and `b/…`; of an absolute path the leading `/` is left out. Hunks come from the edits without
 * comparing texts, in time linear in the text and the edits. Throws a `RangeError` when edits overlap or lie outside.
 */
export function unifiedDiff(files: readonly EditedFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, before, edits, encoding } of files) {
    const writer = new HunkWriter(before);
    for (const replacement of replacementsOf(before, edits)) writer.write(replacement);
    writer.finish();
    const { hunks } = writer;
    if (hunks.length === 0) continue;
    const nameless = { oldFileName: undefined, newFileName: undefined };
    parts.push(
      encode(header(name), 'utf8'),
      encode(
        formatPatch({ ...nameless, oldHeader: undefined, newHeader: undefined, hunks }, OMIT_HEADERS),
        encoding,
      ),
    );
  }
  return Buffer.concat(parts);
}
