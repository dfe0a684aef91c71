import type { LintResult } from '../engine/lint-result.ts';
import type { Model } from '../model/model.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { lint } from '../suppressions/lint.ts';
import type { BaselineFile } from './baseline-file.ts';
import type { LintRun } from './run.ts';
import { loadTargets, onlyTargets, targetsIn } from './target-files.ts';

/** Makes a run that reports all findings in the listed files, or in all files if it is about a change. */
export function lintRun(given: Omit<LintRun, 'load' | 'targetsIn' | 'narrow'>): LintRun {
  const { listed, loadOptions, change } = given;
  const targets: LintRun['targetsIn'] = (models) => (change === null ? targetsIn(models, listed) : undefined);
  return {
    ...given,
    load: (files) => loadTargets(listed, files, loadOptions),
    targetsIn: targets,
    narrow: (result, models) => onlyTargets(result, models, targets(models)),
  };
}

/** The run with the parser for rule choices in comments, which a check loads only for a file that has some. */
export async function readingChoices(run: LintRun): Promise<LintRun> {
  const { readRuleChoice } = await import('../engine/rule-choice.ts');
  return { ...run, settings: { ...run.settings, readRuleChoice: (text) => readRuleChoice(text, run.rules) } };
}

export function withBaseline(run: LintRun, baseline: BaselineFile): LintRun {
  return {
    ...run,
    narrow: (result, models) => baseline.narrow(run.narrow(result, models), models, run),
  };
}

/** The run without what was there before its change; rules can ask for the configuration as it was. */
export async function sinceChange(
  run: LintRun,
  workingDirectory: string,
): Promise<{ readonly run: LintRun; readonly submodules: readonly string[] }> {
  if (run.change === null) return { run, submodules: [] };
  const { checkBefore } = await import('./since.ts');
  const before = await readingChoices(run);
  const { narrow, previous, submodules } = checkBefore(run.change, before, workingDirectory);
  const narrowed: LintRun = {
    ...run,
    settings: { ...run.settings, previous },
    narrow: (result, models) => narrow(run.narrow(result, models), models),
  };
  return { run: narrowed, submodules };
}

/** What is found in the files of a run. */
export function findingsOf(
  run: LintRun,
  files = run.files,
): { readonly models: readonly Model[]; readonly result: LintResult } {
  const models = run.load(files);
  return { models, result: run.narrow(lint(models, run.rules, run.settings), models) };
}

/** What is found in them as they are on the disk now. */
export function checkAgain(run: LintRun): ReturnType<typeof findingsOf> {
  return findingsOf(run, new SourceFiles(run.files.system));
}
