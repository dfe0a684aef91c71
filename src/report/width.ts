import fastStringWidth from 'fast-string-width';
import { hiddenCharacters, isPrintableAscii, symbolOf } from '../base/visible.ts';

/** Distance of the tab stops in a code frame, in columns. */
const TAB_STOP = 4;

const NARROWEST = 20;
const WIDTH_OF_A_PIPE = 80;

/** The smallest piece of a line that is not cut. The cells of a tab or of a symbol such as `<U+202E>` share one range. */
export interface Cell {
  readonly text: string;
  /** Columns: 0 for a lone combining mark, 2 for a wide character, else 1. */
  readonly width: number;
  /** UTF-16 offsets of its characters in the text. */
  readonly start: number;
  readonly end: number;
}

let segmenter: Intl.Segmenter | undefined;

function segmentsOf(text: string): Iterable<{ readonly segment: string; readonly index: number }> {
  if (isPrintableAscii(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Cuts one line into cells: a tab becomes blanks, hidden characters symbols. Offsets are those in `text` plus `offset`. */
export function cellsOf(text: string, offset = 0): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let done = 0;
  const add = (shown: string, width: number, start: number, end: number): void => {
    cells.push({ text: shown, width, start: offset + start, end: offset + end });
    column += width;
  };
  const addUpTo = (end: number): void => {
    for (const { segment, index } of segmentsOf(text.slice(done, end)))
      add(segment, displayWidth(segment), done + index, done + index + segment.length);
  };
  for (const { 0: character, index } of hiddenCharacters(text)) {
    addUpTo(index);
    done = index + character.length;
    const shown = character === '\t' ? ' '.repeat(TAB_STOP - (column % TAB_STOP)) : symbolOf(character);
    for (const sign of shown) add(sign, 1, index, done);
  }
  addUpTo(text.length);
  return cells;
}

export function displayWidth(text: string): number {
  return isPrintableAscii(text) ? text.length : fastStringWidth(text);
}

/** A usable number of columns: at least 20, and 80 if the terminal gives none. */
export function usableWidth(width: number): number {
  return Number.isFinite(width) && width > 0 ? Math.max(NARROWEST, Math.floor(width)) : WIDTH_OF_A_PIPE;
}

/** A visible text with blanks at its end up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
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
  return [...found, piece];
}

/** The start of a visible text, with `…` where more than so many columns (3 or more) are cut off. */
export function truncated(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${pieces(text, columns - 1)[0] ?? ''}…`;
}

/** Breaks a visible text at its spaces into one or more lines of at most `columns` columns (2 or more); cuts longer words. */
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
  return [...lines, line];
}
