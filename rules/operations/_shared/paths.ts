import { posix, win32, type PlatformPath } from 'node:path';
import { hasPlaceholder } from '../../kit.ts';

/** How a path on the server is read, as one of Unix or Windows; null for a relative one, or one that is filled in later. */
export function kindOf(path: string): PlatformPath | null {
  if (hasPlaceholder(path)) return null;
  if (/^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)) return win32;
  return path.startsWith('/') ? posix : null;
}

/** Whether a path is a folder or is in it; false where that is unknown. */
export function isWithin(path: string, folder: string): boolean {
  const kind = kindOf(folder);
  if (kind === null || kind !== kindOf(path)) return false;
  const way = kind.relative(folder, path);
  return !kind.isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

/** The folder of a file; undefined where its path cannot be read. */
export function folderOf(path: string): string | undefined {
  return kindOf(path)?.dirname(path);
}
