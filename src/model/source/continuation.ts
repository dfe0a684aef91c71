import { findDirective } from '../../catalog/directives.ts';
import type { Directive, Line, Node } from '../../../grammar/tree.ts';
import type { SourceFile } from './source-file.ts';

function contentOf(file: SourceFile, line: Line): string {
  return file.text.slice(line.start, line.comment?.start ?? line.end).trim();
}

/** Whether a line ends in a backslash that is not the end of a Windows path (`c:\pmta\spool\`). */
export function endsInBackslash(content: string): boolean {
  return content.endsWith('\\') && !/(?:^|[\s"])(?:[A-Za-z]:|\\(?=\\\S*[^\\\s]))\\\S*$/.test(content);
}

/** One for all: most lines end where they end, and a large file has a million of them. */
const NONE: readonly Line[] = [];

const NAME_WITHOUT_LIST = /^domain-macro\s+[A-Za-z0-9_]+$/i;

/** Whether a line can go on with a list: it is neither a directive that PowerMTA knows nor a tag. */
function canContinue(
  file: SourceFile,
  node: Node | undefined,
): node is Directive | Exclude<Node, { kind: 'section' }> {
  if (node === undefined || node.kind === 'section' || node.kind === 'close' || node.kind === 'template')
    return false;
  if (node.kind === 'directive') return findDirective(file.slice(node.name)) === undefined;
  return node.kind === 'invalid' && node.problem.reason === 'not-a-directive';
}

/** The lines that directly follow `nodes[index]` and continue its value after a comma, a backslash or a bare macro name. */
export function continuationOf(file: SourceFile, nodes: readonly Node[], index: number): readonly Line[] {
  const first = nodes[index];
  if (first?.kind !== 'directive' || first.problem !== null) return NONE;
  const lines: Line[] = [];
  let last: Line = first;
  for (let next = index + 1; ; next++) {
    const node = nodes[next];
    if (!canContinue(file, node) || node.start !== last.next) return lines.length === 0 ? NONE : lines;
    const content = contentOf(file, last);
    const backslash = endsInBackslash(content);
    const list = content.endsWith(',') || (lines.length === 0 && NAME_WITHOUT_LIST.test(content));
    if (!backslash && !(list && /[.,$]/.test(contentOf(file, node)))) return lines;
    lines.push(node);
    last = node;
  }
}
