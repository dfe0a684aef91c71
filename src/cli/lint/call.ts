import type { CliContext } from '../terminal.ts';
import type { LintOptions } from './options.ts';
import type { ReportTargets } from './report-targets.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface LintCall {
  readonly paths: readonly string[];
  readonly options: LintOptions;
  readonly context: CliContext;
  readonly targets: ReportTargets;
  readonly stopwatch: Stopwatch | null;
}

/** Does a part of the work, and takes its time for `--stats`. */
export function measured<T>({ stopwatch }: LintCall, part: string, work: () => T): T {
  return stopwatch === null ? work() : stopwatch.measure(part, work);
}
