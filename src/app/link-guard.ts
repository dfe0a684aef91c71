import { dirname, join, relative } from 'node:path';
import { pathBelow, type FileSystem } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { realPathOf } from '../settings/bounds.ts';
import { UsageError } from '../base/usage-error.ts';

/** To be read after the name of a path. */
export const LEAVES_WORK_TREE =
  'a link in the git work tree leads out of it, and whoever may change the link decides where to; name that place itself';

/** Whether a link takes a path out of a folder that it is in, or to what git keeps there for itself. */
function leaves(path: string, top: string, system: FileSystem): boolean {
  const [real, realTop] = [realPathOf(path, system), realPathOf(top, system)];
  if (pathBelow(real, realTop) === undefined) return true;
  return real !== join(realTop, relative(top, path)) && pathBelow(real, join(realTop, '.git')) !== undefined;
}

/** Whether a link takes a path out of its git work tree, or to what git keeps there: a repository comes from others. */
export function leavesWorkTree(path: string, system: FileSystem = nodeFileSystem): boolean {
  for (let top = dirname(path); ; top = dirname(top)) {
    if (system.exists(join(top, '.git')) && leaves(path, top, system)) return true;
    if (dirname(top) === top) return false;
  }
}

/** Throws a UsageError for a path that a link in a work tree leads out of. */
export function refuseLeaving(named: string, path: string): void {
  if (leavesWorkTree(path)) throw new UsageError(`'${named}' is not read: ${LEAVES_WORK_TREE}`);
}
