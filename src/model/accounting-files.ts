import { groupBy, memoize } from '../base/collections.ts';
import type { DirectiveUse, SectionUse } from './source/content.ts';
import { argumentKey } from './scopes/argument-key.ts';
import type { Model } from './model.ts';
import { hasPlaceholder } from '../catalog/placeholders.ts';
import { isTemplateLine } from './source/extent.ts';
import { placementOf } from './placement.ts';

/** An accounting file: all `<acct-file>` sections of one argument, whose lines apply together. */
export interface AccountingFile {
  /** The argument of the tag, without quotes: a path, or a program after a `|`. */
  readonly name: string;
  /** `unclear`: a path with blanks, which may be a program without its `|`, or a placeholder. */
  readonly kind: 'file' | 'pipe' | 'unclear';
  readonly sections: readonly SectionUse[];
}

/** The accounting file of sections with one argument. */
export function accountingFileOf(sections: readonly SectionUse[]): AccountingFile {
  const name = sections[0]?.argument?.trim() ?? '';
  const isUnclear = name === '' || /\s/.test(name) || hasPlaceholder(name);
  return { name, kind: name.startsWith('|') ? 'pipe' : isUnclear ? 'unclear' : 'file', sections };
}

/** The accounting files of a configuration, in reading order. */
export const accountingFilesOf = memoize((model: Model): readonly AccountingFile[] => {
  const groups = groupBy(model.sectionsOf('acct-file'), argumentKey);
  return [...groups.values()].map(accountingFileOf);
});

/** Whether every line of a section is known, so that a line can be called missing. */
export function isWhollyKnown(model: Model, section: SectionUse): boolean {
  if (placementOf(model, section) !== 'sound' || section.others.length > 0) return false;
  return section.directives.every(
    (use) => use.facts !== undefined && use.name !== 'include' && !use.broken && !isTemplateLine(use),
  );
}

/** The lines of an accounting file that set a directive. */
export function linesOf(file: AccountingFile, directive: string): readonly DirectiveUse[] {
  return file.sections.flatMap((section) => section.named(directive));
}

/** Why a line of an accounting file does nothing. */
export type AccountingIdleness =
  /** Nothing is moved without `move-to`. */
  | 'no-move-to'
  /** What is moved away is not deleted. */
  | 'moved'
  /** It is about a program, and the records go to a file. */
  | 'no-pipe';

const OF_PIPES = ['retry-interval', 'write-timeout'];

/** Directives that PowerMTA ignores in an accounting file, and why (PowerMTA User's Guide, `<acct-file>`). */
export function idleInAccounting(file: AccountingFile): ReadonlyMap<string, AccountingIdleness> {
  const idle = new Map<string, AccountingIdleness>();
  const has = (directive: string): boolean => linesOf(file, directive).length > 0;
  if (has('http-webhook-url')) return idle;
  if (has('move-interval') && !has('move-to')) idle.set('move-interval', 'no-move-to');
  const isMoved = linesOf(file, 'move-to').some((use) => (use.plainValue ?? '') !== '');
  if (has('delete-after') && isMoved) idle.set('delete-after', 'moved');
  if (file.kind !== 'file') return idle;
  for (const directive of OF_PIPES) if (has(directive)) idle.set(directive, 'no-pipe');
  return idle;
}
