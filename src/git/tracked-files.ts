import { basename, dirname } from 'node:path';
import { Git } from './git.ts';
import type { Surroundings } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';

/**
 * The names that git tracks in a folder and below, relative to it; none where git cannot be run, knows no repository
 * there, or refuses to read it.
 */
function trackedIn(folder: string, environment: Surroundings['environment']): ReadonlySet<string> {
  try {
    const answer = new Git(folder, environment).ask(['ls-files', '-z']);
    return new Set(answer?.toString().split('\0'));
  } catch (error) {
    // Without git nothing is known, which is no reason not to check the rest.
    if (error instanceof UsageError) return new Set();
    throw error;
  }
}

/**
 * Answers whether git tracks the file at an absolute path without symbolic links. Git is asked when the first question
 * comes, once for each folder; where it is not there, or knows no repository, no file is tracked.
 */
export function trackedFiles(environment: Surroundings['environment']): (path: string) => boolean {
  const byFolder = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const folder = dirname(path);
    let names = byFolder.get(folder);
    if (names === undefined) byFolder.set(folder, (names = trackedIn(folder, environment)));
    return names.has(basename(path));
  };
}
