import { count as counted } from '../../engine/message.ts';
import {
  countOf,
  KIND_TITLES,
  percentOf,
  placesOf,
  presenceOf,
  tally,
  valueText,
  whereOf,
  type ShownChange,
  type ShownComparison,
} from './comparison.ts';
import { bytesOf, code, foldedTable, MOST_BYTES } from '../markdown-text.ts';

const LONGEST_VALUE = 120;

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function side(value: string | null): string {
  return value === null ? '' : code(cut(valueText(value)));
}

function cellsOf(change: ShownChange): string[] {
  const { kind, section, values } = change;
  const number = countOf(change);
  const where = [code(whereOf(change)), number === '' ? '' : `(${number})`]
    .filter((part) => part !== '')
    .join(' ');
  const directive =
    section === null ? code(values[0]?.directive ?? '') : `${code(section)} ${presenceOf(change)}`;
  const sideOf = (which: 'before' | 'after'): string =>
    values
      .map((one) => {
        const percent = which === 'after' ? percentOf(one) : '';
        const value = one[which];
        const text = value === '***' ? '(secret)' : side(value);
        const told = section === null || text === '' ? text : `${code(one.directive)} ${text}`;
        return percent === '' ? told : `${told} (${percent})`;
      })
      .filter((text) => text !== '')
      .join('<br>');
  return [KIND_TITLES[kind], where, directive, sideOf('before'), sideOf('after'), code(placesOf(change))];
}

const TITLES = ['Risk', 'Where', 'Setting', 'Before', 'After', 'Lines'];

/**
 * Changes for mail as the lines of a table, the gravest first, folded where it is long. What there is no room for is
 * counted below.
 *
 * @param room In bytes.
 */
export function changesTable(changes: readonly ShownChange[], room: number): readonly string[] {
  const { lines, left } = foldedTable(
    { titles: TITLES, rows: changes, cells: cellsOf, noun: 'change' },
    room,
  );
  if (left === 0) return lines;
  return [...lines, '', `${counted(left, 'change')} more did not fit here; \`pmta-lint compare\` lists all.`];
}

/**
 * The comparison as Markdown for a pull request: a table, the gravest first, folded where it is long, and cut where it
 * is longer than GitHub takes.
 */
export function comparisonMarkdown({ before, after, changes }: ShownComparison): string {
  const sides = `from ${code(before)} to ${code(after)}`;
  if (changes.length === 0) return `**Nothing changes for mail** ${sides}.\n`;
  const head = [`**${counted(changes.length, 'change')} for mail** ${sides}: ${tally(changes)}`, ''];
  return `${[...head, ...changesTable(changes, MOST_BYTES - bytesOf(head))].join('\n')}\n`;
}
