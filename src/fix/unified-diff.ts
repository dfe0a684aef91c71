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
  end: number;
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
    const end = nextLine(text, at);
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

function nextLine(text: string, at: number): number {
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

/** The edits as separate replacements of whole lines; an untouched line is in one only if its line end before goes away. */
function replacementsOf(before: string, edits: readonly Edit[]): Replacement[] {
  const ordered = orderEdits(before.length, edits);
  const replacements: Replacement[] = [];
  let next = 0;
  for (let first = ordered[next]; first !== undefined; first = ordered[next]) {
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
      if (at >= lineEnd) lineEnd = nextLine(before, at);
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
    if (previous?.end === replacement.start) {
      // One by one, since the arguments of a call are limited.
      for (const line of replacement.removed) previous.removed.push(line);
      for (const line of replacement.added) previous.added.push(line);
      previous.end = replacement.end;
    } else replacements.push(replacement);
  }
  return replacements;
}

function hunksOf(before: string, replacements: readonly Replacement[]): StructuredPatchHunk[] {
  const lines = linesOf(before);
  const hunks: StructuredPatchHunk[] = [];
  let hunk: StructuredPatchHunk | undefined;
  /** The next line of the old text, its offset, and how many lines more the new text has before it. */
  let [next, offset, shift] = [0, 0, 0];
  for (const { start, removed, added } of replacements) {
    const first = next;
    for (; offset < start; next++) offset += lines[next]?.length ?? 0;
    let context = lines.slice(first, next);
    if (hunk === undefined || context.length > 2 * CONTEXT_LINES) {
      if (hunk !== undefined) push(hunk, ' ', context.slice(0, CONTEXT_LINES));
      context = context.slice(-CONTEXT_LINES);
      const oldStart = next - context.length + 1;
      hunk = { oldStart, oldLines: 0, newStart: oldStart + shift, newLines: 0, lines: [] };
      hunks.push(hunk);
    }
    push(hunk, ' ', context);
    push(hunk, '-', removed);
    push(hunk, '+', added);
    for (const line of removed) offset += line.length;
    next += removed.length;
    shift += added.length - removed.length;
  }
  if (hunk !== undefined) push(hunk, ' ', lines.slice(next, next + CONTEXT_LINES));
  return hunks;
}

function push(hunk: StructuredPatchHunk, sign: ' ' | '-' | '+', lines: readonly string[]): void {
  if (sign !== '+') hunk.oldLines += lines.length;
  if (sign !== '-') hunk.newLines += lines.length;
  for (const line of lines) {
    if (line.endsWith('\n')) hunk.lines.push(sign + line.slice(0, -1));
    else hunk.lines.push(sign + line, NO_LINE_END);
  }
}

/** The two header lines. As git does, a TAB follows a name with a space: patch takes it to end at the space otherwise. */
function header(name: string): string {
  const inFolder = name.replace(/^\/+/, '');
  const names = { oldFileName: `a/${inFolder}`, newFileName: `b/${inFolder}` };
  const lines = formatPatch({ ...names, oldHeader: '', newHeader: '', hunks: [] }, FILE_HEADERS_ONLY);
  return lines.replace(/^((?:---|\+\+\+) [^"].* .*)$/gm, '$1\t');
}

/**
 * The edits as a unified diff for `git apply` and `patch -p1`, with three lines of context; empty without a change. Names
 * are `a/…` and `b/…`, without the leading `/`. Takes linear time. Throws a `RangeError` for overlaps and wrong offsets.
 */
export function unifiedDiff(files: readonly EditedFile[]): Uint8Array {
  const parts = files.flatMap(({ name, before, edits, encoding }) => {
    const hunks = hunksOf(before, replacementsOf(before, edits));
    if (hunks.length === 0) return [];
    const nameless = { oldFileName: undefined, newFileName: undefined };
    const patch = { ...nameless, oldHeader: undefined, newHeader: undefined, hunks };
    return [encode(header(name), 'utf8'), encode(formatPatch(patch, OMIT_HEADERS), encoding)];
  });
  return Buffer.concat(parts);
}
