import type { Line } from '../../grammar/tree.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { COMMENT_PREFIX, type Comment } from '../engine/directive-comment.ts';
import { readComments } from './comment.ts';

/** A comment addressed to pmta-lint, and where it is. Lines count from 1. */
export interface LocatedComment {
  readonly file: SourceFile;
  readonly line: Line;
  readonly comment: Comment;
  readonly lineNumber: number;
  /** The next line that is neither blank nor a comment; after the last line if there is none. */
  readonly nextLine: number;
  /** Whether only blank lines and comments are before it. */
  readonly isOnTop: boolean;
}

/** The comments of a file that are addressed to pmta-lint, in the order of the text. */
export function commentsOf(file: SourceFile): LocatedComment[] {
  // Most files have none.
  if (!file.text.includes(COMMENT_PREFIX)) return [];
  const { lines } = file.document;
  const found: Omit<LocatedComment, 'isOnTop'>[] = [];
  let nextLine = lines.length + 1;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    if (line === undefined) continue;
    const isAlone = line.kind === 'comment';
    const comments = line.comment === null ? [] : readComments(file.text, line.comment, isAlone);
    for (const comment of comments.reverse())
      found.push({ file, line, comment, lineNumber: index + 1, nextLine });
    if (!isAlone && line.kind !== 'blank') nextLine = index + 1;
  }
  const first = nextLine;
  return found.reverse().map((comment) => ({ ...comment, isOnTop: comment.lineNumber < first }));
}

/** The files whose comments count, and whether each was only read in complete configurations. */
export function filesWithComments(models: readonly Model[]): Map<SourceFile, boolean> {
  const files = new Map<SourceFile, boolean>();
  for (const model of models) {
    for (const file of model.files) {
      if (file !== model.defaults) files.set(file, (files.get(file) ?? true) && model.knows('files'));
    }
  }
  return files;
}

/** Whether a file has rule choices in comments, which need `readRuleChoice` and so a parser of flags. */
export function choosesInComments(models: readonly Model[]): boolean {
  return models.some((model) => model.files.some(({ text }) => text.includes(`${COMMENT_PREFIX}rule`)));
}
