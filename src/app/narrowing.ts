import type { Narrow } from '../engine/lint-result.ts';
import type { BaselineFile } from '../cli/baseline.ts';
import { readingChoices, type Run } from './lint-run.ts';
import { UsageError } from '../cli/usage-error.ts';

/** A run that leaves out what is known or older than a change, and its baseline. */
export interface NarrowedRun {
  readonly run: Run;
  readonly baseline: BaselineFile | null;
}

async function baselineOf(
  path: string | undefined,
  { options, surroundings }: Run,
): Promise<BaselineFile | null> {
  const isNew = options.updateBaseline === true;
  if (path === undefined) {
    if (!isNew) return null;
    throw new UsageError(
      '--update-baseline writes a file: name it with --baseline FILE, or as `baseline` in the settings',
    );
  }
  const { BaselineFile: File } = await import('../cli/baseline.ts');
  return new File(path, isNew, surroundings.workingDirectory);
}

/** The run as far as a change goes: what was there before is left out, and rules can ask how it was. */
async function sinceChange(run: Run): Promise<Run> {
  if (run.change === null) return run;
  const { checkBefore } = await import('./since.ts');
  const { settings } = await readingChoices(run);
  const { narrow, previous } = await checkBefore(run.change, {
    ...run,
    models: run.load(run.cache),
    settings,
  });
  return {
    ...run,
    settings: { ...run.settings, previous },
    narrow: (result, models) => narrow(run.narrow(result, models), models),
  };
}

/**
 * The run with a baseline and a change. The baseline comes first: what it knows is counted in all that is there.
 *
 * @param path Of the baseline, absolute.
 */
export async function narrowed(run: Run, path: string | undefined): Promise<NarrowedRun> {
  const baseline = await baselineOf(path, run);
  if (baseline === null) return { run: await sinceChange(run), baseline };
  const { rules, settings } = run;
  const narrow: Narrow = (result, models) => {
    const isAsked = run.askedIn(models);
    const judged = { rules, settings, ...(isAsked === undefined ? {} : { isAsked }) };
    return baseline.narrow(run.narrow(result, models), models, judged);
  };
  return { run: await sinceChange({ ...run, narrow }), baseline };
}
