import { compareForMail } from '../../compare/mail-changes.ts';
import type { FixOutcome } from '../../fix/passes.ts';
import { unifiedDiff } from '../../fix/unified-diff.ts';
import type { Model } from '../../model/model.ts';
import type { SourceFile } from '../../model/source/source-file.ts';
import type { FixedConfiguration, FixProposal } from '../../report/findings/markdown.ts';
import { pathWriter } from '../../base/paths.ts';
import type { PatchedFile } from '../../report/findings/shown-patch.ts';
import { reportedFile } from '../../app/lint-report.ts';

/** What fixes came to. */
export interface FixedModels {
  /** The configurations without the fixes. */
  readonly before: readonly Model[];
  readonly outcome: FixOutcome;
  /** True if the fixes are on the disk. */
  readonly isApplied: boolean;
}

/**
 * What fixes do, for people who decide about them: what changes for mail, and the patch.
 *
 * @param checkout Absolute; paths below it are shown relative to it.
 */
export function fixProposal({ before, outcome, isApplied }: FixedModels, checkout: string): FixProposal {
  const shownPath = pathWriter(checkout);
  const configurations = before.flatMap((was, index): FixedConfiguration[] => {
    const is = outcome.models[index];
    if (is === undefined) return [];
    return [{ path: was.main.path, ...compareForMail(was, is) }];
  });
  const now = new Map<string, SourceFile>(
    outcome.models.flatMap((model) => model.files.map((file) => [file.path, file])),
  );
  const files = outcome.changed.flatMap(({ file, composition }): PatchedFile[] => {
    const after = now.get(file.path);
    if (after === undefined) return [];
    const diff = unifiedDiff([
      {
        name: shownPath(file.path),
        before: file.text,
        edits: composition.edits(file.path),
        encoding: 'utf8',
      },
    ]);
    return [
      {
        patch: Buffer.from(diff).toString(),
        before: reportedFile(file, true),
        after: reportedFile(after, true),
      },
    ];
  });
  const { applied, withheld, stopped } = outcome;
  return { isApplied, fixes: applied, withheld, stopped: stopped?.reason ?? null, configurations, files };
}
