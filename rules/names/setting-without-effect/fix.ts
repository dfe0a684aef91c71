import { type DirectiveUse, removeLine, type RuleEdit } from '../../kit.ts';

/** Takes a directive out with its line; a comment behind it stays. Null where its value goes on in other lines. */
export function takeOut({ file, line, continuation }: DirectiveUse): RuleEdit | null {
  if (continuation.length > 0) return null;
  return line.comment === null
    ? removeLine(file, line)
    : { file, range: { start: line.name.start, end: line.comment.start }, text: '' };
}
