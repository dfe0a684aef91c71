import { resolve } from 'node:path';
import { findSection, sectionNames } from '../catalog/sections.ts';
import { nearest } from '../catalog/nearest.ts';
import { MAX_FILE_SIZE } from '../catalog/decisions.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import type { LoadOptions } from '../model/load.ts';
import { whyNotText } from '../model/source/not-text.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';
import { findFiles, type PathFailure, type Search } from './find-files.ts';
import { refuseLeaving } from './link-guard.ts';
import type { LintOptions, ReadingOptions } from '../cli/options.ts';
import { reasonOf } from './io-errors.ts';
import type { SettingsInForce } from '../settings/in-force.ts';
import type { Progress, Surroundings } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';

/** The files of a call, read. */
export interface ReadFiles {
  readonly cache: SourceFiles;
  readonly files: readonly SourceFile[];
  readonly failures: readonly PathFailure[];
}

/** What the reading options of a call mean for the model. Throws a UsageError for a root that is no folder. */
export function loadOptionsFor(
  options: ReadingOptions & { scope?: string },
  inForce: SettingsInForce,
  workingDirectory: string,
): LoadOptions {
  if (options.includeRoot.includes('')) throw new UsageError('--include-root is empty: give a folder');
  const includeRoots = options.includeRoot.map((folder) => resolve(workingDirectory, folder));
  for (const [index, folder] of includeRoots.entries()) {
    refuseLeaving(options.includeRoot[index] ?? '', folder);
    const isFolder = (): boolean => {
      try {
        return nodeFileSystem.status(folder).kind === 'folder';
      } catch {
        return false;
      }
    };
    if (!isFolder())
      throw new UsageError(
        `--include-root '${options.includeRoot[index] ?? ''}' is no folder that can be read`,
      );
  }
  const scope = options.scope?.toLowerCase();
  if (scope !== undefined && scope !== 'global' && findSection(scope) === undefined) {
    const near = nearest(scope, sectionNames());
    const hint =
      near === undefined ? 'give the name of a section, such as domain or source' : `did you mean '${near}'?`;
    throw new UsageError(`--scope '${options.scope ?? ''}' is no section; ${hint}`);
  }
  return {
    version: inForce.settings.version,
    includeRoots,
    mappedRoots: inForce.mappedRoots,
    mainPaths: new Set(inForce.entries),
    ...(inForce.configDefaults === undefined ? {} : { configDefaults: inForce.configDefaults }),
    ...(scope === undefined ? {} : { scope }),
  };
}

/** Reads standard input as one file. */
export async function readInput(
  options: LintOptions,
  surroundings: Surroundings,
  cache: SourceFiles,
): Promise<ReadFiles> {
  const path = resolve(surroundings.workingDirectory, options.stdinFilename ?? '<stdin>');
  const failed = (message: string): ReadFiles => ({ cache, files: [], failures: [{ path, message }] });
  try {
    const bytes = await surroundings.readInput(MAX_FILE_SIZE);
    const reason = whyNotText(bytes);
    return reason === null
      ? { cache, files: [cache.add(path, bytes)], failures: [] }
      : failed(`cannot be checked: ${reason}`);
  } catch (error) {
    return failed(`cannot be read: ${reasonOf(error)}`);
  }
}

/** Finds and reads the files that the paths of a call mean. What cannot be read is a failure, and the rest goes on. */
export async function readPaths(
  paths: readonly string[],
  inForce: SettingsInForce,
  surroundings: Surroundings,
  progress: Progress,
  cache: SourceFiles,
  search?: Search,
): Promise<ReadFiles> {
  const { entries } = inForce;
  const wanted = paths.length > 0 ? paths : entries.length > 0 ? entries : ['.'];
  const found = await findFiles(wanted, inForce, surroundings.workingDirectory, cache.system, search);
  const failures: PathFailure[] = [...found.failures];
  const files = new Set<SourceFile>();
  for (const [index, path] of found.paths.entries()) {
    progress.say(`reading file ${index + 1} of ${found.paths.length}`);
    try {
      const file = cache.read(path);
      const reason = whyNotText(file.bytes);
      if (reason === null) files.add(file);
      else failures.push({ path, message: `cannot be checked: ${reason}` });
    } catch (error) {
      failures.push({ path, message: `cannot be read: ${reasonOf(error)}` });
    }
  }
  failures.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { cache, files: [...files], failures };
}
