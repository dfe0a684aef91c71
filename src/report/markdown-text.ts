import { count as counted } from '../engine/message.ts';
import { visible } from './visible.ts';

/** Bytes that GitHub takes as the text of a pull request or a comment, with room for what stands around. */
export const MOST_BYTES = 65_536 - 1024;

/** Rows that are open; the rest can be unfolded. */
const OPEN_ROWS = 25;

/** What a code host reads as words and no more. Signs that can begin or end a link, a mention or a mark are not in it. */
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:?()'"%/+=…→–-]*$/u;

/** Of these signs what is a link, a reference to an issue or a commit, a milestone or a picture all the same. */
const READ_AS_MORE = /www\.|\bgh-\d|\b[0-9a-f]{7,40}\b|%[\p{L}\p{N}"]|:[\p{L}\p{N}/+-]/iu;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !READ_AS_MORE.test(text);
}

/**
 * A text of a configuration in Markdown: in it nothing is a link, a mention, an element or the end of a cell. Code as
 * it is where that is sure; where the text has signs that end code or a cell, as an element with every sign spelt out.
 */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return '';
  if (shown.trim() === shown && !/[`|\\]/.test(shown)) return `\`${shown}\``;
  const spelt = shown
    .replace(/[^A-Za-z0-9 \u0080-\u{10ffff}]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`)
    // Addresses are looked for in what was spelt out too; a comment parts them.
    .replaceAll('&#64;', '&#64;<!-- -->');
  return `<code>${spelt}</code>`;
}

/** A word that is not plain, as code; punctuation around it stays outside. */
function wordAsCode(word: string): string {
  const [, before = '', inner = '', behind = ''] = /^([("]*)(.*?)([.,;:)"]*)$/s.exec(word) ?? [];
  return inner === '' ? code(word) : `${before}${code(inner)}${behind}`;
}

/** Running text without quotes: words that are not plain are code, several in a row one piece of it. */
function words(text: string): string {
  const written: string[] = [];
  let odd: string[] = [];
  const flush = (): void => {
    if (odd.length > 0) written.push(wordAsCode(odd.join(' ')));
    odd = [];
  };
  for (const word of text.split(' ')) {
    if (!isPlain(word)) odd.push(word);
    else {
      flush();
      written.push(word);
    }
  }
  flush();
  return written.join(' ');
}

/**
 * A message in Markdown. It may repeat anything of a configuration: what is not plain words is code, in quotes or not,
 * so that nothing in it is a link, a mention, an element or the end of a cell. Pieces of code that touch become one.
 */
export function prose(message: string): string {
  const quoted = (part: string): string => {
    const shown = isPlain(part) ? '' : code(part.slice(1, -1));
    return shown === '' ? part : shown;
  };
  return visible(message)
    .split(/(?<![\p{L}\p{N}])('[^']*')(?![\p{L}\p{N}])/u)
    .map((part, index) => (index % 2 === 0 ? words(part) : quoted(part)))
    .join('')
    .replaceAll('``', '');
}

/** The bytes of lines with their line ends. */
export function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** A table of rows that are all alike. */
export interface Table<T> {
  readonly titles: readonly string[];
  /** The most important first. */
  readonly rows: readonly T[];
  readonly cells: (row: T) => readonly string[];
  /** What a row is, as in `3 more changes`. */
  readonly noun: string;
}

/**
 * A table that is folded where it is long and cut where there is no more room.
 *
 * @param room In bytes.
 * @returns Its lines, and how many rows are left out.
 */
export function foldedTable<T>(
  { titles, rows, cells, noun }: Table<T>,
  room: number,
): { readonly lines: readonly string[]; readonly left: number } {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const head = [row(titles), `|${'---|'.repeat(titles.length)}`];
  const open: string[] = [];
  const folded: string[] = [];
  let left = room - bytesOf(head);
  for (const [index, item] of rows.entries()) {
    const line = row(cells(item));
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    (index < OPEN_ROWS ? open : folded).push(line);
  }
  const fold = [
    '',
    '<details>',
    `<summary>${counted(folded.length, `more ${noun}`)}</summary>`,
    '',
    ...head,
    ...folded,
    '',
    '</details>',
  ];
  return {
    lines: [...(open.length > 0 ? [...head, ...open] : []), ...(folded.length > 0 ? fold : [])],
    left: rows.length - open.length - folded.length,
  };
}
