import type { LintResult } from '../engine/lint-result.ts';
import type { FixRequest } from '../fix/passes.ts';
import type { LoadOptions } from '../model/load.ts';
import { loadModel } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { loadConfigurations } from '../model/project.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';

/** The file at a path, or none: what was read once may be gone when it is read again, and then others say so. */
function stillThere(path: string, files: SourceFiles): SourceFile[] {
  try {
    return [files.read(path)];
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return [];
  }
}

/**
 * The configurations that a call is about. A file that a main configuration of the settings includes is judged within
 * that one: alone it would miss what it leans on. One that none includes, or whose scope the call gives, stands alone.
 */
export function loadAskedFor(listed: readonly string[], files: SourceFiles, options: LoadOptions): Model[] {
  const named = listed.flatMap((path) => stillThere(path, files));
  const models = loadConfigurations(named, files, options);
  const { scope, mainPaths = new Set<string>() } = options;
  if (scope !== undefined || mainPaths.size === 0) return models;
  const entries = new Set([...mainPaths].flatMap((path) => stillThere(path, files)));
  const parts = new Set(models.map(({ main }) => main).filter((main) => !entries.has(main)));
  if (parts.size === 0) return models;
  const known = new Set(models.map(({ main }) => main));
  const around = [...entries]
    .filter((entry) => !known.has(entry))
    .map((entry) => loadModel(entry, files, options))
    .filter((entry) => entry.files.some((file) => parts.has(file)));
  const covered = new Set(around.flatMap((entry) => entry.files));
  return [...models.filter(({ main }) => entries.has(main) || !covered.has(main)), ...around];
}

/** Says of a file whether a call asks for its findings. */
export type AskedFor = (file: SourceFile) => boolean;

/** The files that are asked for where a configuration was only read for the sake of one in it; undefined for all. */
export function askedIn(models: readonly Model[], listed: readonly string[]): AskedFor | undefined {
  const names = new Set(listed);
  const isNamed = ({ path }: SourceFile): boolean => names.has(path);
  const full = models.filter(({ main }) => isNamed(main));
  if (full.length === models.length) return undefined;
  const files = new Set(full.flatMap((model) => model.files));
  return (file) => isNamed(file) || files.has(file);
}

/**
 * Which files fixes may change: those that are asked for, with what they include.
 *
 * @param shown How a reason names a path.
 */
export function changesAsked(
  models: readonly Model[],
  listed: readonly string[],
  shown: (path: string) => string,
): Pick<FixRequest, 'mayChange' | 'whyNot'> {
  const isAsked = askedIn(models, listed);
  if (isAsked === undefined) return {};
  const paths = new Set(models.flatMap(({ files }) => files.filter(isAsked)).map(({ path }) => path));
  return {
    mayChange: (path) => paths.has(path),
    whyNot: (path) => `the fix would change ${shown(path)}, which was not named`,
  };
}

/** The findings in files that are asked for. */
export function onlyAsked(
  result: LintResult,
  models: readonly Model[],
  isAsked: AskedFor | undefined,
): LintResult {
  if (isAsked === undefined) return result;
  const paths = new Set(models.flatMap(({ files }) => files.filter(isAsked)).map(({ path }) => path));
  const silenced = result.suppressedFindings.filter(({ path }) => paths.has(path));
  return {
    ...result,
    findings: result.findings.filter(({ path }) => paths.has(path)),
    suppressedFindings: silenced,
    suppressed: silenced.length,
  };
}
