import type { Range } from '../../../grammar/range.ts';
import type { CloseTag } from '../../../grammar/tree.ts';
import { beginsTemplateStatement, hasPlaceholder } from '../../catalog/placeholders.ts';
import { SectionUse, type DirectiveUse, type OtherUse } from './content.ts';
import type { SourceFile } from './source-file.ts';

/** The closing tag that ended a section without matching it, most likely a typo; null for none. */
export function mistakenEndOf(section: SectionUse): CloseTag | null {
  const endedBy = section.node?.endedBy;
  if (endedBy?.kind !== 'close') return null;
  for (const around of section.ancestry()) {
    if (around !== section && (around.node?.close === endedBy || around.node?.endedBy === endedBy))
      return null;
  }
  return endedBy;
}

/** From the line of the opening tag to after the line of the closing tag, or to where the section ends without one. */
export function extentOf(section: SectionUse): Range {
  const { node, file } = section;
  if (node === null) return { start: 0, end: file.text.length };
  const end = node.close?.next ?? mistakenEndOf(section)?.next ?? node.end;
  return { start: node.open.start, end };
}

/** Whether a template engine may drop or repeat lines of a section in one of its files. */
export function hasTemplateLines(section: SectionUse, file: SourceFile): boolean {
  return (
    section.others.some((other) => other.file === file && other.line.kind === 'template') ||
    section.directives.some((use) => use.file === file && beginsTemplateStatement(use.name))
  );
}

/** Whether a line is one of a template engine, or its name is filled in: what it will be, if anything, is unknown. */
export function isTemplateLine(item: DirectiveUse | OtherUse | SectionUse): boolean {
  if (item instanceof SectionUse) return false;
  return item.kind === 'directive' ? hasPlaceholder(item.name) : item.line.kind === 'template';
}
