import { findSection, type Line, type Range, type SourceFile } from '../../kit.ts';
import type { Directive } from '../../../grammar/tree.ts';

/** A block in the braces of other products: `domain * {` … `}`. PowerMTA has no such form. */
export interface BraceBlock {
  /** The line that names it. */
  readonly line: Directive;
  /** From the start of that line to behind the line of the closing brace; that line alone where nothing closes. */
  readonly range: Range;
}

/** What other products call a block, apart from the names that PowerMTA's sections have. */
const FOREIGN_NAMES = ['listener'];

const known = new WeakMap<SourceFile, readonly BraceBlock[]>();
const openers = new WeakSet<Line>();

function contentOf(file: SourceFile, line: Line): string {
  return file.text.slice(line.start, line.comment?.start ?? line.end).trim();
}

function isOneLineBlock(file: SourceFile, line: Directive): boolean {
  const name = file.slice(line.name).toLowerCase();
  if (findSection(name) === undefined && !FOREIGN_NAMES.includes(name)) return false;
  const value = line.value === null ? '' : file.slice(line.value);
  return value.endsWith('}') && /(?:^|[ \t])\{[ \t]/.test(value);
}

/** How many levels a line opens (1), closes (-1) or neither. */
function step(file: SourceFile, line: Line): -1 | 0 | 1 {
  if (line.kind === 'directive' && line.problem === null && line.value !== null) {
    return /(?:^|[ \t*])\{$/.test(file.slice(line.value)) ? 1 : 0;
  }
  if (line.kind !== 'invalid') return 0;
  const content = contentOf(file, line);
  if (content === '{') return 1;
  return /^\}[;,]?$/.test(content) ? -1 : 0;
}

interface Open {
  /** Null for a brace that stands alone with no name before it. */
  readonly line: Directive | null;
}

function find(file: SourceFile): BraceBlock[] {
  const found: BraceBlock[] = [];
  const open: Open[] = [];
  let before: Line | undefined;
  const add = (line: Directive | null, end: number): void => {
    if (line !== null) found.push({ line, range: { start: line.start, end } });
  };
  for (const line of file.document.lines) {
    if (line.kind === 'blank' || line.kind === 'comment') continue;
    if (line.kind === 'directive' && isOneLineBlock(file, line)) add(line, line.next);
    const change = step(file, line);
    if (change === 1) {
      const named = line.kind === 'directive' ? line : before?.kind === 'directive' ? before : null;
      open.push({ line: named });
    } else if (change === -1) {
      add(open.pop()?.line ?? null, line.next);
    }
    before = line;
  }
  for (const { line } of open) add(line, line?.next ?? 0);
  found.sort((a, b) => a.range.start - b.range.start);
  let covered = 0;
  return found.filter(({ range }) => {
    const isOuter = range.start >= covered;
    if (isOuter) covered = range.end;
    return isOuter;
  });
}

/** The blocks in braces of a file, the outermost ones, in order. */
export function braceBlocksIn(file: SourceFile): readonly BraceBlock[] {
  let blocks = known.get(file);
  if (blocks === undefined) {
    known.set(file, (blocks = find(file)));
    for (const block of blocks) openers.add(block.line);
  }
  return blocks;
}

/** Whether a line names a block in braces. */
export function opensBraces(file: SourceFile, line: Line): boolean {
  braceBlocksIn(file);
  return openers.has(line);
}
