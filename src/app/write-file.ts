import {
  closeSync,
  fchmodSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { temporaryPath } from '../fix/write.ts';
import { codeOf, reasonOf } from '../model/source/file-system.ts';
import { LEAVES_WORK_TREE, leavesWorkTree } from './link-guard.ts';

/** The path with links resolved; of a file that is not there yet, as it is. */
function realPathOrName(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
}

/** Writes a new file next to the old one and renames it, so that no reader sees half of it. */
export function replaceFile(path: string, text: string, mode?: number): void {
  const temporary = temporaryPath(path);
  const handle = openSync(temporary, 'wx');
  try {
    try {
      if (mode !== undefined) fchmodSync(handle, mode);
      writeFileSync(handle, text);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes a report to a file, never to one of `forbidden` (real paths); returns why it could not, to follow the name. */
export function writeReport(path: string, text: string, forbidden: ReadonlySet<string>): string | null {
  try {
    if (leavesWorkTree(path)) return LEAVES_WORK_TREE;
    const real = realPathOrName(path);
    if (forbidden.has(real)) return 'it is a configuration that was checked';
    const status = statSync(real, { throwIfNoEntry: false });
    if (status === undefined || status.isFile()) replaceFile(real, text, status?.mode);
    else writeFileSync(real, text);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
