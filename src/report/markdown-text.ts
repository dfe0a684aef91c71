import { count as counted } from '../engine/message.ts';
import { visible } from '../base/visible.ts';

/** Bytes that GitHub accepts as the text of a pull request or a comment, with some room. */
export const MOST_BYTES = 65_536 - 1024;

/** Rows that are not folded. */
const OPEN_ROWS = 25;

/** Text without signs that can begin or end a link, a mention or a mark. */
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:?()'"%/+=…→–-]*$/u;

/** Text that code hosts nevertheless read as a link, an issue, a commit, a milestone or a picture. */
const READ_AS_MORE = /www\.|\bgh-\d|\b[0-9a-f]{7,40}\b|%[\p{L}\p{N}"]|:[\p{L}\p{N}/+-]/iu;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !READ_AS_MORE.test(text);
}

/** A text as code in Markdown, in which nothing is a link, a mention, an element or the end of a cell. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return '';
  if (shown.trim() === shown && !/[`|\\]/.test(shown)) return `\`${shown}\``;
  const spelt = shown
    .replace(/[^A-Za-z0-9 \u0080-\u{10ffff}]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`)
    // Code hosts look for mail addresses in escaped text too; a comment splits them.
    .replaceAll('&#64;', '&#64;<!-- -->');
  return `<code>${spelt}</code>`;
}

/** A word that is not plain, as code; punctuation around it stays outside. */
function wordAsCode(word: string): string {
  const [, before = '', inner = '', after = ''] = /^([("]*)(.*?)([.,;:)"]*)$/s.exec(word) ?? [];
  return inner === '' ? code(word) : `${before}${code(inner)}${after}`;
}

/** Text without quotes: a run of words that are not plain becomes one piece of code. */
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

/** A message in Markdown. All but plain words is code, since it may repeat anything of a configuration. */
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

export function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

export interface Table<T> {
  readonly titles: readonly string[];
  /** The most important first. */
  readonly rows: readonly T[];
  readonly cells: (row: T) => readonly string[];
  /** What a row is, as in `3 more changes`. */
  readonly noun: string;
}

/** A table of at most `room` bytes, its later rows folded, and how many rows do not fit. */
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
