import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { codeOf as codeOrNone } from '../model/source/file-system.ts';

import type { Disk, DiskStatus, Handle } from './disk.ts';
import { Interrupted, Interruption } from './interruption.ts';

export interface FileChange {
  /** Absolute; may lead over symbolic links, which stay. */
  readonly path: string;
  /** The bytes that were read and that the new ones were made from. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Why a file was not written; `reason` goes after the name of the file and has no full stop. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

/** The files that were to change, each in exactly one of the first three lists. */
export interface WriteReport {
  readonly written: readonly string[];
  readonly refused: readonly Refusal[];
  /** Not written because another file was refused. */
  readonly held: readonly string[];
  /** Sentences about other failures: a temporary file that could not be removed, a folder not synced. */
  readonly warnings: readonly string[];
}

class Refused extends Error {}

/** A file to replace: its real path, its status, and the paths that lead to it. */
interface Target {
  readonly path: string;
  readonly status: DiskStatus;
  readonly change: FileChange;
  readonly names: string[];
  temporary: string | null;
}

/** Errors of folder syncing that mean that it is not possible here. */
const NO_FOLDER_SYNC = ['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'];
const NAME_TRIES = 8;
/** Keeps the name of a temporary file below the 255 bytes that file systems allow, in any script. */
const NAME_UNITS = 60;

export function temporaryPath(path: string): string {
  const mark = randomBytes(6).toString('base64url');
  return join(dirname(path), `.${basename(path).slice(0, NAME_UNITS)}.pmta-lint-${mark}`);
}

/** The code of a failed call to the system; rethrows any other error. */
function codeOf(error: unknown): string {
  const code = codeOrNone(error);
  if (code === '') throw error;
  return code;
}

/** The code of the error that a call to the system throws; null for none. */
function failureOf(call: () => void): string | null {
  try {
    call();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

const USUAL_MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on its disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'its file system is read-only',
};

/** Why a failed call refuses the file: by its code, else `what`. */
function refusal(error: unknown, what: string, meanings: Readonly<Record<string, string>> = {}): Refused {
  if (error instanceof Refused) return error;
  const code = codeOf(error);
  return new Refused(`${meanings[code] ?? USUAL_MEANINGS[code] ?? what} (${code})`);
}

/** Makes one call to the disk, whose failure refuses the file. */
function attempt<T>(call: () => T, what: string, meanings?: Readonly<Record<string, string>>): T {
  try {
    return call();
  } catch (error) {
    throw refusal(error, what, meanings);
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** Finds the file of a path and checks that it is the one that was read and may be replaced. Throws `Refused`. */
function inspect(change: FileChange, disk: Disk): { path: string; status: DiskStatus } {
  const { path: name, before } = change;
  const path = attempt(() => realPath(name, disk), 'cannot be reached', {
    ENOENT: 'no longer exists',
    ELOOP: 'is a symbolic link that leads round in a circle',
  });
  const status = attempt(() => disk.status(path), 'cannot be examined', { ENOENT: 'no longer exists' });
  if (status.kind !== 'file') throw new Refused('is not a regular file');
  if (status.links > 1) {
    const others = status.links === 2 ? 'another name' : `${status.links - 1} other names`;
    throw new Refused(
      `has ${others} (hard links), which would keep the old contents; make it a file of its own or apply the diff by hand`,
    );
  }
  const readOnly = 'is read-only for this user';
  attempt(() => disk.checkWritable(path), 'cannot be written to', { EACCES: readOnly, EPERM: readOnly });
  const now = attempt(() => disk.read(path), 'cannot be read again');
  if (!sameBytes(now, before)) throw new Refused('has changed since it was read; run again');
  return { path, status };
}

function realPath(name: string, disk: Disk): string {
  try {
    return disk.realPath(name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && disk.isSymbolicLink(name)) {
      throw new Refused('is a symbolic link to a file that does not exist');
    }
    throw error;
  }
}

/** Writes some files, all or none; made for one use. */
class Writing {
  readonly #targets = new Map<string, Target>();
  readonly #written: string[] = [];
  readonly #refused: Refusal[] = [];
  readonly #warnings: string[] = [];

  constructor(
    readonly disk: Disk,
    readonly interruption: Interruption,
  ) {}

  async run(changes: readonly FileChange[]): Promise<WriteReport> {
    try {
      for (const change of changes) await this.#refusable(change.path, () => this.#find(change));
      for (const work of [this.#prepare, this.#findAgain]) {
        for (const target of this.#targets.values()) {
          if (this.#refused.length > 0) break;
          await this.#refusable(target.change.path, () => work.call(this, target));
        }
      }
      // No signal is checked between the renames: a stop there would leave some files new and some old.
      if (this.#refused.length === 0) this.#replaceAll();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const reason = `was not written: ${error.message}`;
      this.#refused.splice(0, this.#refused.length, ...changes.map(({ path }) => ({ path, reason })));
    } finally {
      this.#removeTemporaries();
    }
    const named = new Set([...this.#written, ...this.#refused.map(({ path }) => path)]);
    const held = changes.map(({ path }) => path).filter((path) => !named.has(path));
    return { written: this.#written, refused: this.#refused, held, warnings: this.#warnings };
  }

  async #refusable(path: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
      await this.interruption.check();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refused.push({ path, reason: error.message });
    }
  }

  #find(change: FileChange): void {
    const { path, status } = inspect(change, this.disk);
    const known = this.#targets.get(path);
    if (known === undefined) {
      this.#targets.set(path, { path, status, change, names: [change.path], temporary: null });
    } else if (sameBytes(known.change.after, change.after)) {
      known.names.push(change.path);
    } else {
      throw new Refused(`is the same file as "${known.change.path}", which is to get other contents`);
    }
  }

  #findAgain({ change, path, status }: Target): void {
    const now = inspect(change, this.disk);
    if (now.path !== path) throw new Refused('leads to another file since it was read; run again');
    const { uid, gid, mode } = now.status;
    if (uid !== status.uid || gid !== status.gid || mode !== status.mode) {
      throw new Refused('has got another owner or mode meanwhile; run again');
    }
  }

  /** Makes the new file: complete, on the medium, and never open to more users. */
  async #prepare(target: Target): Promise<void> {
    const disk = this.disk;
    const handle = this.#create(target);
    const state = { isOpen: true };
    const { uid, gid, mode } = target.status;
    const foreign = `belongs to user ${uid} and group ${gid}, and this user cannot hand the new file over to them`;
    const writing = <T>(call: () => T): T => attempt(call, 'cannot be written');
    // The owner before the mode: a change of owner clears setuid and setgid, and until then the file is private.
    const steps = [
      () => writing(() => disk.write(handle, target.change.after)),
      () => {
        const own = writing(() => disk.statusOf(handle));
        if (own.uid !== uid || own.gid !== gid) attempt(() => disk.setOwner(handle, uid, gid), foreign);
      },
      () => {
        const own = writing(() => disk.statusOf(handle));
        if (own.mode !== mode) attempt(() => disk.setMode(handle, mode), 'cannot keep its mode');
      },
      () => writing(() => disk.sync(handle)),
      () => {
        state.isOpen = false;
        writing(() => disk.close(handle));
      },
    ];
    try {
      for (const step of steps) {
        await this.interruption.check();
        step();
      }
    } finally {
      // The file is removed anyway, and the first failure is reported.
      if (state.isOpen) failureOf(() => disk.close(handle));
    }
  }

  #create(target: Target): Handle {
    const folder = dirname(target.path);
    const closed = `needs a new file beside it, and its folder "${folder}" is closed to this user`;
    for (let tries = 1; ; tries++) {
      const path = temporaryPath(target.path);
      try {
        const handle = this.disk.createPrivate(path);
        target.temporary = path;
        return handle;
      } catch (error) {
        if (codeOf(error) === 'EEXIST' && tries < NAME_TRIES) continue;
        const what = `needs a new file beside it, which cannot be made in "${folder}"`;
        throw refusal(error, what, { EACCES: closed, EPERM: closed });
      }
    }
  }

  #replaceAll(): void {
    const folders = new Set<string>();
    for (const target of this.#targets.values()) {
      const { temporary, path, names } = target;
      if (temporary === null) continue;
      try {
        attempt(() => this.disk.rename(temporary, path), 'cannot be replaced', {
          EBUSY: 'cannot be replaced, it may be a mount point',
        });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const name of names) this.#refused.push({ path: name, reason: error.message });
        break;
      }
      target.temporary = null;
      this.#written.push(...names);
      folders.add(dirname(path));
    }
    for (const folder of folders) {
      const code = failureOf(() => this.disk.syncFolder(folder));
      if (code === null || NO_FOLDER_SYNC.includes(code)) continue;
      this.#warnings.push(
        `Folder "${folder}" could not be synced (${code}): a loss of power now may bring the old files back.`,
      );
    }
  }

  #removeTemporaries(): void {
    for (const { temporary } of this.#targets.values()) {
      const code = temporary === null ? null : failureOf(() => this.disk.remove(temporary));
      if (code !== null && code !== 'ENOENT')
        this.#warnings.push(`Temporary file "${temporary ?? ''}" could not be removed (${code}).`);
    }
  }
}

/**
 * Replaces the contents of files, each in one step, or none if one is refused: it changed since it was read, is not a
 * regular file, has hard links, cannot be written to or does not exist, or a step fails. Unchanged ones are in no list.
 * SIGINT, SIGTERM and SIGHUP wait until the temporary files are gone. Access control lists and extended attributes are
 * lost. Failures of the disk are in the report and never thrown.
 */
export async function writeFiles(files: readonly FileChange[], disk: Disk): Promise<WriteReport> {
  const changes = files.filter(({ before, after }) => !sameBytes(before, after));
  if (changes.length === 0) return { written: [], refused: [], held: [], warnings: [] };
  const interruption = new Interruption();
  try {
    return await new Writing(disk, interruption).run(changes);
  } finally {
    await interruption.end();
  }
}
