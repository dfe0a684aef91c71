import { basename, dirname, join, relative, resolve } from 'node:path';
import { nearest } from '../catalog/nearest.ts';
import { type FileStatus, type FileSystem, pathBelow, reasonOf } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { matchesWildcard } from '../model/source/includes.ts';
import { shownPath } from '../base/paths.ts';
import { LEAVES_WORK_TREE, leavesWorkTree } from './link-guard.ts';

/** Files that a search of a folder takes for configurations. */
const CONFIGURATION_NAMES = ['**/config', '**/*.conf', '**/*.cfg', '**/*.pmta'];

export function isConfigurationName(name: string): boolean {
  return CONFIGURATION_NAMES.some((glob) => matchesWildcard(glob.slice('**/'.length), name));
}

/** What is at a path; null where nothing is, or nothing that can be looked at. */
export function kindAt(path: string, system: FileSystem = nodeFileSystem): FileStatus['kind'] | null {
  try {
    return system.status(path).kind;
  } catch {
    return null;
  }
}

function namesIn(folder: string, system: FileSystem): string[] {
  try {
    return system.list(folder);
  } catch {
    return [];
  }
}

/** The path that one which does not exist was probably meant as, one of its names misspelt; undefined for none. */
function nearPath(path: string, system: FileSystem): string | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  if (folder === path) return undefined;
  const near = system.exists(folder) ? folder : nearPath(folder, system);
  if (near === undefined) return undefined;
  if (system.exists(join(near, name))) return join(near, name);
  // Of two misspelt names nothing is known.
  const meant = near === folder ? nearest(name, namesIn(folder, system)) : undefined;
  return meant === undefined ? undefined : join(folder, meant);
}

/** `; did you mean 'x'?` for a path (absolute) that does not exist, where a near one does; '' otherwise. */
export function pathHint(path: string, system: FileSystem, workingDirectory: string): string {
  if (system.exists(path)) return '';
  const near = nearPath(path, system);
  return near === undefined ? '' : `; did you mean '${shownPath(near, workingDirectory)}'?`;
}

export const NEVER_SEARCHED = ['**/.*/**', '**/node_modules/**'];

export interface PathFailure {
  readonly path: string;
  readonly message: string;
}

/** Files that were found (absolute paths, each once, sorted), and paths that cannot be checked. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly failures: readonly PathFailure[];
}

/** Finds the files in a folder and below that match one of some globs: absolute paths. */
export type Search = (patterns: readonly string[], folder: string) => Promise<string[]>;

async function searchDisk(patterns: readonly string[], folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  return glob([...patterns], {
    cwd: folder,
    absolute: true,
    followSymbolicLinks: false,
    expandDirectories: false,
    dot: false,
    ignore: NEVER_SEARCHED,
  });
}

export interface SearchSettings {
  /** Main configurations, absolute: a search finds them under any name. */
  readonly entries: readonly string[];
  readonly ignores: (path: string) => boolean;
}

/** The files that paths mean; a search skips links, node_modules and folders with a dot, unless they are named. */
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
      failures.push({ path: absolute, message: `is not read: ${LEAVES_WORK_TREE}` });
      continue;
    }
    try {
      const { kind } = system.status(absolute);
      if (kind === 'file') {
        found.add(absolute);
      } else if (kind === 'folder') {
        const entriesInside = entries.filter((entry) => (pathBelow(entry, absolute) ?? '') !== '');
        const all = [...(await search(CONFIGURATION_NAMES, absolute)), ...entriesInside];
        const inside = all.filter((file) => !ignores(file));
        for (const file of inside) found.add(file);
        const why =
          all.length > 0
            ? 'the settings ignore all that is in it'
            : 'no file named config, *.conf, *.cfg or *.pmta is in it';
        if (inside.length === 0) failures.push({ path: absolute, message: `nothing to check: ${why}` });
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
        failures.push({
          path: absolute,
          message: `cannot be read: ${reasonOf(error)}${pathHint(absolute, system, workingDirectory)}`,
        });
    }
  }
  return { paths: [...found].sort(), failures };
}

function globFrom(path: string, workingDirectory: string): string {
  return path.startsWith('/') ? relative(workingDirectory, path) : path.replace(/^\.\//, '');
}
