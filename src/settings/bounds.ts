import { dirname, resolve } from 'node:path';
import { pathBelow, type FileSystem } from '../model/file-system.ts';
import { workTreeOf } from '../model/includes.ts';

/** Whether a path leads, through whatever links, into a folder. */
export function isInside(path: string, folder: string, system: FileSystem): boolean {
  try {
    const [real, top] = [system.realPath(path), system.realPath(folder)];
    return pathBelow(real, top) !== undefined;
  } catch {
    // Nothing is there that could lead elsewhere.
    return resolve(path).startsWith(`${resolve(folder)}/`);
  }
}

/** The folder that the paths of a settings file may not leave: its work tree, or the folder it lies in. */
export function boundsOf(path: string, system: FileSystem): string {
  return workTreeOf(dirname(path), system);
}
