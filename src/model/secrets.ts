import { findDirective, isSensitive, directiveNames } from '../catalog/directives.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Range } from '../../grammar/range.ts';
import type { SourceFile } from './source-file.ts';

const COMMENTED_OUT = /^#[#\s]*([A-Za-z][\w.-]*)[ \t]+\S/;

let sensitiveNames: string[] | undefined;

/** Whether a word is the name of a directive whose value is secret, or a slip of the pen away from one. */
function namesSecret(word: string): boolean {
  const name = word.toLowerCase();
  const known = findDirective(name);
  if (known !== undefined) return isSensitive(known);
  sensitiveNames ??= directiveNames().filter((candidate) => {
    const directive = findDirective(candidate);
    return directive !== undefined && isSensitive(directive);
  });
  return nearest(name, sensitiveNames) !== undefined;
}

/**
 * The stretches of a file that must never be shown: the values of secret directives from their first character to the
 * end of the line, also behind a misspelt name and in a line that is commented out.
 */
export function secretsIn(file: SourceFile): Range[] {
  const secrets: Range[] = [];
  for (const line of file.document.lines) {
    if (line.kind === 'directive') {
      const start = line.value?.start ?? line.comment?.start;
      if (start !== undefined && namesSecret(file.slice(line.name))) secrets.push({ start, end: line.end });
    } else if (line.kind === 'comment' && line.comment !== null) {
      const match = COMMENTED_OUT.exec(file.slice(line.comment));
      const name = match?.[1];
      if (match !== null && name !== undefined && namesSecret(name)) {
        secrets.push({ start: line.comment.start + match[0].length - 1, end: line.end });
      }
    }
  }
  return secrets;
}
