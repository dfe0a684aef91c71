import { relative, resolve } from 'node:path';
import { pathBelow, type FileSystem } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { matchesWildcard } from '../model/source/includes.ts';
import { LEADS_OUT, leavesWorkTree } from './link-guard.ts';
import { reasonOf } from '../model/source/io-errors.ts';

/** Names of files that are taken for configurations when a folder is searched. */
const CONFIGURATION_NAMES = ['**/config', '**/*.conf', '**/*.cfg', '**/*.pmta'];

/** Whether a search of a folder takes a file of this name for a configuration. */
export function isConfigurationName(name: string): boolean {
  return CONFIGURATION_NAMES.some((glob) => matchesWildcard(glob.slice('**/'.length), name));
}

/** Whether there is a file at a path. */
export function isFile(path: string, workingDirectory: string): boolean {
  try {
    return nodeFileSystem.status(resolve(workingDirectory, path)).kind === 'file';
  } catch {
    return false;
  }
}

export const NEVER_SEARCHED = ['**/.*/**', '**/node_modules/**'];

/** A path of the call that led to nothing. */
export interface PathFailure {
  readonly path: string;
  readonly message: string;
}

export interface FoundFiles {
  /** Absolute, each once, sorted: what is found does not depend on the order of the call. */
  readonly paths: readonly string[];
  readonly failures: readonly PathFailure[];
}

/** Finds the files in a folder and below that match one of some globs: absolute paths. */
export type Search = (patterns: readonly string[], folder: string) => Promise<string[]>;

async function searchDisk(patterns: readonly string[], folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob([...patterns], {
    cwd: folder,
    absolute: true,
    followSymbolicLinks: false,
    expandDirectories: false,
    dot: false,
    ignore: NEVER_SEARCHED,
  });
  return found;
}

/** What settings say of a search. */
export interface SearchSettings {
  /** Main configurations, absolute: a search of a folder finds them whatever they are called. */
  readonly entries: readonly string[];
  /** Whether a search leaves a path out. */
  readonly ignores: (path: string) => boolean;
}

function entriesIn(folder: string, entries: readonly string[]): string[] {
  return entries.filter((entry) => (pathBelow(entry, folder) ?? '') !== '');
}

/**
 * The files that the paths of a call mean: a file itself, the configurations in a folder, or what a glob matches.
 * Folders that begin with a dot, node_modules and links are not searched; what is named itself is taken in any case.
 */
export async function findFiles(
  paths: readonly string[],
  { entries, ignores }: SearchSettings,
  workingDirectory: string,
  system: FileSystem,
  search: Search = searchDisk,
): Promise<FoundFiles> {
  const found = new Set<string>();
  const failures: PathFailure[] = [];
  for (const path of paths) {
    const absolute = resolve(workingDirectory, path);
    if (leavesWorkTree(absolute, system)) {
      failures.push({ path: absolute, message: `is not read: ${LEADS_OUT}` });
      continue;
    }
    try {
      const { kind } = system.status(absolute);
      if (kind === 'file') {
        found.add(absolute);
      } else if (kind === 'folder') {
        const all = new Set([
          ...(await search(CONFIGURATION_NAMES, absolute)),
          ...entriesIn(absolute, entries),
        ]);
        const inside = [...all].filter((file) => !ignores(file));
        for (const file of inside) found.add(file);
        if (inside.length === 0) {
          const message =
            all.size > 0
              ? 'nothing to check: the settings ignore all that is in it'
              : 'nothing to check: no file named config, *.conf, *.cfg or *.pmta is in it';
          failures.push({ path: absolute, message });
        }
      } else {
        failures.push({ path: absolute, message: 'cannot be read: it is no regular file' });
      }
    } catch (error) {
      const matches = /[*?[\]{}!]/.test(path)
        ? (await search([globFrom(path, workingDirectory)], workingDirectory)).filter(
            (file) => !ignores(file) && !leavesWorkTree(file, system),
          )
        : [];
      for (const file of matches) found.add(file);
      if (matches.length === 0)
        failures.push({ path: absolute, message: `cannot be read: ${reasonOf(error)}` });
    }
  }
  return { paths: [...found].sort(), failures };
}

function globFrom(path: string, workingDirectory: string): string {
  return path.startsWith('/') ? relative(workingDirectory, path) : path.replace(/^\.\//, '');
}
