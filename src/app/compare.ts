import type { Line } from '../compare/change.ts';
import { compareForMail, type MailChange } from '../compare/mail-changes.ts';
import type { Model } from '../model/model.ts';
import { SectionUse } from '../model/source/content.ts';
import type { ShownChange } from '../report/commands/comparison.ts';
import type { LinePlace } from '../report/shapes.ts';

function locationOf(line: Line | null, shown: (path: string) => string): LinePlace | null {
  if (line === null) return null;
  const offset =
    line instanceof SectionUse
      ? line.tagRange.start
      : line.kind === 'directive'
        ? line.nameRange.start
        : line.line.start;
  return { path: shown(line.file.path), start: line.file.lines.positionAt(offset) };
}

/** A change for mail with the locations of its lines. */
export function shownChange(change: MailChange, shown: (path: string) => string): ShownChange {
  return { ...change, old: locationOf(change.old, shown), new: locationOf(change.new, shown) };
}

/** What changes for mail from one configuration to another. */
export interface Comparison {
  readonly models: readonly [Model, Model];
  readonly changes: readonly ShownChange[];
  /** Whether there are more kinds of queues than can be compared. */
  readonly isCut: boolean;
  /** False if not all could be read or compared. */
  readonly complete: boolean;
}

/**
 * Compares two configurations.
 *
 * @param load Reads both, on request as main configurations.
 * @param shown How results name a path.
 */
export function compare(
  load: (isMain: boolean) => [Model, Model],
  shown: (path: string) => string,
): Comparison {
  let models = load(false);
  // A configuration that is a main one on one side is a main one on both.
  if (models[0].kind !== models[1].kind) models = load(true);
  const [before, after] = models;
  const { changes, isCut } = compareForMail(before, after);
  return {
    models,
    changes: changes.map((change) => shownChange(change, shown)),
    isCut,
    complete: before.complete && after.complete && !isCut,
  };
}
