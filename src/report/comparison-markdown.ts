import { count as counted } from '../engine/message.ts';
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
import { visible } from './visible.ts';

/** Bytes that GitHub takes as the text of a pull request or a comment, with room for what is around the table. */
const MOST_BYTES = 65_536 - 1024;

/** Rows that are open; the rest can be unfolded. */
const OPEN_ROWS = 25;

const LONGEST_VALUE = 120;

/**
 * A text of a configuration in Markdown: in it nothing is a link, a mention, an element or the end of a cell. Code as
 * it is where that is sure; where the text has signs that end code or a cell, as an element with every sign spelt out.
 */
function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return '';
  if (shown.trim() === shown && !/[`|\\]/.test(shown)) return `\`${shown}\``;
  const spelt = shown.replace(/[^A-Za-z0-9 \u0080-\u{10ffff}]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return `<code>${spelt}</code>`;
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function side(value: string | null): string {
  return value === null ? '' : code(cut(valueText(value)));
}

function rowOf(change: ShownChange): string {
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
  const cells = [
    KIND_TITLES[kind],
    where,
    directive,
    sideOf('before'),
    sideOf('after'),
    code(placesOf(change)),
  ];
  return `| ${cells.join(' | ')} |`;
}

const HEAD = ['| Risk | Where | Setting | Before | After | Lines |', '|---|---|---|---|---|---|'];

/**
 * The comparison as Markdown for a pull request: a table, the gravest first, folded where it is long, and cut where it
 * is longer than GitHub takes.
 */
export function comparisonMarkdown({ before, after, changes }: ShownComparison): string {
  const sides = `from ${code(before)} to ${code(after)}`;
  if (changes.length === 0) return `**Nothing changes for mail** ${sides}.\n`;
  const lines = [
    `**${counted(changes.length, 'change')} for mail** ${sides}: ${tally(changes)}`,
    '',
    ...HEAD,
  ];
  let room = MOST_BYTES - Buffer.byteLength(lines.join('\n'));
  const open: string[] = [];
  const folded: string[] = [];
  for (const [index, change] of changes.entries()) {
    const row = rowOf(change);
    room -= Buffer.byteLength(row) + 1;
    if (room < 0) break;
    (index < OPEN_ROWS ? open : folded).push(row);
  }
  lines.push(...open);
  if (folded.length > 0) {
    lines.push('', '<details>', `<summary>${counted(folded.length, 'more change')}</summary>`, '');
    lines.push(...HEAD, ...folded, '', '</details>');
  }
  const left = changes.length - open.length - folded.length;
  if (left > 0)
    lines.push('', `${counted(left, 'change')} more did not fit here; \`pmta-lint compare\` lists all.`);
  return `${lines.join('\n')}\n`;
}
