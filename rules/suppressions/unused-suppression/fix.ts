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
    // Another comment follows and takes its place.
    while (end < line.comment.end && isBlank(end)) end++;
  }
  return { file, range: { start, end }, text: '' };
}

/** Removes a comment: its line if it has one of its own, else from its `#` on with the blanks before. */
export function removeComment(comment: DirectiveComment): RuleFix {
  return { effect: 'neutral', title: 'remove the comment', edits: [withoutComment(comment)] };
}

/** Removes rules from a comment, or the comment if none is left. */
export function removeRules(unused: readonly NamedRule[], directive: DirectiveComment): RuleFix {
  const { file, rules, comment } = directive;
  if (unused.length === rules.length) return removeComment(directive);
  const removed = new Set<Range>(unused.map(({ name }) => name));
  const items: Range[] = [
    ...rules.map(({ name }) => name),
    ...(comment.until === null ? [] : [comment.until]),
  ];
  items.sort((a, b) => a.start - b.start);
  const firstKept = items.findIndex((item) => !removed.has(item));
  const edits = items.flatMap((item, index) => {
    if (!removed.has(item)) return [];
    // With the separator before it; with the one after it where nothing before stays.
    const range =
      index < firstKept
        ? { start: item.start, end: items[index + 1]?.start ?? item.end }
        : { start: items[index - 1]?.end ?? item.start, end: item.end };
    return [{ file, range, text: '' }];
  });
  const names = listOf(unused.map(({ name }) => quote(name.text)));
  return { effect: 'neutral', title: `take ${names} out of the comment`, edits };
}
