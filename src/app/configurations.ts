import { resolve } from 'node:path';
import { nearest } from '../catalog/nearest.ts';
import { findSection, sectionNames } from '../catalog/sections.ts';
import { UsageError } from '../base/usage-error.ts';
import { loadModel, type LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { codeOf, type FileSystem, reasonOf } from '../model/source/file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import type { SourceFiles } from '../model/source/source-file.ts';
import type { EffectiveSettings } from '../settings/effective-settings.ts';
import { kindAt, type FoundFiles, type PathFailure } from './find-files.ts';

/** Options of a call about reading, and how messages name them. */
interface LoadRequest {
  readonly includeRoots: readonly string[];
  readonly scope: string | undefined;
  readonly names: { readonly includeRoots: string; readonly scope: string };
}

function checkScope(scope: string, name: string): string {
  const folded = scope.toLowerCase();
  if (folded === 'global' || findSection(folded) !== undefined) return folded;
  const near = nearest(folded, sectionNames());
  const hint =
    near === undefined ? 'give the name of a section, such as domain or source' : `did you mean '${near}'?`;
  throw new UsageError(`${name} '${scope}' is no section; ${hint}`);
}

/** How the configurations of a call are loaded. Throws a UsageError for a root or a scope that does not exist. */
export function loadOptionsFor(
  { includeRoots, scope, names }: LoadRequest,
  inEffect: EffectiveSettings,
  workingDirectory: string,
  system: FileSystem,
): LoadOptions {
  const missing = includeRoots.find(
    (folder) => kindAt(resolve(workingDirectory, folder), system) !== 'folder',
  );
  if (missing !== undefined)
    throw new UsageError(`${names.includeRoots} '${missing}' is no folder that can be read`);
  return {
    version: inEffect.settings.version,
    includeRoots: includeRoots.map((folder) => resolve(workingDirectory, folder)),
    mappedRoots: inEffect.mappedRoots,
    mainPaths: new Set(inEffect.entries),
    ...(inEffect.configDefaults === undefined ? {} : { configDefaults: inEffect.configDefaults }),
    ...(scope === undefined ? {} : { scope: checkScope(scope, names.scope) }),
  };
}

/** The files of a call that can be checked (absolute paths, each once), and why the others cannot. */
export interface ReadFiles {
  readonly listed: readonly string[];
  readonly failures: readonly PathFailure[];
}

export function readFound(
  found: FoundFiles,
  files: SourceFiles,
  onFile: (index: number) => void = () => undefined,
): ReadFiles {
  const failures: PathFailure[] = [...found.failures];
  const listed = new Set<string>();
  for (const [index, path] of found.paths.entries()) {
    onFile(index);
    try {
      const file = files.read(path);
      const reason = whyNotText(file.bytes);
      if (reason === null) listed.add(file.path);
      else failures.push({ path, message: `cannot be checked: ${reason}` });
    } catch (error) {
      failures.push({ path, message: `cannot be read: ${reasonOf(error)}` });
    }
  }
  failures.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { listed: [...listed], failures };
}

/** Why a configuration cannot be read; `code` is '' for what is not text, `reason` goes after `cannot be read:`. */
export class UnreadableConfiguration extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Reads one configuration with its includes. Throws an UnreadableConfiguration. */
export function readConfiguration(path: string, files: SourceFiles, options: LoadOptions): Model {
  try {
    const file = files.read(path);
    const reason = whyNotText(file.bytes);
    if (reason !== null) throw new UnreadableConfiguration('', reason);
    return loadModel(file, files, options);
  } catch (error) {
    const code = codeOf(error);
    throw code === '' ? error : new UnreadableConfiguration(code, reasonOf(error), { cause: error });
  }
}
