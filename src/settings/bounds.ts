import { basename, dirname, join, resolve } from 'node:path';
import { pathBelow, type FileSystem } from '../model/source/file-system.ts';
import { workTreeOf } from '../model/source/includes.ts';

/** The path with links resolved as far as there is something on the way. */
export function realPathOf(path: string, system: FileSystem): string {
  try {
    return system.realPath(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path), system), basename(path));
  }
}

/** Whether a path leads, through whatever links, into a folder; also one at which nothing is yet. */
export function isInside(path: string, folder: string, system: FileSystem): boolean {
  return pathBelow(realPathOf(resolve(path), system), realPathOf(resolve(folder), system)) !== undefined;
}

/** The folder that the paths of a settings file may not leave: its work tree, or the folder it lies in. */
export function boundsOf(path: string, system: FileSystem): string {
  return workTreeOf(dirname(path), system);
}
