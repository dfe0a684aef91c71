import { isAbsolute, relative, sep } from 'node:path';

/** What is known of a file without reading it. `mode` holds the permission bits alone. */
export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The only way to files: reading of configurations goes through it, so that tests and editors can bring their own.
 * Paths are absolute. Every method throws an error with a `code` of Node's kind (`ENOENT`, `EACCES`, …) when it fails.
 */
export interface FileSystem {
  read(path: string): Uint8Array;
  /** Whether something is there: a look that costs less than a failing one. Never throws. */
  exists(path: string): boolean;
  /** Follows symbolic links. */
  status(path: string): FileStatus;
  /** Names in a folder, sorted by code unit. */
  list(folder: string): string[];
  /** The path with every symbolic link resolved. */
  realPath(path: string): string;
}

/** The code of a failed call to the system (`ENOENT`, `EACCES`, …); '' for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A path as seen from a folder, '' for the folder itself; undefined where it lies elsewhere. Links are not followed. */
export function pathBelow(path: string, folder: string): string | undefined {
  const below = relative(folder, path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  EISDIR: 'it is a folder',
  EINVAL: 'it is no regular file',
  EFBIG: 'it is too large for a configuration',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENOSPC: 'there is no space left on the disk',
  EIO: 'the disk does not answer as it should',
};

/** Why a file could not be read, in words. */
export function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}
