import type { Range } from '../../../grammar/range.ts';
import type { Paint, Tone } from '../colour.ts';
import { type LineView, type Span, viewLine } from './line-view.ts';
import type { MaskedFile } from './shown-file.ts';
import { visible } from '../../base/visible.ts';
import { displayWidth, wrap } from '../width.ts';

const MARGIN = '  ';
const RULE = ' | ';

/** Columns that a label needs next to its mark; it goes below the mark where there are fewer. */
const NARROWEST_LABEL = 24;

const FEWEST_COLUMNS = 8;

/** A range to underline with a sign, and its label, which may be empty. */
export interface Mark extends Range {
  readonly sign: '^' | '-';
  readonly tone: Tone;
  readonly label: string;
}

export interface FrameRequest {
  readonly file: MaskedFile;
  /** The frame shows the lines around the start of this range. */
  readonly focus: Range;
  readonly marks: readonly Mark[];
  /** Lines of context. */
  readonly before: number;
  readonly after: number;
  /** Columns of the whole frame, margin included. */
  readonly width: number;
  readonly paint: Paint;
}

/** A drawn frame: its lines, without line ends, and the marks that are not on a shown part of them. */
export interface Frame {
  readonly lines: readonly string[];
  readonly left: readonly Mark[];
}

interface PlacedMark {
  readonly mark: Mark;
  readonly span: Span;
}

function lastLineOf(file: MaskedFile, { start, end }: Range): number {
  return file.lineOf(Math.max(start, end - 1));
}

function labelOf(file: MaskedFile, mark: Mark): string {
  const last = lastLineOf(file, mark);
  const label = visible(mark.label);
  if (last === file.lineOf(mark.start)) return label;
  return label === '' ? `to line ${last}` : `to line ${last}: ${label}`;
}

/** The rows that show one mark and its label, without gutter. */
function markRows({ mark, span }: PlacedMark, label: string, columns: number, paint: Paint): string[] {
  const signs = ' '.repeat(span.column) + paint(mark.tone, mark.sign.repeat(span.width));
  if (label === '') return [signs];
  const beside = columns - span.column - span.width - 1;
  if (displayWidth(label) <= beside || beside >= NARROWEST_LABEL) {
    const [first = '', ...others] = wrap(label, beside);
    const indent = ' '.repeat(columns - beside);
    return [`${signs} ${paint(mark.tone, first)}`, ...others.map((text) => indent + paint(mark.tone, text))];
  }
  const column = Math.max(0, Math.min(span.column, columns - NARROWEST_LABEL));
  const below = wrap(label, columns - column);
  return [signs, ...below.map((text) => ' '.repeat(column) + paint(mark.tone, text))];
}

/** Draws the lines around a range with their numbers, and the marks below them. No line is wider than `width` (20 or more). */
export function drawFrame({ file, focus, marks, before, after, width, paint }: FrameRequest): Frame {
  const centre = file.lineOf(focus.start);
  const first = Math.max(1, centre - before);
  const last = Math.max(centre, Math.min(file.lineCount, centre + after));
  const digits = String(last).length;
  const columns = Math.max(FEWEST_COLUMNS, width - MARGIN.length - digits - RULE.length);
  const lines: string[] = [];
  const row = (number: string, text: string): void => {
    const gutter = paint(
      'faint',
      `${MARGIN}${number.padStart(digits)}${text === '' ? RULE.trimEnd() : RULE}`,
    );
    lines.push(gutter + text);
  };

  const waiting = new Set(marks);
  for (let line = first; line <= last; line++) {
    const here = marks.filter((mark) => file.lineOf(mark.start) === line);
    const start = file.boundsOf(line).start;
    const view: LineView = viewLine(file, line, here[0] ?? { start, end: start }, columns);
    row(String(line), view.text);
    for (const mark of here) {
      const span = view.spanOf(mark);
      if (span === undefined) continue;
      waiting.delete(mark);
      for (const text of markRows({ mark, span }, labelOf(file, mark), columns, paint)) row('', text);
    }
  }
  return { lines, left: [...waiting] };
}
