import { IncludeResolver } from './source/includes.ts';
import { loadModel, rootsOf, type LoadOptions } from './load.ts';
import type { Model } from './model.ts';
import { includesOf } from './source/reading.ts';
import type { SourceFile, SourceFiles } from './source/source-file.ts';

/** Files of the list that another file of the list includes by name or wildcard. */
function includedFiles(
  files: readonly SourceFile[],
  cache: SourceFiles,
  options: LoadOptions,
): Set<SourceFile> {
  const listed = new Set(files);
  const included = new Set<SourceFile>();
  for (const file of files) {
    const written = includesOf(file);
    if (written.length === 0) continue;
    const resolver = new IncludeResolver(cache, () => rootsOf(file, cache, options));
    for (const target of written.flatMap((path) => resolver.resolve(path, file).files)) {
      if (listed.has(target) && target !== file) included.add(target);
    }
  }
  return included;
}

/**
 * The configurations that a list of files makes up: one for each file that none of the others includes. A file that is
 * reached through an include belongs to its includer and is no configuration of its own, also when it is listed. Of files
 * that include each other the first one represents all.
 */
export function loadConfigurations(
  files: readonly SourceFile[],
  cache: SourceFiles,
  options: LoadOptions,
): Model[] {
  const included = includedFiles(files, cache, options);
  const models: Model[] = [];
  const reached = new Set<SourceFile>();
  const load = (file: SourceFile): void => {
    const model = loadModel(file, cache, options);
    models.push(model);
    for (const read of model.files) if (read !== file) reached.add(read);
  };
  for (const file of files) if (!included.has(file)) load(file);
  const kept = models.filter((model) => !reached.has(model.main));
  models.splice(0, models.length, ...kept);
  const covered = new Set(kept.flatMap((model) => model.files));
  for (const file of files) {
    if (covered.has(file)) continue;
    load(file);
    for (const read of models.at(-1)?.files ?? []) covered.add(read);
  }
  return models;
}

/** The files of some configurations by their paths. */
export function filesByPath(models: readonly Model[]): Map<string, SourceFile> {
  return new Map(models.flatMap((model) => model.files.map((file) => [file.path, file])));
}
