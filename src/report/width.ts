import fastStringWidth from 'fast-string-width';
import { hiddenCharacters, isPrintableAscii, symbolOf } from './visible.ts';

/** Distance of the tab stops in a code frame, in columns. */
const TAB_STOP = 4;

const NARROWEST = 20;
const WIDTH_OF_A_PIPE = 80;

/**
 * The smallest piece of a line that is shown as a whole. Several cells can stand for one character (a tab, a symbol
 * such as `<U+202E>`); then all of them have its range.
 */
export interface Cell {
  readonly text: string;
  /** Columns: 0 for a lone combining mark, 2 for a wide character, else 1. */
  readonly width: number;
  /** Offset of the characters it stands for in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Intl.Segments {
  // Building one takes longer than a whole report of an ASCII file.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function addCells(cells: Cell[], text: string, offset: number): void {
  if (isPrintableAscii(text)) {
    for (let at = 0; at < text.length; at++) {
      cells.push({ text: text.charAt(at), width: 1, start: offset + at, end: offset + at + 1 });
    }
    return;
  }
  for (const { segment, index } of graphemes(text)) {
    const start = offset + index;
    const end = start + segment.length;
    cells.push({ text: segment, width: displayWidth(segment), start, end });
  }
}

/**
 * Cuts one line into cells: tabs become blanks up to the next stop, hidden characters their symbols.
 * Takes time in proportion to the text, so long lines must be cut to a window first. Offsets are those in `text`
 * plus `offset`.
 */
export function cellsOf(text: string, offset = 0): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let counted = 0;
  let done = 0;
  for (const match of hiddenCharacters(text)) {
    const character = match[0];
    if (match.index > done) addCells(cells, text.slice(done, match.index), offset + done);
    done = match.index + character.length;
    for (; counted < cells.length; counted++) column += cells[counted]?.width ?? 0;
    const shown = character === '\t' ? ' '.repeat(TAB_STOP - (column % TAB_STOP)) : symbolOf(character);
    for (const sign of shown) {
      cells.push({ text: sign, width: 1, start: offset + match.index, end: offset + done });
    }
  }
  if (done < text.length) addCells(cells, text.slice(done), offset + done);
  return cells;
}

/** Columns that a text takes on a terminal; hidden characters must have been made visible before. */
export function displayWidth(text: string): number {
  return isPrintableAscii(text) ? text.length : fastStringWidth(text);
}

/** A usable number of columns: at least 20, and 80 if the terminal does not say. */
export function usableWidth(width: number): number {
  return Number.isFinite(width) && width > 0 ? Math.max(NARROWEST, Math.floor(width)) : WIDTH_OF_A_PIPE;
}

function pieces(word: string, columns: number): string[] {
  const found: string[] = [];
  let piece = '';
  let width = 0;
  for (const cell of cellsOf(word)) {
    if (width + cell.width > columns && piece !== '') {
      found.push(piece);
      piece = '';
      width = 0;
    }
    piece += cell.text;
    width += cell.width;
  }
  found.push(piece);
  return found;
}

/**
 * Breaks a visible text into lines of at most `columns` columns (2 or more) at its spaces; a longer word is cut.
 * Always at least one line.
 */
export function wrap(text: string, columns: number): string[] {
  if (displayWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of text.split(' ')) {
    const wordWidth = displayWidth(word);
    if (line !== '' && width + 1 + wordWidth <= columns) {
      line += ` ${word}`;
      width += 1 + wordWidth;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = wordWidth <= columns ? [word] : pieces(word, columns);
    line = parts.pop() ?? '';
    width = displayWidth(line);
    lines.push(...parts);
  }
  lines.push(line);
  return lines;
}
