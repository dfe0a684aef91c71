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
