import type { PathWriter } from '../../base/paths.ts';
import type { MailChange } from '../../compare/mail-changes.ts';
import { total, type FixCounts } from '../../engine/finding.ts';
import { count } from '../../engine/message.ts';
import { firstChanges } from '../commands/comparison-text.ts';
import { effectsText } from './summary.ts';

/** Changes for mail that are listed one by one. */
const MOST_CHANGES = 10;

/** What fixes have done, or would do. */
export interface FixSummary {
  readonly isApplied: boolean;
  readonly fixed: FixCounts;
  /** How many of them assume that the server has no `config-defaults`. */
  readonly assumed: number;
  readonly files: number;
  readonly withheld: number;
  /** The most severe first. */
  readonly changes: readonly MailChange[];
  readonly shown: PathWriter;
  /** Undefined where no line is broken. */
  readonly columns: number | undefined;
}

/** How many findings are fixed, by effect, and what changes for mail. */
export function fixSummary(summary: FixSummary): string {
  const { isApplied, fixed, assumed, files, withheld, changes, shown, columns } = summary;
  const did = isApplied ? 'fixed' : 'would be fixed';
  const left = withheld === 0 ? '' : `; ${count(withheld, 'fix', 'fixes')} withheld`;
  const head = `${count(total(fixed), 'finding')} ${did} in ${count(files, 'file')}: ${effectsText(fixed)}${left}\n`;
  const verb = isApplied ? 'changes' : 'would change';
  const mail =
    changes.length === 0
      ? `Nothing ${verb} for mail.\n`
      : `${count(changes.length, 'change')} for mail:\n${firstChanges(changes, MOST_CHANGES, shown, columns)}`;
  const assumption =
    assumed === 0
      ? ''
      : `${assumed} of the fixes ${assumed === 1 ? 'assumes' : 'assume'} that the server has no config-defaults\n`;
  return head + mail + assumption;
}
