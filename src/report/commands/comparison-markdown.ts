import type { MailChange } from '../../compare/mail-changes.ts';
import { count as counted } from '../../engine/message.ts';
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
import type { PathWriter } from '../../base/paths.ts';
import { bytesOf, code, foldedTable, MOST_BYTES } from '../markdown-text.ts';

const LONGEST_VALUE = 120;

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
        const remark = which === 'after' ? remarkOn(one) : '';
        const value = one[which];
        const text =
          value === null ? '' : value === '***' ? '(secret)' : code(valueText(value, LONGEST_VALUE));
        const labelled = section === null || text === '' ? text : `${code(one.directive)} ${text}`;
        return remark === '' ? labelled : `${labelled} (${remark})`;
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

/** Changes for mail as the lines of a table that fits in `room` bytes, and how many changes do not fit. */
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

/** The comparison as Markdown for a pull request: a table, the most severe first, never longer than GitHub accepts. */
export function comparisonMarkdown({ before, after, changes, shown }: PrintedComparison): string {
  const sides = `from ${code(before)} to ${code(after)}`;
  if (changes.length === 0) return `**Nothing changes for mail** ${sides}.\n`;
  const head = [`**${counted(changes.length, 'change')} for mail** ${sides}: ${tally(changes)}`, ''];
  return `${[...head, ...changesTable(changes, MOST_BYTES - bytesOf(head), shown)].join('\n')}\n`;
}
