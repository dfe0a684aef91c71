import type { RuleEdit } from '../../../src/engine/rule.ts';
import type { DirectiveUse } from '../../../src/model/source/content.ts';
import { removeLine } from '../../../src/edits/writing.ts';

/** Takes a directive out with its line; a comment behind it stays. Null where its value goes on in other lines. */
export function takeOut({ file, line, continuation }: DirectiveUse): RuleEdit | null {
  if (continuation.length > 0) return null;
  return line.comment === null
    ? removeLine(file, line)
    : { file, range: { start: line.name.start, end: line.comment.start }, text: '' };
}
