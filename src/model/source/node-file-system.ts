import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileStatus, FileSystem } from './file-system.ts';

/** What is asked of the disk: the content of a file, the names in a folder, or what is there at all. */
export type Question = 'content' | 'names' | 'presence';

/** Hears of each question before it is answered. */
export type Listener = (path: string, question: Question) => void;

let listener: Listener | null = null;

/** Registers a listener for every disk access, whoever reads; null removes it. */
export function listenToReading(to: Listener | null): void {
  listener = to;
}

export const nodeFileSystem: FileSystem = {
  read(path) {
    listener?.(path, 'content');
    return readFileSync(path);
  },
  exists(path) {
    listener?.(path, 'presence');
    return existsSync(path);
  },
  status(path): FileStatus {
    listener?.(path, 'presence');
    const status = statSync(path);
    const kind = status.isFile() ? 'file' : status.isDirectory() ? 'folder' : 'other';
    return { kind, size: status.size, mode: status.mode & 0o7777, uid: status.uid, gid: status.gid };
  },
  list(folder) {
    listener?.(folder, 'names');
    return readdirSync(folder).sort();
  },
  realPath(path) {
    listener?.(path, 'presence');
    return realpathSync(path);
  },
};
