import { dirname } from 'node:path';
import type { Neighbour } from '../fix/passes.ts';
import { loadModel } from '../model/load.ts';
import { loadConfigurations } from '../model/project.ts';
import { workTreeOf } from '../model/source/includes.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { isConfigurationName } from './find-files.ts';
import type { LintRun } from './run.ts';
import { stillThere } from './target-files.ts';

const INCLUDE = /^[ \t]*include[ \t]/im;

/**
 * The configurations that a run does not check and that may read its files: entries of the settings, and files that git
 * tracks in the same work trees under the names of configurations. `shown` makes a path the name in a reason.
 */
export function neighboursOf(run: LintRun, shown: (path: string) => string): Neighbour[] {
  const { files, loadOptions, trackedBelow } = run;
  const models = run.load(files);
  const checked = new Set(models.flatMap((model) => model.files.map(({ path }) => path)));
  const entries = [...(loadOptions.mainPaths ?? [])].filter((path) => !checked.has(path));
  const tops = new Set(models.map(({ main }) => workTreeOf(dirname(main.realPath), files.system)));
  const tracked = [...tops]
    .flatMap((top) => trackedBelow?.(top) ?? [])
    .filter((path) => !checked.has(path) && isConfigurationName(path.slice(dirname(path).length + 1)));
  const including = [...new Set([...entries, ...tracked])]
    .flatMap((path) => stillThere(path, files))
    .filter(({ text }) => INCLUDE.test(text));
  const isCurrent = (main: SourceFile): boolean => !checked.has(main.path);
  return loadConfigurations(including, files, loadOptions)
    .filter(({ main }) => isCurrent(main))
    .map(({ main }) => ({
      name: shown(main.path),
      load: (changed) => loadModel(changed.read(main.path), changed, loadOptions),
    }));
}
