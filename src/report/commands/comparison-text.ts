import type { MailChange, ShownValues } from '../../compare/mail-changes.ts';
import { painter, type Tone } from '../colour.ts';
import {
  countOf,
  KIND_TITLES,
  remarkOn,
  placesOf,
  presenceOf,
  tally,
  valueText,
  whereOf,
  type PrintedComparison,
} from './comparison.ts';
import { groupBy } from '../../base/collections.ts';
import { count as counted } from '../../engine/message.ts';
import { INDENT, Page } from '../page.ts';
import type { PathWriter } from '../../base/paths.ts';
import { visible } from '../../base/visible.ts';
import { displayWidth, padded, usableWidth } from '../width.ts';

/** Characters of a value that are shown; JSON has all. */
const LONGEST_VALUE = 60;
const WIDEST_PLACE = 56;
const WIDEST_NAME = 34;

const TONES: Readonly<Record<MailChange['kind'], Tone>> = {
  opened: 'error',
  looser: 'error',
  'lost-backoff': 'error',
  unknown: 'warning',
  neutral: 'info',
  tighter: 'good',
};

function movement(values: ShownValues): string {
  const { before, after } = values;
  if (before === '***' || after === '***') {
    if (before === null) return 'added';
    return after === null ? 'removed' : 'changed';
  }
  const remark = remarkOn(values);
  const text = `${valueText(before, LONGEST_VALUE)} → ${valueText(after, LONGEST_VALUE)}`;
  return visible(remark === '' ? text : `${text} (${remark})`);
}

interface Row {
  readonly where: string;
  readonly directive: string;
  readonly values: string;
  readonly places: string;
}

function rowOf(change: MailChange, shown: PathWriter): Row {
  const { section, values } = change;
  const number = countOf(change);
  const where = visible(whereOf(change)) + (number === '' ? '' : ` (${number})`);
  const places = placesOf(change, shown);
  const [only] = values;
  if (section === null) {
    const directive = visible(only?.directive ?? '');
    return { where, directive, values: only === undefined ? '' : movement(only), places };
  }
  const listed = values.map((one) => `${visible(one.directive)} ${movement(one)}`).join('; ');
  const what = listed === '' ? presenceOf(change) : `${presenceOf(change)}: ${listed}`;
  return { where, directive: visible(section), values: what, places };
}

function widest(rows: readonly Row[], column: keyof Row, most: number): number {
  return rows.reduce((width, row) => Math.max(width, Math.min(most, displayWidth(row[column]))), 0);
}

type Widths = Omit<Record<keyof Row, number>, 'places'>;

function widthsOf(rows: readonly Row[]): Widths {
  return {
    where: widest(rows, 'where', WIDEST_PLACE),
    directive: widest(rows, 'directive', WIDEST_NAME),
    values: widest(rows, 'values', WIDEST_NAME),
  };
}

/** Adds a row on one line if it fits; else with its values and locations below its name. */
function addRow(page: Page, row: Row, widths: Widths): void {
  const { where, directive, values, places } = row;
  const name = `${INDENT}${padded(where, widths.where)}${INDENT}${padded(directive, widths.directive)}`;
  const line = `${name}${INDENT}${padded(values, places === '' ? 0 : widths.values)}${INDENT}`;
  if (displayWidth((line + places).trimEnd()) <= page.width) {
    page.add(places === '' ? line.trimEnd() : line + page.paint('faint', places));
    return;
  }
  page.block([where, directive].filter((text) => text !== '').join(INDENT), INDENT);
  page.block(values, INDENT + INDENT);
  if (places !== '') page.block(places, INDENT + INDENT, 'faint');
}

/** Some changes, the most severe first, without headings, and how many more there are. */
export function firstChanges(
  changes: readonly MailChange[],
  most: number,
  shown: PathWriter,
  columns: number | undefined,
): string {
  const page = new Page(painter(false), columns === undefined ? Infinity : usableWidth(columns));
  const rows = changes.slice(0, most).map((change) => rowOf(change, shown));
  const widths = widthsOf(rows);
  for (const row of rows) addRow(page, row, widths);
  if (changes.length > most) page.add(`${INDENT}and ${counted(changes.length - most, 'more change')}`);
  return page.toString();
}

/** The comparison for people, the most severe first; `columns` is undefined where no line is broken. */
export function comparisonText(
  { before, after, changes, shown }: PrintedComparison,
  colour: boolean,
  columns: number | undefined,
): string {
  const page = new Page(painter(colour), columns === undefined ? Infinity : usableWidth(columns));
  const sides = `from ${visible(before)} to ${visible(after)}`;
  if (changes.length === 0) return `${page.paint('good', 'Nothing changes for mail')} ${sides}.\n`;
  const rows = changes.map((change) => ({ kind: change.kind, row: rowOf(change, shown) }));
  const widths = widthsOf(rows.map(({ row }) => row));
  page.block(`${counted(changes.length, 'change')} for mail ${sides}: ${tally(changes)}`);
  for (const [kind, listed] of groupBy(rows, (row) => row.kind)) {
    page.add('', page.paint(TONES[kind], KIND_TITLES[kind]));
    for (const { row } of listed) addRow(page, row, widths);
  }
  return page.toString();
}
