import type { Range } from '../../grammar/range.ts';
import type { CloseTag } from '../../grammar/tree.ts';
import type { SectionUse } from './content.ts';

/**
 * The closing tag that ended a section though it is not its own and closes nothing else: most likely a slip for the
 * right one. Null where the section is closed, or where a tag ended it that has a meaning of its own.
 */
export function mistakenEndOf(section: SectionUse): CloseTag | null {
  const endedBy = section.node?.endedBy;
  if (endedBy?.kind !== 'close') return null;
  for (const around of section.ancestry()) {
    if (around !== section && (around.node?.close === endedBy || around.node?.endedBy === endedBy))
      return null;
  }
  return endedBy;
}

/** From the line of the opening tag to behind the line of the closing tag, or to where the section ends without one. */
export function extentOf(section: SectionUse): Range {
  const { node, file } = section;
  if (node === null) return { start: 0, end: file.text.length };
  const end = node.close?.next ?? mistakenEndOf(section)?.next ?? node.end;
  return { start: node.open.start, end };
}
