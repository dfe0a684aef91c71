import { painter, type Paint, type Tone } from '../colour.ts';
import {
  countOf,
  KIND_TITLES,
  KINDS,
  percentOf,
  placesOf,
  presenceOf,
  tally,
  valueText,
  whereOf,
  type ShownChange,
  type ShownComparison,
  type ShownValues,
} from './comparison.ts';
import { count as counted } from '../../engine/message.ts';
import { visible } from '../visible.ts';
import { displayWidth, usableWidth, wrap } from '../width.ts';

/** Characters of a value that are shown; JSON has all. */
const LONGEST_VALUE = 60;
const WIDEST_PLACE = 56;
const WIDEST_NAME = 34;
const INDENT = '  ';

const TONES: Readonly<Record<ShownChange['kind'], Tone>> = {
  opened: 'error',
  looser: 'error',
  'lost-backoff': 'error',
  unknown: 'warning',
  neutral: 'info',
  tighter: 'good',
};

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function movement(values: ShownValues): string {
  const { before, after } = values;
  if (before === '***' || after === '***') {
    if (before === null) return 'added';
    return after === null ? 'removed' : 'changed';
  }
  const percent = percentOf(values);
  const text = `${cut(valueText(before))} → ${cut(valueText(after))}`;
  return visible(percent === '' ? text : `${text} (${percent})`);
}

interface Row {
  readonly where: string;
  readonly directive: string;
  readonly values: string;
  readonly places: string;
}

function rowOf(change: ShownChange): Row {
  const { section, values } = change;
  const number = countOf(change);
  const where = visible(whereOf(change)) + (number === '' ? '' : ` (${number})`);
  const places = placesOf(change);
  const [only] = values;
  if (section === null) {
    const directive = visible(only?.directive ?? '');
    return { where, directive, values: only === undefined ? '' : movement(only), places };
  }
  const told = values.map((one) => `${visible(one.directive)} ${movement(one)}`).join('; ');
  const what = told === '' ? presenceOf(change) : `${presenceOf(change)}: ${told}`;
  return { where, directive: visible(section), values: what, places };
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function widest(texts: readonly string[], most: number): number {
  return texts.reduce((width, text) => Math.max(width, Math.min(most, displayWidth(text))), 0);
}

/** A row on one line if that fits; else what changed and where it stands below the name, at the same column. */
function linesOf(
  row: Row,
  widths: { where: number; directive: number; values: number },
  columns: number,
  paint: Paint,
): string[] {
  const name = `${INDENT}${padded(row.where, widths.where)}${INDENT}${padded(row.directive, widths.directive)}`;
  const line =
    `${name}${INDENT}${padded(row.values, row.places === '' ? 0 : widths.values)}${INDENT}${row.places}`.trimEnd();
  if (displayWidth(line) <= columns) {
    const end =
      row.places === '' ? line : line.slice(0, line.length - row.places.length) + paint('faint', row.places);
    return [end];
  }
  const head = `${INDENT}${row.where}${row.where === '' ? '' : INDENT}${row.directive}`.trimEnd();
  const room = Math.max(2, columns - 2 * INDENT.length);
  return [
    ...wrap(head.trimStart(), Math.max(2, columns - INDENT.length)).map((text) => `${INDENT}${text}`),
    ...wrap(row.values, room).map((text) => `${INDENT}${INDENT}${text}`),
    ...(row.places === ''
      ? []
      : wrap(row.places, room).map((text) => `${INDENT}${INDENT}${paint('faint', text)}`)),
  ];
}

/**
 * The comparison for people: what changes by how grave it is, a line each.
 *
 * @param columns Of the terminal; undefined for a pipe or a file, where no line is broken.
 */
export function comparisonText(
  { before, after, changes }: ShownComparison,
  colour: boolean,
  columns: number | undefined,
): string {
  const paint = painter(colour);
  const width = columns === undefined ? Infinity : usableWidth(columns);
  const sides = `from ${visible(before)} to ${visible(after)}`;
  if (changes.length === 0) return `${paint('good', 'Nothing changes for mail')} ${sides}.\n`;
  const rows = new Map(changes.map((change) => [change, rowOf(change)]));
  const all = [...rows.values()];
  const widths = {
    where: widest(
      all.map((row) => row.where),
      WIDEST_PLACE,
    ),
    directive: widest(
      all.map((row) => row.directive),
      WIDEST_NAME,
    ),
    values: widest(
      all.map((row) => row.values),
      WIDEST_NAME,
    ),
  };
  const head = `${counted(changes.length, 'change')} for mail ${sides}: ${tally(changes)}`;
  const lines = columns === undefined ? [head] : wrap(head, width);
  for (const kind of KINDS) {
    const listed = changes.filter((change) => change.kind === kind);
    if (listed.length === 0) continue;
    lines.push('', paint(TONES[kind], KIND_TITLES[kind]));
    for (const change of listed) {
      const row = rows.get(change);
      if (row !== undefined) lines.push(...linesOf(row, widths, width, paint));
    }
  }
  return `${lines.join('\n')}\n`;
}
