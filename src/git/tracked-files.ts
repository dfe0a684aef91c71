import { basename, dirname, join } from 'node:path';
import { getOrMake } from '../base/collections.ts';
import { UsageError } from '../base/usage-error.ts';
import { Git, type Environment } from './git.ts';

/** The names that git tracks in a folder and below, relative to it; none without git or a repository that it reads. */
function trackedIn(folder: string, environment: Environment): ReadonlySet<string> {
  try {
    const answer = new Git(folder, environment).ask(['ls-files', '-z']);
    return new Set(answer?.toString().split('\0'));
  } catch (error) {
    // Git cannot be run: the rest is still checked.
    if (error instanceof UsageError) return new Set();
    throw error;
  }
}

/** A test whether git tracks the file at an absolute path without symbolic links; git runs once per folder, on demand. */
export function trackedFiles(environment: Environment): (path: string) => boolean {
  const byFolder = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const folder = dirname(path);
    return getOrMake(byFolder, folder, () => trackedIn(folder, environment)).has(basename(path));
  };
}

/** The files that git tracks in a folder and below, absolute; none where git reads no repository. */
export function trackedBelow(environment: Environment): (folder: string) => string[] {
  return (folder) =>
    [...trackedIn(folder, environment)].filter((name) => name !== '').map((name) => join(folder, name));
}
