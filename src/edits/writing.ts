import { lowerBound, memoize } from '../base/collections.ts';
import type { Line } from '../../grammar/tree.ts';
import { SectionUse, type DirectiveUse } from '../model/source/content.ts';
import type { Target } from '../model/queues/plan.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import type { RuleEdit } from '../engine/rule.ts';

/** The wanted name if it is free, else with the first number from 2 on that makes it so. */
export function freeName(wanted: string, isTaken: (name: string) => boolean, separator = '_'): string {
  let name = wanted;
  for (let number = 2; isTaken(name); number++) name = `${wanted}${separator}${number}`;
  return name;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const [text, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = text;
  return best;
}

const habitsOf = memoize((file: SourceFile): { lineEnd: string; indent: string } => {
  const lineEnds = new Map<string, number>();
  const indents = new Map<string, number>();
  for (const line of file.document.lines) {
    const lineEnd = file.text.slice(line.end, line.next);
    if (lineEnd !== '') lineEnds.set(lineEnd, (lineEnds.get(lineEnd) ?? 0) + 1);
    const indent = indentOf(file, line);
    if (line.kind === 'directive' && indent !== '') indents.set(indent, (indents.get(indent) ?? 0) + 1);
  }
  // The shallowest of the frequent indentations: deeper ones belong to nested sections.
  const frequent = [...indents].filter(([, count]) => count * 4 >= Math.max(...indents.values()));
  const shallow = frequent.map(([indent]) => indent).sort((a, b) => a.length - b.length)[0];
  return { lineEnd: mostFrequent(lineEnds) ?? '\n', indent: shallow ?? '    ' };
});

/** The blanks at the start of a line. */
export function indentOf(file: SourceFile, line: Pick<Line, 'start' | 'end'>): string {
  return (
    /^\uFEFF?([ \t]*)/.exec(file.text.slice(line.start, Math.min(line.end, line.start + 200)))?.[1] ?? ''
  );
}

/** The line end that most lines of a file have. */
export function lineEndOf(file: SourceFile): string {
  return habitsOf(file).lineEnd;
}

/** By how much the file indents the content of a section. */
export function indentUnitOf(file: SourceFile): string {
  return habitsOf(file).indent;
}

/** The line of the file that an offset lies in. */
export function lineAt(file: SourceFile, offset: number): Line | undefined {
  const { lines } = file.document;
  return lines[Math.max(lowerBound(lines, ({ start }) => start <= offset) - 1, 0)];
}

/** Inserts whole lines before the line that starts at `offset` (or at the end of the file). */
export function insertLines(file: SourceFile, offset: number, lines: readonly string[]): RuleEdit {
  const lineEnd = lineEndOf(file);
  const text = lines.map((line) => line + lineEnd).join('');
  const before = file.text.slice(0, offset);
  const unfinished = offset === file.text.length && before !== '' && !before.endsWith('\n');
  const range = { start: offset, end: offset };
  return { file, range, text: unfinished ? lineEnd + text.slice(0, -lineEnd.length) : text };
}

/** Inserts lines after a directive, indented as it is. */
export function insertAfterLine(use: DirectiveUse, lines: readonly string[]): RuleEdit {
  const { file, line } = use;
  const last = use.continuation.at(-1) ?? line;
  const next = lineAt(file, last.start)?.next ?? file.text.length;
  const indent = indentOf(file, line);
  return insertLines(
    file,
    next,
    lines.map((text) => indent + text),
  );
}

/** How the directives of a section are indented: like the first one there, else by one unit more than the tag. */
export function indentIn(section: SectionUse): string {
  const own = section.directives.find((use) => use.file === section.file && use.section === section);
  if (own !== undefined) return indentOf(section.file, own.line);
  const open = section.node?.open;
  return open === undefined ? '' : indentOf(section.file, open) + indentUnitOf(section.file);
}

function linesIn(section: SectionUse, lines: readonly string[]): string[] {
  const indent = indentIn(section);
  return indented(section.file, lines).map((line) => (line === '' ? '' : indent + line));
}

/** Adds lines at the end of a section, before its closing tag, indented as its directives are. */
export function appendToSection(section: SectionUse, lines: readonly string[]): RuleEdit {
  const { file, node } = section;
  const written = linesIn(section, lines);
  if (node === null) return insertLines(file, file.text.length, written);
  let at = node.close === null ? node.end : node.close.start;
  // What follows an unclosed section is part of it.
  for (const child of node.children.toReversed()) {
    const start = child.kind === 'section' ? child.open.start : child.start;
    // A rule is in one line with the list that it opens.
    if (start >= at) continue;
    if (child.kind !== 'section' || child.close !== null || child.end < at) break;
    at = start;
  }
  return insertLines(file, at, written);
}

/** Adds lines directly after the opening tag of a section, indented as its directives are. */
export function prependToSection(section: SectionUse, lines: readonly string[]): RuleEdit {
  const { file, node } = section;
  return insertLines(file, node === null ? 0 : node.open.next, linesIn(section, lines));
}

/** Lines whose leading tabs are one unit of the file's indentation each. */
function indented(file: SourceFile, lines: readonly string[]): string[] {
  const unit = indentUnitOf(file);
  return lines.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)));
}

/** Adds a block after a closed section, a blank line before it. Each leading tab of `lines` is one unit of indentation. */
export function insertAfterSection({ file, node }: SectionUse, lines: readonly string[]): RuleEdit {
  const at = node?.close?.next ?? file.text.length;
  return insertLines(file, at, ['', ...indented(file, lines)]);
}

/** Adds a top-level block after the last section of the first of `kinds` that the file has, else at its end. */
export function insertBlock(
  file: SourceFile,
  top: SectionUse,
  kinds: readonly string[],
  lines: readonly string[],
): RuleEdit {
  for (const kind of kinds) {
    const last = top.sections.filter((section) => section.kind === kind && section.file === file).at(-1);
    if (last?.node?.close != null) return insertAfterSection(last, lines);
  }
  const end = file.text.length;
  const blank = end === 0 || /(?:^|\n)[ \t]*\r?\n?$/.test(file.text) ? [] : [''];
  return insertLines(file, end, [...blank, ...indented(file, lines)]);
}

/** Replaces a directive's value, or a part of it. */
export function replaceValue(use: DirectiveUse, text: string): RuleEdit {
  return { file: use.file, range: use.valueRange, text };
}

/** Replaces a directive's name. */
export function replaceName(use: DirectiveUse, text: string): RuleEdit {
  return { file: use.file, range: use.nameRange, text };
}

/** Takes a line out with its line end, a comment at its end included. */
export function removeLine(file: SourceFile, line: Pick<Line, 'start' | 'next'>): RuleEdit {
  return { file, range: { start: line.start, end: line.next }, text: '' };
}

/** The line of a section that sets a directive under any name: the last one, which applies. */
export function settingIn(section: SectionUse, directive: string): DirectiveUse | undefined {
  return section.directives.findLast((use) => {
    const { name, value } = use.canonical;
    return !use.broken && name === directive && value !== null;
  });
}

/** Whether the tags of a section and of those around it are complete: else another line may move what follows. */
function hasWholeTags(section: SectionUse): boolean {
  for (const around of section.ancestry()) if (around.node?.open.problem != null) return false;
  return true;
}

/** Whether a fix may write a line into a block: not into defaults, after a broken tag, or over a line that goes on. */
export function mayWrite(block: Target, directive: string): boolean {
  if (!(block instanceof SectionUse)) return true;
  const use = settingIn(block, directive);
  return !block.isDefault && (use?.continuation.length ?? 0) === 0 && hasWholeTags(block);
}

/** Puts a directive with a value in the place of a line, which may have had another name. */
export function replaceSetting(use: DirectiveUse, directive: string, value: string): RuleEdit[] {
  const name = use.facts?.name === directive ? [] : [replaceName(use, directive)];
  return [...name, replaceValue(use, value)];
}
