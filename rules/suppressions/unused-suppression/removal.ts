import { listOf, quote, type Range, removeLine, type RuleEdit, type RuleFix } from '../../kit.ts';
import type { DirectiveComment, NamedRule } from '../../../src/engine/directive-comment.ts';

const BYTE_ORDER_MARK = 0xfeff;

function withoutComment({ file, line, comment }: DirectiveComment): RuleEdit {
  const isBlank = (at: number): boolean => /\s/.test(file.text.charAt(at));
  let { start, end } = comment;
  if (line.kind !== 'comment' || start !== line.comment?.start) {
    while (start > line.start && isBlank(start - 1)) start--;
  } else if (end === line.comment.end) {
    const mark = file.text.charCodeAt(line.start) === BYTE_ORDER_MARK ? 1 : 0;
    return removeLine(file, { start: line.start + mark, next: line.next });
  } else {
    // Another one follows, which takes its place.
    while (end < line.comment.end && isBlank(end)) end++;
  }
  return { file, range: { start, end }, text: '' };
}

/** Takes the whole comment out: the line if it has one for itself, else from its `#` on with the blanks before. */
export function removal(judged: DirectiveComment): RuleFix {
  return { safety: 'safe', title: 'remove the comment', edits: [withoutComment(judged)] };
}

/** Takes rules out of a comment, and the comment if none is left. */
export function removalOf(idle: readonly NamedRule[], judged: DirectiveComment): RuleFix {
  const { file, rules, comment } = judged;
  if (idle.length === rules.length) return removal(judged);
  const gone = new Set<Range>(idle.map(({ name }) => name));
  const items: Range[] = [
    ...rules.map(({ name }) => name),
    ...(comment.until === null ? [] : [comment.until]),
  ];
  items.sort((a, b) => a.start - b.start);
  const firstKept = items.findIndex((item) => !gone.has(item));
  const edits: RuleEdit[] = [];
  for (const [index, { start, end }] of items.entries()) {
    const item = items[index];
    if (item === undefined || !gone.has(item)) continue;
    // With what parts it from the item before; where none before stays, from the one behind.
    const range =
      index < firstKept
        ? { start, end: items[index + 1]?.start ?? end }
        : { start: items[index - 1]?.end ?? start, end };
    edits.push({ file, range, text: '' });
  }
  const names = listOf(idle.map(({ name }) => quote(name.text)));
  return { safety: 'safe', title: `take ${names} out of the comment`, edits };
}
