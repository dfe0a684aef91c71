import type { LintResult } from '../engine/lint-result.ts';
import type { FixRequest } from '../fix/passes.ts';
import { loadModel, type LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { loadConfigurations } from '../model/project.ts';
import { codeOf } from '../model/source/file-system.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';

/** The file at a path, or none: it may be gone since it was first read, which is reported elsewhere. */
export function stillThere(path: string, files: SourceFiles): SourceFile[] {
  try {
    return [files.read(path)];
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return [];
  }
}

/** Loads the configurations of a call; a file is checked in the entry that includes it, unless the call gives its scope. */
export function loadTargets(listed: readonly string[], files: SourceFiles, options: LoadOptions): Model[] {
  const named = listed.flatMap((path) => stillThere(path, files));
  const models = loadConfigurations(named, files, options);
  const { scope, mainPaths = new Set<string>() } = options;
  if (scope !== undefined || mainPaths.size === 0) return models;
  const entries = new Set([...mainPaths].flatMap((path) => stillThere(path, files)));
  const known = new Set(models.map(({ main }) => main));
  const parts = new Set([...known].filter((main) => !entries.has(main)));
  if (parts.size === 0) return models;
  const around = [...entries]
    .filter((entry) => !known.has(entry))
    .map((entry) => loadModel(entry, files, options))
    .filter((entry) => entry.files.some((file) => parts.has(file)));
  const covered = new Set(around.flatMap((entry) => entry.files));
  return [...models.filter(({ main }) => entries.has(main) || !covered.has(main)), ...around];
}

export type IsTarget = (file: SourceFile) => boolean;

/** The files whose findings a call asks for; undefined for all. Others were read only as their context. */
export function targetsIn(models: readonly Model[], listed: readonly string[]): IsTarget | undefined {
  const names = new Set(listed);
  const full = models.filter(({ main }) => names.has(main.path));
  if (full.length === models.length) return undefined;
  const files = new Set(full.flatMap((model) => model.files));
  return (file) => names.has(file.path) || files.has(file);
}

function pathsOf(models: readonly Model[], isTarget: IsTarget): Set<string> {
  return new Set(models.flatMap(({ files }) => files.filter(isTarget)).map(({ path }) => path));
}

/** Limits fixes to the files that a call asks for; `shown` makes a path the name in a reason. */
export function changesToTargets(
  models: readonly Model[],
  listed: readonly string[],
  shown: (path: string) => string,
): Pick<FixRequest, 'mayChange' | 'whyNot'> {
  const isTarget = targetsIn(models, listed);
  if (isTarget === undefined) return {};
  const paths = pathsOf(models, isTarget);
  return {
    mayChange: (path) => paths.has(path),
    whyNot: (path) => `the fix would change ${shown(path)}, which was not named`,
  };
}

export function onlyTargets(
  result: LintResult,
  models: readonly Model[],
  isTarget: IsTarget | undefined,
): LintResult {
  if (isTarget === undefined) return result;
  const paths = pathsOf(models, isTarget);
  const suppressed = result.suppressedFindings.filter(({ path }) => paths.has(path));
  return {
    ...result,
    findings: result.findings.filter(({ path }) => paths.has(path)),
    suppressedFindings: suppressed,
    suppressed: suppressed.length,
  };
}
