import { dirname, join } from 'node:path';
import { Baseline, ruleOf, type Entry, type Judged } from '../baseline/baseline.ts';
import { BaselineError, baselineText, readBaseline } from '../baseline/baseline-file.ts';
import type { LintResult } from '../engine/lint-result.ts';
import { codeOf } from '../model/source/file-system.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { shownPath } from '../report/paths.ts';
import { counted } from '../report/findings/summary.ts';
import { refuseLeaving } from '../app/link-guard.ts';
import { reasonOf } from '../app/io-errors.ts';
import { UsageError } from './usage-error.ts';
import { writeReport } from './write-report.ts';

/** The folder that the paths of a baseline start from. Throws a UsageError where there is none. */
function folderOf(path: string, shown: string): string {
  try {
    return nodeFileSystem.realPath(dirname(path));
  } catch {
    throw new UsageError(`--baseline '${shown}': there is no folder for it`);
  }
}

function entriesOf(path: string, shown: string, mayBeMissing: boolean): Entry[] {
  refuseLeaving(shown, path);
  let bytes: Uint8Array;
  try {
    if (nodeFileSystem.status(path).kind === 'other')
      throw new UsageError(`the baseline '${shown}' cannot be read: it is no regular file`);
    bytes = nodeFileSystem.read(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (codeOf(error) === 'ENOENT' && mayBeMissing) return [];
    const hint = codeOf(error) === 'ENOENT' ? '; --update-baseline makes it' : '';
    throw new UsageError(`the baseline '${shown}' cannot be read: ${reasonOf(error)}${hint}`);
  }
  try {
    return readBaseline(bytes);
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    throw new UsageError(...error.problems.map((problem) => `the baseline '${shown}': ${problem}`));
  }
}

/** The baseline of a call: read once, held against what each check finds, and written anew on request. */
export class BaselineFile {
  #baseline: Baseline;
  readonly #shown: string;

  /** Throws a UsageError for a file that cannot be read; only where it is to be written anew it need not be there. */
  constructor(
    readonly path: string,
    mayBeMissing: boolean,
    workingDirectory: string,
  ) {
    this.#shown = shownPath(path, workingDirectory);
    const folder = folderOf(path, this.#shown);
    this.#baseline = new Baseline(folder, entriesOf(path, this.#shown, mayBeMissing));
  }

  /** The result without what is known. */
  narrow(
    result: LintResult,
    models: readonly Model[],
    judged: Omit<Judged, 'models' | 'exists'>,
  ): LintResult {
    const { findings, hidden, hiddenErrors, stale } = this.#baseline.apply(
      result,
      this.#judged(models, judged),
    );
    const named = stale.map((entry) => ({
      ...entry,
      rule: ruleOf(entry),
      path: join(this.#baseline.folder, entry.path),
    }));
    return {
      ...result,
      findings,
      suppressed: result.suppressed + hidden,
      known: { path: this.path, hidden, hiddenErrors, stale: named },
    };
  }

  /**
   * Writes what a check has found as the new baseline, which counts from then on.
   *
   * @param forbidden Real paths of the files that were checked.
   * @returns What was done, for people. Throws a UsageError where it could not be written.
   */
  update(
    result: LintResult,
    models: readonly Model[],
    judged: Omit<Judged, 'models' | 'exists'>,
    forbidden: ReadonlySet<string>,
  ): string {
    const { entries, added, removed } = this.#baseline.updated(result, this.#judged(models, judged));
    const reason = this.#isThere(entries) ? null : writeReport(this.path, baselineText(entries), forbidden);
    if (reason !== null) throw new UsageError(`the baseline '${this.#shown}' was not written: ${reason}`);
    const all = entries.reduce((sum, { count }) => sum + count, 0);
    const difference =
      added === 0 && removed === 0
        ? 'as before'
        : [...(added > 0 ? [`${added} added`] : []), ...(removed > 0 ? [`${removed} taken out`] : [])].join(
            ', ',
          );
    this.#baseline = new Baseline(this.#baseline.folder, entries);
    return `${this.#shown} holds ${counted(all, 'finding')} (${difference})`;
  }

  #judged(models: readonly Model[], judged: Omit<Judged, 'models' | 'exists'>): Judged {
    return { ...judged, models, exists: (path) => nodeFileSystem.exists(path) };
  }

  /** Whether the file holds these entries, letter for letter. */
  #isThere(entries: readonly Entry[]): boolean {
    try {
      return Buffer.from(nodeFileSystem.read(this.path)).equals(Buffer.from(baselineText(entries)));
    } catch {
      return false;
    }
  }
}
