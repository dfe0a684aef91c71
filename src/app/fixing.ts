import { basename, dirname } from 'node:path';
import { encode } from '../../grammar/encoding.ts';
import { FIX_EFFECTS, PROVED_EFFECTS, type FixEffect } from '../engine/finding.ts';
import type { AppliedEffect } from '../settings/settings-file.ts';
import { nodeDisk } from '../fix/disk.ts';
import type { FixOutcome, FixRequest, Neighbour } from '../fix/passes.ts';
import { writeFiles, type FileChange, type WriteReport } from '../fix/write.ts';
import type { Failure } from './report.ts';
import type { Change, LintRun } from './run.ts';
import { whyPartlyStaged } from './since.ts';
import { changesToTargets, stillThere } from './target-files.ts';
import { loadModel } from '../model/load.ts';
import { loadConfigurations } from '../model/project.ts';
import type { Model } from '../model/model.ts';
import { workTreeOf } from '../model/source/includes.ts';
import { isConfigurationName } from './find-files.ts';

const INCLUDE = /^[ \t]*include[ \t]/im;

/**
 * The configurations beside the `models` of a run that may read its files: entries of the settings, and files that git
 * tracks in the same work trees under the names of configurations. `shown` makes a path the name in a reason.
 */
function neighboursOf(
  { files, loadOptions, trackedBelow }: LintRun,
  models: readonly Model[],
  shown: (path: string) => string,
): Neighbour[] {
  const checked = new Set(models.flatMap((model) => model.files.map(({ path }) => path)));
  const entries = [...(loadOptions.mainPaths ?? [])].filter((path) => !checked.has(path));
  const tops = new Set(models.map(({ main }) => workTreeOf(dirname(main.realPath), files.system)));
  const tracked = [...tops]
    .flatMap((top) => trackedBelow?.(top) ?? [])
    .filter((path) => !checked.has(path) && isConfigurationName(basename(path)));
  const including = [...new Set([...entries, ...tracked])]
    .flatMap((path) => stillThere(path, files))
    .filter(({ text }) => INCLUDE.test(text));
  return loadConfigurations(including, files, loadOptions)
    .filter(({ main }) => !checked.has(main.path))
    .map((model) => ({
      name: shown(model.main.path),
      load: (changed) =>
        changed === files ? model : loadModel(changed.read(model.main.path), changed, loadOptions),
    }));
}

/** The effects of the fixes that a call applies: all with `unsafe`, else those up to `fixEffect`. */
export function effectsOf({
  unsafe = false,
  fixEffect = 'tightens',
}: {
  readonly unsafe?: boolean | undefined;
  readonly fixEffect?: AppliedEffect | undefined;
}): readonly FixEffect[] {
  if (unsafe) return FIX_EFFECTS;
  return fixEffect === 'neutral' ? ['neutral'] : PROVED_EFFECTS;
}

/** The fixes of a run. `effects`: those that are wanted. */
export function fixRequest(
  run: LintRun,
  effects: readonly FixEffect[],
  shown: (path: string) => string,
): FixRequest {
  const { files, load, rules, settings, narrow, listed, loadOptions } = run;
  const limits = loadOptions.mainPaths?.size === 0 ? {} : changesToTargets(load(files), listed, shown);
  return {
    files,
    load,
    rules,
    settings,
    narrow,
    effects,
    neighbours: (models) => neighboursOf(run, models, shown),
    ...limits,
  };
}

function refuseMixing(changes: readonly FileChange[], change: Change | null): WriteReport | null {
  if (change?.staged == null) return null;
  const refused = changes.flatMap(({ path, before }) => {
    const reason = whyPartlyStaged(path, before);
    return reason === null ? [] : [{ path, reason }];
  });
  if (refused.length === 0) return null;
  const paths = new Set(refused.map(({ path }) => path));
  const held = changes.map(({ path }) => path).filter((path) => !paths.has(path));
  return { written: [], refused, held, warnings: [] };
}

/** What was written; if a file was refused, others may not have been written either. */
export interface WrittenFixes {
  readonly written: readonly string[];
  readonly isRefused: boolean;
  readonly failures: readonly Failure[];
}

export async function writeFixes({ changed }: FixOutcome, change: Change | null): Promise<WrittenFixes> {
  const changes = changed.map(({ file, text }) => ({
    path: file.path,
    before: file.bytes,
    after: encode(text, file.encoding),
  }));
  const { written, refused, held, warnings } =
    refuseMixing(changes, change) ?? (await writeFiles(changes, nodeDisk()));
  return {
    written,
    isRefused: refused.length > 0,
    failures: [
      ...refused.map(({ path, reason }) => ({ path, message: `not written: ${reason}` })),
      ...held.map((path) => ({ path, message: 'not written: another file was refused' })),
      ...warnings.map((message) => ({ message })),
    ],
  };
}
