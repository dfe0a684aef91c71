import { parse } from '../../../grammar/parse.ts';
import type { Range } from '../../../grammar/range.ts';
import { TokenTable } from '../../../grammar/token-table.ts';
import type { Document, Line } from '../../../grammar/tree.ts';
import type { DecodedText } from './decoded-text.ts';

/** A change of characters: as many others in their place, or none. Offsets count in the file. */
export interface Repair extends Range {
  readonly text: string;
}

/** A line as it reads with some of its characters changed. All offsets are those of the file as it is. */
export interface RepairedLine {
  readonly line: Line;
  /** The line alone, for its words. */
  readonly document: Document;
  readonly repairs: readonly Repair[];
}

/** A stretch of a text that starts at `offset` of a file, with changes in it. */
function applied(text: string, offset: number, mends: readonly Repair[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: meant } of mends) {
    if (start - offset < at || end - offset > text.length) continue;
    result += text.slice(at, start - offset) + meant;
    at = end - offset;
  }
  return result + text.slice(at);
}

/** A stretch of the file as it reads in a mended line. */
export function repairedText(file: DecodedText, range: Range, mends: readonly Repair[]): string {
  return applied(file.slice(range), range.start, mends);
}

/**
 * Where an offset of the changed text lies in the file. A start lies behind characters that were taken out, an end
 * before them.
 */
function mapping(offset: number, mends: readonly Repair[]): (at: number, side: 'start' | 'end') => number {
  // Where characters were taken out, in the changed text, and how many up to there.
  const cuts: { readonly at: number; readonly removed: number }[] = [];
  let removed = 0;
  for (const { start, end, text } of mends) {
    if (text !== '') continue;
    const at = start - offset - removed;
    removed += end - start;
    cuts.push({ at, removed });
  }
  return (at, side) => {
    let low = 0;
    for (let high = cuts.length; low < high;) {
      const middle = (low + high) >> 1;
      const cut = cuts[middle]?.at ?? 0;
      if (side === 'start' ? cut <= at : cut < at) low = middle + 1;
      else high = middle;
    }
    return offset + at + (cuts[low - 1]?.removed ?? 0);
  };
}

type Moved = number | string | null | { readonly [key: string]: Moved };

function moved(value: Moved, place: ReturnType<typeof mapping>): Moved {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Moved] => {
    if (typeof inner !== 'number') return [key, moved(inner, place)];
    if (key === 'start') return [key, place(inner, 'start')];
    return [key, key === 'end' ? place(inner, 'end') : inner];
  });
  return Object.fromEntries(entries);
}

/** A line as it is, in the same form. */
export function asWritten(document: Document, line: Line): RepairedLine {
  return { line, document, repairs: [] };
}

/** Reads a line with some of its characters changed. */
export function repairLine(file: DecodedText, line: Line, mends: readonly Repair[]): RepairedLine | null {
  const text = applied(file.text.slice(line.start, line.next), line.start, mends);
  const document = parse(text);
  const [first] = document.lines;
  if (first === undefined || document.lines.length > 1) return null;
  const place = mapping(line.start, mends);
  const { tokens } = document;
  const placed = new TokenTable();
  // What stands before the line is one token, so that the offsets are those of the file.
  placed.add(0, line.start);
  for (let index = 0; index < tokens.count; index++) {
    const start = index === 0 ? line.start : place(tokens.start(index), 'start');
    const end = index === tokens.count - 1 ? line.next : place(tokens.end(index), 'start');
    placed.add(tokens.kind(index), end - start);
  }
  const { start, end, next } = line;
  const read = moved(first as unknown as Moved, place) as unknown as Line;
  return {
    line: { ...read, start, end, next, firstToken: 1 },
    document: { ...document, source: file.text, tokens: placed },
    repairs,
  };
}
