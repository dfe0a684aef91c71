import { isToBeFilledIn } from '../../kit.ts';
import { posix, win32, type PlatformPath } from 'node:path';

/*
 * Paths on the server that a configuration is for. Whether it is one of Unix or of Windows says the path: the
 * configuration may be read on another machine.
 */

/** How a path is read; null for a relative one, whose place is unknown, and for one that is filled in later. */
function kindOf(path: string): PlatformPath | null {
  if (isToBeFilledIn(path)) return null;
  if (/^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)) return win32;
  return path.startsWith('/') ? posix : null;
}

/** The folder that a file lies in; null where it cannot be told. */
export function folderOnServer(path: string): string | null {
  return kindOf(path)?.dirname(path) ?? null;
}

/** Whether a path is a folder or lies in it; false where it cannot be told. */
export function isWithinOnServer(path: string, folder: string): boolean {
  const kind = kindOf(folder);
  if (kind === null || kind !== kindOf(path)) return false;
  const way = kind.relative(folder, path);
  return !kind.isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

/** How many folders lead to an absolute path: none to `/` and `C:\`. */
export function depthOnServer(path: string): number {
  const kind = kindOf(path);
  if (kind === null) return 0;
  const whole = kind.normalize(path);
  return whole
    .slice(kind.parse(whole).root.length)
    .split(/[\\/]/)
    .filter((name) => name !== '').length;
}
