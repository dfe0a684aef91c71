import { findSection, type Line, memoize, type Range, type SourceFile } from '../../kit.ts';
import type { Directive } from '../../../grammar/tree.ts';

/** A block in the braces of other products: `domain * {` … `}`. PowerMTA has no such form. */
export interface BraceBlock {
  /** The line that names it. */
  readonly line: Directive;
  /** From the start of that line to the end of the line with the closing brace; that line alone where it is missing. */
  readonly range: Range;
}

function isOneLineBlock(file: SourceFile, line: Directive): boolean {
  const name = file.slice(line.name).toLowerCase();
  // Other products have a block of that name.
  if (findSection(name) === undefined && name !== 'listener') return false;
  const value = line.value === null ? '' : file.slice(line.value);
  return value.endsWith('}') && /(?:^|[ \t])\{[ \t]/.test(value);
}

/** How many levels a line opens (1) or closes (-1). */
function levelsOf(file: SourceFile, line: Line): -1 | 0 | 1 {
  if (line.kind === 'directive' && line.problem === null && line.value !== null)
    return /(?:^|[ \t*])\{$/.test(file.slice(line.value)) ? 1 : 0;
  if (line.kind !== 'invalid') return 0;
  const content = file.text.slice(line.start, line.comment?.start ?? line.end).trim();
  if (content === '{') return 1;
  return /^\}[;,]?$/.test(content) ? -1 : 0;
}

/** The blocks in braces of a file, the outermost ones, in order. */
export const braceBlocksIn = memoize((file: SourceFile): readonly BraceBlock[] => {
  const found: BraceBlock[] = [];
  /** The lines that name the open blocks; null for a brace without a name. */
  const open: (Directive | null)[] = [];
  let before: Line | undefined;
  const add = (line: Directive | null | undefined, end: number): void => {
    if (line != null) found.push({ line, range: { start: line.start, end } });
  };
  for (const line of file.document.lines) {
    if (line.kind === 'blank' || line.kind === 'comment') continue;
    if (line.kind === 'directive' && isOneLineBlock(file, line)) add(line, line.next);
    const levels = levelsOf(file, line);
    if (levels === 1) open.push([line, before].find((one) => one?.kind === 'directive') ?? null);
    else if (levels === -1) add(open.pop(), line.next);
    before = line;
  }
  for (const line of open) add(line, line?.next ?? 0);
  found.sort((a, b) => a.range.start - b.range.start);
  let covered = 0;
  return found.filter(({ range }) => {
    const isOuter = range.start >= covered;
    if (isOuter) covered = range.end;
    return isOuter;
  });
});

const openersIn = memoize((file: SourceFile) => new Set<Line>(braceBlocksIn(file).map(({ line }) => line)));

/** Whether a line names a block in braces. */
export function opensBraces({ file, line }: { readonly file: SourceFile; readonly line: Line }): boolean {
  return openersIn(file).has(line);
}
