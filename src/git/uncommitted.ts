import { basename, dirname } from 'node:path';
import { groupBy } from '../base/collections.ts';
import { UsageError } from '../base/usage-error.ts';
import { Git, type Environment } from './git.ts';

/** A file as it is on the disk; the path is absolute and without links. */
export interface FileOnDisk {
  readonly realPath: string;
  readonly bytes: Uint8Array;
}

/** A content without regard to line ends, which git may keep otherwise. */
function plain(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
}

function isUncommitted({ realPath, bytes }: FileOnDisk, git: Git): boolean {
  const name = basename(realPath);
  // Not `git status`, which runs the filters of the repository.
  const committed = git.ask(['cat-file', 'blob', `HEAD:./${name}`]);
  if (committed === null)
    return git.line(['ls-files', '--others', '--ignored', '--exclude-standard', '--', name]) === '';
  if (plain(committed) === plain(bytes)) return false;
  // Of a file that a filter makes nothing is known.
  const filter = git.line(['check-attr', '-z', 'filter', '--', name])?.split('\0')[2];
  return filter === undefined || filter === 'unspecified';
}

/**
 * Those of some files that differ from the last commit, or that git neither has nor ignores. None outside of work trees,
 * or where git cannot be run.
 */
export function uncommittedFiles<File extends FileOnDisk>(
  files: readonly File[],
  environment: Environment,
): File[] {
  return [...groupBy(files, ({ realPath }) => dirname(realPath))].flatMap(([folder, inFolder]) => {
    try {
      const git = new Git(folder, environment);
      if (git.line(['rev-parse', '--is-inside-work-tree']) !== 'true') return [];
      return inFolder.filter((file) => isUncommitted(file, git));
    } catch (error) {
      if (error instanceof UsageError) return [];
      throw error;
    }
  });
}
