import type { LintResult } from '../engine/lint-result.ts';
import type { Model } from '../model/model.ts';
import { secretsIn } from '../model/secrets.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import type { Failure, Report, ReportedFile } from './report.ts';
import { unreadIncludes } from './skipped-includes.ts';
import type { IsTarget } from './target-files.ts';

export interface LintOutcome {
  readonly models: readonly Model[];
  readonly result: LintResult;
  readonly fixes: Report['fixes'];
  /** What went wrong, apart from the rules that stopped, which are in `result`. */
  readonly failures: readonly Failure[];
}

/** A file as reports need it; what takes time is computed on demand. */
export function reportedFile(file: SourceFile, complete: boolean): ReportedFile {
  return {
    path: file.path,
    source: file.text,
    complete,
    get lines() {
      return file.lines;
    },
    get document() {
      return file.document;
    },
    get directives() {
      return file.document.lines.filter(({ kind }) => kind === 'directive').length;
    },
    get secrets() {
      return secretsIn(file);
    },
  };
}

/** The contents of a report; without `isTarget` the findings of all files are reported. */
export function reportContents(
  { models, result, fixes, failures }: LintOutcome,
  isTarget: IsTarget | undefined,
): Pick<Report, 'files' | 'context' | 'unread' | 'findings' | 'failures' | 'fixes' | 'suppressed' | 'known'> {
  const files = new Map<SourceFile, boolean>();
  for (const model of models) {
    for (const file of model.files) files.set(file, (files.get(file) ?? true) && model.knows('includes'));
  }
  const part = (wanted: boolean): ReportedFile[] =>
    [...files]
      .filter(([file]) => (isTarget?.(file) ?? true) === wanted)
      .map(([file, complete]) => reportedFile(file, complete))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  const stopped = result.failures.map(({ rule, path, message }) => ({
    ...{ rule, path },
    message: `the rule stopped: ${message}`,
  }));
  return {
    files: part(true),
    context: part(false),
    unread: unreadIncludes(models, isTarget),
    findings: result.findings,
    failures: [...failures, ...stopped],
    fixes,
    suppressed: result.suppressed,
    ...(result.known === undefined ? {} : { known: result.known }),
  };
}
