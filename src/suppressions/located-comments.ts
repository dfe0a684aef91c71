import type { Line } from '../../grammar/tree.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { COMMENT_PREFIX, readComments, type Comment } from './comment.ts';

/** A comment that speaks to this tool, and where. Lines count from 1. */
export interface LocatedComment {
  readonly file: SourceFile;
  readonly line: Line;
  readonly comment: Comment;
  readonly lineNumber: number;
  /** The next line that is neither blank nor a comment; behind the last one if there is none. */
  readonly nextLine: number;
  /** Whether there is no such line before it. */
  readonly isOnTop: boolean;
}

/** The comments of a file that speak to this tool, in the order of the text. */
export function commentsOf(file: SourceFile): LocatedComment[] {
  // Most files have none, and looking for them must cost nothing.
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

/**
 * The files whose comments count, and whether each of them was only read in configurations of which all is known. What
 * is shipped with PowerMTA as defaults is not the user's.
 */
export function filesWithComments(models: readonly Model[]): Map<SourceFile, boolean> {
  const files = new Map<SourceFile, boolean>();
  for (const model of models) {
    for (const file of model.files) {
      if (file !== model.defaults) files.set(file, (files.get(file) ?? true) && model.isWhole);
    }
  }
  return files;
}

/** Whether a file chooses for a rule in a comment: reading that takes a parser of flags, which few need. */
export function choosesInComments(models: readonly Model[]): boolean {
  return models.some((model) => model.files.some(({ text }) => text.includes(`${COMMENT_PREFIX}rule`)));
}
