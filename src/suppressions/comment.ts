import type { Range } from '../../grammar/range.ts';

/** What every comment that speaks to this tool begins with. */
export const COMMENT_PREFIX = 'pmta-lint-';

/** What a comment can ask for, as it is written behind `pmta-lint-`. */
export const COMMENT_FORMS = [
  'disable-next-line',
  'disable-line',
  'disable',
  'enable',
  'disable-file',
  'rule',
] as const;

export type CommentForm = (typeof COMMENT_FORMS)[number];

/** A word, or several, as they stand in the file. */
export interface Written extends Range {
  readonly text: string;
}

/**
 * A comment that speaks to this tool, from its `#` on, as it is written; whether what it names exists is not looked at.
 */
export interface Comment extends Range {
  /** With `pmta-lint-`. */
  readonly word: Written;
  /** Undefined for a word that is none of them. */
  readonly form: CommentForm | undefined;
  /** The rules to silence, or no longer to silence. */
  readonly names: readonly Written[];
  /** What stands behind `until=`; the range holds `until=` too. */
  readonly until: Written | null;
  /** `RULE=LEVEL --option value` of the form `rule`. */
  readonly choice: Written | null;
  /** What stands behind ` -- `; empty for nothing. */
  readonly reason: string;
}

const WORD = /pmta-lint-[\w-]*(?=[\s:,]|$)/y;
const END_OF_LIST = /(?:^|\s)--(?=\s|$)/;

interface Start {
  readonly hash: number;
  readonly word: number;
}

/**
 * Offsets of each `#` from which on a comment speaks to this tool, and of the word behind it. A note may stand before it
 * in a comment at the end of a line; in a comment that has the line for itself it would be a line that is commented out.
 */
function startsOfDirections(text: string, isAlone: boolean): Start[] {
  const starts: Start[] = [];
  for (let word = text.indexOf(COMMENT_PREFIX); word !== -1; word = text.indexOf(COMMENT_PREFIX, word + 1)) {
    let hash = word;
    while (hash > 0 && /\s/.test(text.charAt(hash - 1))) hash--;
    if (text.charAt(hash - 1) !== '#') continue;
    while (text.charAt(hash - 1) === '#') hash--;
    if (isAlone && starts.length === 0 && hash > 0) break;
    WORD.lastIndex = word;
    if (WORD.test(text)) starts.push({ hash, word });
  }
  return starts;
}

/** Whether a comment speaks to this tool from its first word on, so that it is meant as a comment for sure. */
export function isDirection(comment: string): boolean {
  return startsOfDirections(comment, true).length > 0;
}

/** Reads what begins at `start` and goes to the end of the text, whose first character has the offset `origin`. */
function readDirection(text: string, { hash, word: wordStart }: Start, origin: number): Comment {
  WORD.lastIndex = wordStart;
  const word = WORD.exec(text)?.[0] ?? '';
  const written = (at: number, part: string): Written => ({
    text: part,
    start: origin + at,
    end: origin + at + part.length,
  });
  const behind = wordStart + word.length;
  const rest = text.slice(behind);
  const dashes = END_OF_LIST.exec(rest);
  const list = rest.slice(0, dashes?.index);
  const reason = dashes === null ? '' : rest.slice(dashes.index + dashes[0].length).trim();
  const form = COMMENT_FORMS.find((it) => word === COMMENT_PREFIX + it);
  const names: Written[] = [];
  let until: Written | null = null;
  if (form !== 'rule') {
    for (const { 0: item, index } of list.matchAll(/[^\s,]+/g)) {
      const it = written(behind + index, item);
      if (until === null && /^until(?:[=:]|$)/.test(item))
        until = { ...it, text: item.slice('until='.length) };
      else if (item !== ':') names.push(it);
    }
  }
  const choice = list.trim();
  return {
    start: origin + hash,
    end: origin + text.length,
    word: written(wordStart, word),
    form,
    names,
    until,
    choice: form === 'rule' ? written(behind + list.indexOf(choice), choice) : null,
    reason,
  };
}

/**
 * Reads a comment of the language as the comments to this tool that it holds: none, one, or several, each from its `#`
 * to the blanks before the next one.
 *
 * @param source The text of the file.
 * @param range The comment, from its `#` to the end of the line.
 * @param isAlone Whether it has the line for itself.
 */
export function readComments(source: string, range: Range, isAlone: boolean): Comment[] {
  const text = source.slice(range.start, range.end);
  const starts = startsOfDirections(text, isAlone);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const part = next === undefined ? text : text.slice(0, next.hash).trimEnd();
    return readDirection(part, start, range.start);
  });
}

/** Whether a text is a day of the calendar: `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
