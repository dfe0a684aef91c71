import { compareForMail } from '../../compare/mail-changes.ts';
import { total } from '../../engine/finding.ts';
import type { FixOutcome } from '../../fix/passes.ts';
import { unifiedDiff } from '../../fix/unified-diff.ts';
import { filesByPath } from '../../model/project.ts';
import type { FixedConfiguration, FixProposal } from '../../report/findings/markdown.ts';
import { pathWriter } from '../../base/paths.ts';
import type { PatchedFile } from '../../report/findings/shown-patch.ts';
import { reportedFile } from '../../app/lint-report.ts';

/**
 * What fixes change for mail, and their patch; paths below `checkout` (absolute) are shown relative to it. `isApplied`:
 * whether the fixes are on the disk.
 */
export function fixProposal(outcome: FixOutcome, isApplied: boolean, checkout: string): FixProposal {
  const shownPath = pathWriter(checkout);
  const configurations = outcome.before.flatMap((was, index): FixedConfiguration[] => {
    const is = outcome.models[index];
    return is === undefined ? [] : [{ path: was.main.path, ...compareForMail(was, is) }];
  });
  const now = filesByPath(outcome.models);
  const files = outcome.changed.flatMap(({ file, composition }): PatchedFile[] => {
    const { path, text } = file;
    const after = now.get(path);
    if (after === undefined) return [];
    const edits = composition.edits(path);
    const diff = unifiedDiff([{ name: shownPath(path), before: text, edits, encoding: 'utf8' }]);
    const patch = Buffer.from(diff).toString();
    return [{ patch, before: reportedFile(file, true), after: reportedFile(after, true) }];
  });
  const { fixed, withheld, stopped } = outcome;
  return {
    isApplied,
    fixes: total(fixed),
    withheld,
    stopped: stopped?.reason ?? null,
    configurations,
    files,
  };
}
