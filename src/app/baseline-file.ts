import { dirname, join } from 'node:path';
import { Baseline, ruleOf, type Entry, type BaselineRun } from '../baseline/baseline.ts';
import { BaselineError, baselineText, readBaseline } from '../baseline/baseline-file.ts';
import { UsageError } from '../base/usage-error.ts';
import type { LintResult } from '../engine/lint-result.ts';
import { codeOf, reasonOf } from '../model/source/file-system.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { shownPath } from '../base/paths.ts';
import { refuseLeaving } from './link-guard.ts';
import type { LintRun } from './run.ts';
import { writeReport } from './write-file.ts';

function folderOf(path: string, shown: string): string {
  try {
    return nodeFileSystem.realPath(dirname(path));
  } catch {
    throw new UsageError(`--baseline '${shown}': there is no folder for it`);
  }
}

function entriesOf(path: string, shown: string, mayBeMissing: boolean): Entry[] {
  refuseLeaving(shown, path);
  const refuse = (reason: string): never => {
    throw new UsageError(`the baseline '${shown}' cannot be read: ${reason}`);
  };
  try {
    if (nodeFileSystem.status(path).kind === 'other') refuse('it is no regular file');
    return readBaseline(nodeFileSystem.read(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof BaselineError)
      throw new UsageError(...error.problems.map((problem) => `the baseline '${shown}': ${problem}`));
    const isMissing = codeOf(error) === 'ENOENT';
    if (isMissing && mayBeMissing) return [];
    return refuse(`${reasonOf(error)}${isMissing ? '; --update-baseline makes it' : ''}`);
  }
}

function contextOf(models: readonly Model[], { rules, settings, targetsIn }: LintRun): BaselineRun {
  const isReported = targetsIn(models);
  return {
    ...{ models, rules, settings, exists: (path: string) => nodeFileSystem.exists(path) },
    ...(isReported === undefined ? {} : { isReported }),
  };
}

/** What a new baseline contains, and how it differs from the old one, in findings. */
export interface BaselineUpdate {
  readonly shown: string;
  readonly findings: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** The baseline of a call: read once, applied to each result, written again on request. */
export class BaselineFile {
  #baseline: Baseline;
  readonly #shown: string;

  /** Throws a UsageError for a file that cannot be read. */
  constructor(
    readonly path: string,
    mayBeMissing: boolean,
    workingDirectory: string,
  ) {
    this.#shown = shownPath(path, workingDirectory);
    const folder = folderOf(path, this.#shown);
    this.#baseline = new Baseline(folder, entriesOf(path, this.#shown, mayBeMissing));
  }

  narrow(result: LintResult, models: readonly Model[], run: LintRun): LintResult {
    const { findings, hidden, hiddenErrors, stale } = this.#baseline.apply(result, contextOf(models, run));
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

  /** Writes a result as the new baseline, which is used from then on. Throws a UsageError if that fails. */
  update(result: LintResult, models: readonly Model[], run: LintRun): BaselineUpdate {
    const { entries, ...differences } = this.#baseline.updated(result, contextOf(models, run));
    const text = baselineText(entries);
    const checked = new Set(models.flatMap((model) => model.files.map((file) => file.realPath)));
    const reason = this.#contains(text) ? null : writeReport(this.path, text, checked);
    if (reason !== null) throw new UsageError(`the baseline '${this.#shown}' was not written: ${reason}`);
    this.#baseline = new Baseline(this.#baseline.folder, entries);
    const findings = entries.reduce((sum, { records }) => sum + records.length, 0);
    return { shown: this.#shown, findings, ...differences };
  }

  #contains(text: string): boolean {
    try {
      return Buffer.from(nodeFileSystem.read(this.path)).equals(Buffer.from(text));
    } catch {
      return false;
    }
  }
}
