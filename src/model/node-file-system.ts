import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileStatus, FileSystem } from './file-system.ts';

/** The disk. */
export const nodeFileSystem: FileSystem = {
  read: (path) => readFileSync(path),
  exists: (path) => existsSync(path),
  status(path): FileStatus {
    const status = statSync(path);
    const kind = status.isFile() ? 'file' : status.isDirectory() ? 'folder' : 'other';
    return { kind, size: status.size, mode: status.mode & 0o7777, uid: status.uid, gid: status.gid };
  },
  list: (folder) => readdirSync(folder).sort(),
  realPath: (path) => realpathSync(path),
};
