import type { Narrow } from '../engine/lint-result.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import type { LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import type { SourceFiles } from '../model/source/source-file.ts';
import type { Failure } from '../report/findings/report.ts';
import type { ReportedCall } from '../cli/reporting.ts';
import type { Change } from './since.ts';

/** A call of the lint command, ready to be carried out. */
export interface Run extends ReportedCall {
  readonly rules: readonly Rule[];
  readonly cache: SourceFiles;
  readonly loadOptions: LoadOptions;
  readonly load: (files: SourceFiles) => Model[];
  readonly settings: Settings;
  readonly failures: readonly Failure[];
  /** The change that the call looks at; null for all there is. */
  readonly change: Change | null;
  /** What the call asks for, out of all that is found. */
  readonly narrow: Narrow;
}

/**
 * The run with the parser that reads choices for rules in comments. Checking loads it only where a file has some; a fix
 * may lead to a file that was not read before.
 */
export async function readingChoices(run: Run): Promise<Run> {
  const { readRuleChoice } = await import('../engine/rule-choice.ts');
  return { ...run, settings: { ...run.settings, readRuleChoice: (text) => readRuleChoice(text, run.rules) } };
}
