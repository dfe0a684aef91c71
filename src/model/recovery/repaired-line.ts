import { lowerBound } from '../../base/collections.ts';
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

/** The text of a range as it reads with repairs. */
export function repairedText(file: DecodedText, range: Range, repairs: readonly Repair[]): string {
  let result = '';
  let at = range.start;
  for (const { start, end, text } of repairs) {
    if (start < at || end > range.end) continue;
    result += file.slice({ start: at, end: start }) + text;
    at = end;
  }
  return result + file.slice({ start: at, end: range.end });
}

/** Maps an offset of the repaired text to the file: a start goes after removed characters, an end before them. */
function mapping(offset: number, repairs: readonly Repair[]): (at: number, side: 'start' | 'end') => number {
  // Where characters were taken out, in the changed text, and how many up to there.
  const cuts: { readonly at: number; readonly removed: number }[] = [];
  let removed = 0;
  for (const { start, end, text } of repairs) {
    if (text !== '') continue;
    const at = start - offset - removed;
    removed += end - start;
    cuts.push({ at, removed });
  }
  return (at, side) => {
    const index = lowerBound(cuts, (cut) => (side === 'start' ? cut.at <= at : cut.at < at));
    return offset + at + (cuts[index - 1]?.removed ?? 0);
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

/** A line without repairs. */
export function asWritten(document: Document, line: Line): RepairedLine {
  return { line, document, repairs: [] };
}

/** Parses a line with repairs; null where it is not one line any more. */
export function repairLine(file: DecodedText, line: Line, repairs: readonly Repair[]): RepairedLine | null {
  const document = parse(repairedText(file, { start: line.start, end: line.next }, repairs));
  const [first] = document.lines;
  if (first === undefined || document.lines.length > 1) return null;
  const place = mapping(line.start, repairs);
  const { tokens } = document;
  const placed = new TokenTable();
  // What is before the line is one token, so that the offsets are those of the file.
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
