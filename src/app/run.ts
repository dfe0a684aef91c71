import type { Narrow } from '../engine/lint-result.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import type { StagedState, WorkTree } from '../git/work-tree.ts';
import type { LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import type { SourceFiles } from '../model/source/source-file.ts';
import type { AppliedEffect } from '../settings/settings-file.ts';
import type { Failure } from './report.ts';
import type { IsTarget } from './target-files.ts';

/** A change: what is staged, or all since a revision. */
export interface Change {
  readonly tree: WorkTree;
  readonly option: '--since' | '--staged';
  readonly revision: string;
  /** For reports, as in `3 errors since main`. */
  readonly label: string;
  /** What is staged, if that is checked and not the work tree. */
  readonly staged: StagedState | null;
}

export interface LintRun {
  /** The files that the paths of the call mean, absolute. */
  readonly listed: readonly string[];
  /** Why some of its paths cannot be checked. */
  readonly failures: readonly Failure[];
  readonly files: SourceFiles;
  readonly loadOptions: LoadOptions;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** The most that fixes may do to mail without `--unsafe-fixes`. */
  readonly fixEffect?: AppliedEffect;
  /** The change that the call is about; null for all there is. */
  readonly change: Change | null;
  readonly load: (files: SourceFiles) => Model[];
  /** The files that git tracks in a folder and below, absolute; absent where git is not asked. */
  readonly trackedBelow?: (folder: string) => readonly string[];
  /** The files whose findings are reported; undefined for all. */
  readonly targetsIn: (models: readonly Model[]) => IsTarget | undefined;
  /** Leaves out findings that the call does not ask for. */
  readonly narrow: Narrow;
}
