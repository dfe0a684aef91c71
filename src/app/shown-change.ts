import type { Line } from '../compare/change.ts';
import type { MailChange } from '../compare/mail-changes.ts';
import { SectionUse } from '../model/source/content.ts';
import type { ShownChange } from '../report/commands/comparison.ts';
import type { LinePlace } from '../report/shapes.ts';

function placeOf(line: Line | null, shownPath: (path: string) => string): LinePlace | null {
  if (line === null) return null;
  const offset =
    line instanceof SectionUse
      ? line.tagRange.start
      : line.kind === 'directive'
        ? line.nameRange.start
        : line.line.start;
  return { path: shownPath(line.file.path), start: line.file.lines.positionAt(offset) };
}

/** A change for mail with its lines as they are shown. */
export function shownChange(change: MailChange, shownPath: (path: string) => string): ShownChange {
  return { ...change, old: placeOf(change.old, shownPath), new: placeOf(change.new, shownPath) };
}
