import { parseLines } from './parser.ts';
import type { Range } from './range.ts';
import type { TokenTable } from './token-table.ts';
import type { Line, Problem } from './tree.ts';

const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;

function moved(range: Range, by: number): Range {
  return { start: range.start + by, end: range.end + by };
}

function movedIf(range: Range | null, by: number): Range | null {
  return range === null ? null : moved(range, by);
}

function movedProblem({ reason, start, end }: Problem, by: number): Problem {
  return { reason, start: start + by, end: end + by };
}

/** A line that reads as another one does, `by` characters further on. */
function movedLine(line: Line, by: number, next: number): Line {
  const start = line.start + by;
  const end = line.end + by;
  const { firstToken } = line;
  const comment = movedIf(line.comment, by);
  const problem = 'problem' in line && line.problem !== null ? movedProblem(line.problem, by) : null;
  const frame = { start, end, next, firstToken, comment };
  switch (line.kind) {
    case 'directive':
      return {
        kind: line.kind,
        ...frame,
        name: moved(line.name, by),
        value: movedIf(line.value, by),
        problem,
      };
    case 'pattern':
      return {
        kind: line.kind,
        ...frame,
        regex: moved(line.regex, by),
        value: movedIf(line.value, by),
        problem,
      };
    case 'open':
    case 'close': {
      const { kind, tag, name, argument } = line;
      return {
        kind,
        ...frame,
        tag: moved(tag, by),
        name: moved(name, by),
        argument: movedIf(argument, by),
        problem,
      };
    }
    case 'invalid':
      return { kind: line.kind, ...frame, problem: movedProblem(line.problem, by) };
    default:
      return { kind: line.kind, ...frame };
  }
}

/** Where a line is, and which of the distinct lines it equals. */
interface Place extends Range {
  readonly next: number;
  readonly distinct: number;
}

/**
 * The lines of a text, in order. Each distinct line is parsed once, since real files repeat theirs (of 100,000 lines
 * a third is distinct), which takes half the time.
 * @param tokens Takes the tokens of the distinct lines.
 */
export function readLines(source: string, tokens: TokenTable): Line[] {
  const indexes = new Map<string, number>();
  const texts: string[] = [];
  const places: Place[] = [];
  for (let start = 0, next = 0; start < source.length; start = next) {
    const lineFeed = source.indexOf('\n', start);
    next = lineFeed === -1 ? source.length : lineFeed + 1;
    const hasReturn = lineFeed > start && source.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN;
    const end = lineFeed === -1 ? next : lineFeed - (hasReturn ? 1 : 0);
    const text = source.slice(start, end);
    let distinct = indexes.get(text);
    if (distinct === undefined) {
      distinct = texts.push(text) - 1;
      // A byte-order mark is one at the start of a text only: an equal line elsewhere begins with a word.
      if (start > 0 || text.charCodeAt(0) !== BYTE_ORDER_MARK) indexes.set(text, distinct);
    }
    places.push({ start, end, next, distinct });
  }
  const distinctLines: Line[] = [];
  // CRLF, since a line may end with a CR of its own.
  parseLines(texts.map((text) => `${text}\r\n`).join(''), tokens, distinctLines);
  return places.flatMap(({ start, next, distinct }) => {
    const line = distinctLines[distinct];
    return line === undefined ? [] : movedLine(line, start - line.start, next);
  });
}
