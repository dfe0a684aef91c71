import { type Cell, cellsOf } from '../width.ts';
import type { MaskedFile } from './shown-file.ts';
import type { Range } from '../../../grammar/range.ts';

const CUT = '…';

const MASK = '***';

/** Of longer lines (in UTF-16 units) only a window around the mark is read. */
const LONGEST_WHOLE_LINE = 2000;

/** UTF-16 units of the window on each side, for each column of the frame. */
const UNITS_PER_COLUMN = 4;

/** The columns of a mark in the shown part of a line, from 0. */
export interface Span {
  readonly column: number;
  /** At least 1, so that an empty range can be seen. */
  readonly width: number;
}

export interface LineView {
  readonly text: string;
  /** The columns of a range of the file; undefined if its start is not shown. */
  spanOf(range: Range): Span | undefined;
}

interface Window {
  readonly cells: readonly Cell[];
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
}

function splitsPair(source: string, offset: number): boolean {
  const before = source.charCodeAt(offset - 1);
  const after = source.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

/** The cells of a line, or of a part of it around `focus`, then one for the end of the line. */
function windowOf(file: MaskedFile, line: number, focus: Range, columns: number): Window {
  const { start, end } = file.boundsOf(line);
  const mask = file.maskStart(line);
  const shownEnd = mask ?? end;
  let from = start;
  let to = shownEnd;
  if (shownEnd - start > LONGEST_WHOLE_LINE) {
    const reach = columns * UNITS_PER_COLUMN;
    const anchor = Math.min(Math.max(focus.start, start), shownEnd);
    from = Math.max(start, anchor - reach);
    to = Math.min(shownEnd, Math.min(Math.max(focus.end, anchor), anchor + reach) + reach);
    if (from > start && splitsPair(file.source, from)) from--;
    if (to < shownEnd && splitsPair(file.source, to)) to++;
  }
  const cells = cellsOf(file.source.slice(from, to), from);
  const moreAfter = to < shownEnd;
  if (!moreAfter) {
    if (mask !== undefined) {
      for (const sign of MASK) cells.push({ text: sign, width: 1, start: mask, end });
    }
    // What follows the last character (a CR, the LF, the end of the file) is marked here.
    cells.push({ text: ' ', width: 1, start: end, end: Infinity });
  }
  return { cells, moreBefore: from > start, moreAfter };
}

function firstCell(cells: readonly Cell[], holds: (cell: Cell) => boolean): number {
  const index = cells.findIndex(holds);
  return index === -1 ? cells.length : index;
}

function isLineEnd(cell: Cell | undefined): boolean {
  return cell?.end === Infinity;
}

/** The indexes of the cells that a range covers; at least one. The end of the line is covered only if nothing else is. */
function cellRange(cells: readonly Cell[], { start, end }: Range): Range {
  const first = Math.min(
    firstCell(cells, (cell) => cell.end > start),
    Math.max(cells.length - 1, 0),
  );
  const after = firstCell(cells, (cell) => cell.start >= end || isLineEnd(cell));
  return { start: first, end: Math.max(after, first + 1) };
}

function columnsOf(cells: readonly Cell[]): number[] {
  const columns = [0];
  let column = 0;
  for (const cell of cells) columns.push((column += cell.width));
  return columns;
}

/** Which cells to show, the marked ones among them; `…` takes one column on each side. */
function cut(window: Window, at: readonly number[], marked: Range, columns: number): Range {
  const { cells, moreBefore, moreAfter } = window;
  const columnOf = (index: number): number => at[Math.min(index, at.length - 1)] ?? 0;
  const count = cells.length;
  // The cell for the end of the line needs room only where it is marked.
  const content = moreAfter || marked.end === count ? count : count - 1;
  if (!moreBefore && !moreAfter && columnOf(content) <= columns) return { start: 0, end: count };

  const inside = columns - 2;
  const width = columnOf(marked.end) - columnOf(marked.start);
  const tooWide = width > inside;
  let start = marked.start;
  const staysAtStart = tooWide ? columnOf(marked.start) <= columns / 4 : columnOf(marked.end) + 1 <= columns;
  if (!moreBefore && staysAtStart) {
    start = 0;
  } else {
    const after = columnOf(content) - columnOf(marked.end);
    const spare = Math.max(inside - width, 0);
    const half = Math.floor(spare / 2);
    const before = tooWide ? Math.floor(columns / 4) : moreAfter ? half : Math.max(half, spare + 1 - after);
    while (start > 0 && columnOf(marked.start) - columnOf(start - 1) <= before) start--;
  }
  const room = columns - (start > 0 || moreBefore ? 1 : 0) + columnOf(start);
  if (!moreAfter && columnOf(content) <= room) return { start, end: count };
  let end = start;
  while (end < count && columnOf(end + 1) <= room - 1) end++;
  return { start, end: Math.max(end, start + 1) };
}

/** One line of a file, masked, made visible and cut around `focus` to `columns` (8 or more). Takes time by the columns. */
export function viewLine(file: MaskedFile, line: number, focus: Range, columns: number): LineView {
  const window = windowOf(file, line, focus, columns);
  const { cells, moreAfter } = window;
  const at = columnsOf(cells);
  const shown = cut(window, at, cellRange(cells, focus), columns);
  const before = shown.start > 0 || window.moreBefore ? CUT : '';
  const after = moreAfter || shown.end < cells.length ? CUT : '';
  let text = before;
  for (const cell of cells.slice(shown.start, shown.end)) text += cell.text;
  text += after;
  const origin = (at[shown.start] ?? 0) - before.length;
  const windowEnd = cells.at(-1)?.end ?? 0;

  return {
    text: text.replace(/ +$/, ''),
    spanOf(range) {
      const covered = cellRange(cells, range);
      if (covered.start < shown.start || covered.start >= shown.end) return undefined;
      if ((cells[covered.start]?.end ?? 0) <= range.start) return undefined;
      const place = (at[covered.start] ?? 0) - origin;
      if (place >= columns && isLineEnd(cells[covered.start])) return undefined;
      // A combining mark in the last column has no column of its own.
      const column = Math.min(place, columns - 1);
      const lastShown = Math.min(covered.end, shown.end);
      const goesOn = after !== '' && (covered.end > shown.end || range.end > windowEnd);
      const end = (at[lastShown] ?? 0) - origin + (goesOn ? 1 : 0);
      return { column, width: Math.max(end - column, 1) };
    },
  };
}
