import type { MailChange } from '../../compare/mail-changes.ts';
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
  type PrintedComparison,
} from './comparison.ts';
import type { PathWriter } from '../paths.ts';
import { bytesOf, code, foldedTable, MOST_BYTES } from '../markdown-text.ts';

const LONGEST_VALUE = 120;

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function side(value: string | null): string {
  return value === null ? '' : code(cut(valueText(value)));
}

function cellsOf(change: MailChange, shown: PathWriter): string[] {
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
  return [
    KIND_TITLES[kind],
    where,
    directive,
    sideOf('before'),
    sideOf('after'),
    code(placesOf(change, shown)),
  ];
}

const TITLES = ['Risk', 'Where', 'Setting', 'Before', 'After', 'Lines'];

/**
 * Changes for mail as the lines of a table, the most severe first, folded where it is long. What does not fit is
 * counted below.
 *
 * @param room In bytes.
 */
export function changesTable(
  changes: readonly MailChange[],
  room: number,
  shown: PathWriter,
): readonly string[] {
  const cells = (change: MailChange): string[] => cellsOf(change, shown);
  const { lines, left } = foldedTable({ titles: TITLES, rows: changes, cells, noun: 'change' }, room);
  if (left === 0) return lines;
  return [...lines, '', `${counted(left, 'change')} more did not fit here; \`pmta-lint compare\` lists all.`];
}

/**
 * The comparison as Markdown for a pull request: a table, the most severe first, folded where it is long, and cut
 * where it is longer than GitHub accepts.
 */
export function comparisonMarkdown({ before, after, changes, shown }: PrintedComparison): string {
  const sides = `from ${code(before)} to ${code(after)}`;
  if (changes.length === 0) return `**Nothing changes for mail** ${sides}.\n`;
  const head = [`**${counted(changes.length, 'change')} for mail** ${sides}: ${tally(changes)}`, ''];
  return `${[...head, ...changesTable(changes, MOST_BYTES - bytesOf(head), shown)].join('\n')}\n`;
}
