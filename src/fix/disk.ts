import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';

import type { FileStatus } from '../model/source/file-system.ts';

/** A status for writing. `mode` holds the permission bits with setuid, setgid and sticky. */
export interface DiskStatus extends FileStatus {
  /** Number of names (hard links) of the file. */
  readonly links: number;
}

export type Handle = number;

/** The steps of writing, each a method in which tests inject faults. Paths are absolute; errors have a `code` as in Node. */
export interface Disk {
  /** The path with every symbolic link resolved. */
  realPath(path: string): string;
  /** Whether the path itself is a symbolic link, even to nothing. */
  isSymbolicLink(path: string): boolean;
  /** Follows symbolic links. */
  status(path: string): DiskStatus;
  checkWritable(path: string): void;
  read(path: string): Uint8Array;
  /** Makes and opens a file that only its owner can read and write; `EEXIST` if the name is taken, even by a link. */
  createPrivate(path: string): Handle;
  write(handle: Handle, bytes: Uint8Array): void;
  statusOf(handle: Handle): DiskStatus;
  setOwner(handle: Handle, uid: number, gid: number): void;
  setMode(handle: Handle, mode: number): void;
  /** Returns when the bytes of the file are on the medium. */
  sync(handle: Handle): void;
  close(handle: Handle): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Returns when the names in a folder are on the medium. */
  syncFolder(path: string): void;
}

function statusFrom(stats: Stats): DiskStatus {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
    size: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    links: stats.nlink,
  };
}

export function nodeDisk(): Disk {
  return {
    realPath: (path) => realpathSync.native(path),
    isSymbolicLink: (path) => lstatSync(path).isSymbolicLink(),
    status: (path) => statusFrom(statSync(path)),
    checkWritable: (path) => accessSync(path, constants.W_OK),
    read: (path) => readFileSync(path),
    createPrivate: (path) => openSync(path, 'wx', 0o600),
    write: (handle, bytes) => writeFileSync(handle, bytes),
    statusOf: (handle) => statusFrom(fstatSync(handle)),
    setOwner: fchownSync,
    setMode: fchmodSync,
    sync: fsyncSync,
    close: (handle) => closeSync(handle),
    rename: renameSync,
    remove: unlinkSync,
    syncFolder: (path) => {
      const handle = openSync(path, 'r');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    },
  };
}
