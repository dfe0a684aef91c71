import { COMMENT_FORMS, COMMENT_PREFIX, type Comment, type Written } from '../engine/directive-comment.ts';
import type { Range } from '../../grammar/range.ts';

const WORD = /pmta-lint-[\w-]*(?=[\s:,]|$)/y;
const END_OF_LIST = /(?:^|\s)--(?=\s|$)/;

interface Start {
  readonly hash: number;
  readonly word: number;
}

/**
 * Offsets of each `#` that starts a comment addressed to pmta-lint, and of its first word. At the end of a line a note may
 * precede it; in a line of its own that would be a line that is commented out.
 */
function startsIn(text: string, isAlone: boolean): Start[] {
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

/** Whether a comment is addressed to pmta-lint from its first word on. */
export function isDirectiveComment(comment: string): boolean {
  return startsIn(comment, true).length > 0;
}

/** Reads from `start` to the end of the text, whose first character has the offset `origin`. */
function readFrom(text: string, { hash, word: wordStart }: Start, origin: number): Comment {
  WORD.lastIndex = wordStart;
  const word = WORD.exec(text)?.[0] ?? '';
  const written = (at: number, part: string): Written => ({
    text: part,
    start: origin + at,
    end: origin + at + part.length,
  });
  const afterWord = wordStart + word.length;
  const rest = text.slice(afterWord);
  const dashes = END_OF_LIST.exec(rest);
  const list = rest.slice(0, dashes?.index);
  const reason = dashes === null ? '' : rest.slice(dashes.index + dashes[0].length).trim();
  const form = COMMENT_FORMS.find((it) => word === COMMENT_PREFIX + it);
  const names: Written[] = [];
  let until: Written | null = null;
  if (form !== 'rule') {
    for (const { 0: item, index } of list.matchAll(/[^\s,]+/g)) {
      const it = written(afterWord + index, item);
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
    choice: form === 'rule' ? written(afterWord + list.indexOf(choice), choice) : null,
    reason,
  };
}

/**
 * The comments addressed to pmta-lint in one comment of the configuration, each from its `#` to the blanks before the next.
 *
 * @param source The text of the file.
 * @param range The comment, from its `#` to the end of the line.
 * @param isAlone Whether it has a line of its own.
 */
export function readComments(source: string, range: Range, isAlone: boolean): Comment[] {
  const text = source.slice(range.start, range.end);
  const starts = startsIn(text, isAlone);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const part = next === undefined ? text : text.slice(0, next.hash).trimEnd();
    return readFrom(part, start, range.start);
  });
}

/** Whether a text is a date of the calendar: `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
