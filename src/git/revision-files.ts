import { join, sep } from 'node:path';
import { pathBelow, type FileStatus, type FileSystem } from '../model/source/file-system.ts';
import { getOrMake } from '../base/collections.ts';
import type { Git } from './git.ts';

export interface Entry {
  readonly mode: string;
  readonly id: string;
  /** Bytes; 0 for what is not a file. */
  readonly size: number;
}

/** The folders of a revision, or of what is staged, by ids. */
export interface Trees {
  /** Of the folder at the top. */
  readonly root: string;
  /** The entries of a folder by name; null if the repository cannot be read. */
  entriesIn(id: string): Map<string, Entry> | null;
}

const FILE = '100';
export const FOLDER = '040000';
const LINK = '120000';
export const SUBMODULE = '160000';

/** The limit of Linux. */
const MOST_LINKS = 40;

/** Bytes; a larger file is read alone and on demand. */
const SMALL = 2 ** 20;
/** Bytes of small files that are read at once. */
const TOGETHER = 64 * 2 ** 20;

/** Why something of a revision cannot be read; `reason` goes after the name of the file. */
export class RevisionError extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
    path: string,
    /** The submodule that the path is in, by its path from the top. */
    readonly submodule: string | null = null,
  ) {
    super(`${code}: ${reason}, '${path}'`);
  }
}

const NO_SUCH = 'is not there in that revision';
const IS_SUBMODULE = 'is a submodule, which is not read';
const UNREADABLE = 'cannot be read from the repository';

function fail(code: string, reason: string, path: string): never {
  throw new RevisionError(code, reason, path);
}

export function treesOf(git: Git, root: string): Trees {
  return {
    root,
    entriesIn: (id) => {
      const listing = git.ask(['ls-tree', '-z', '-l', '--full-tree', id]);
      return listing === null ? null : entriesOf(listing.toString());
    },
  };
}

/** Reads `MODE TYPE ID SIZE<tab>NAME<nul>…`. */
function entriesOf(listing: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of listing.split('\0')) {
    const tab = line.indexOf('\t');
    const [mode = '', , id = '', size = ''] = line.slice(0, tab).split(/ +/);
    if (tab > 0) entries.set(line.slice(tab + 1), { mode, id, size: Number(size) || 0 });
  }
  return entries;
}

/** The files of a revision under the paths of the work tree, links followed within it; the rest comes from the disk. */
export class RevisionFiles implements FileSystem {
  readonly #folders = new Map<string, Map<string, Entry>>();
  readonly #contents = new Map<string, Buffer>();

  /** @param top The absolute path of the work tree, links resolved. */
  constructor(
    readonly git: Git,
    readonly top: string,
    readonly trees: Trees,
    readonly disk: FileSystem,
  ) {}

  /** The names from the top of the work tree down to a path; null for one outside. */
  #namesOf(path: string): string[] | null {
    const below = pathBelow(path, this.top);
    if (below === undefined) return null;
    return below === '' ? [] : below.split(sep);
  }

  #entriesIn(id: string, path: string): Map<string, Entry> {
    return getOrMake(this.#folders, id, () => this.trees.entriesIn(id) ?? fail('EIO', UNREADABLE, path));
  }

  #find(path: string): { readonly entry: Entry; readonly folder: string; readonly real: string[] } {
    const top: Entry = { mode: FOLDER, id: this.trees.root, size: 0 };
    let pending = this.#namesOf(path) ?? fail('ENOENT', NO_SUCH, path);
    let walked: { name: string; entry: Entry }[] = [];
    let links = 0;
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (walked.pop() === undefined) fail('EACCES', 'leads out of the revision', path);
        continue;
      }
      const at = walked.at(-1)?.entry ?? top;
      if (at.mode === SUBMODULE) {
        const submodule = walked.map((step) => step.name).join('/');
        throw new RevisionError('EACCES', 'is in a submodule, which is not read', path, submodule);
      }
      if (at.mode !== FOLDER) fail('ENOTDIR', 'is no folder', path);
      const entry = this.#entriesIn(at.id, path).get(name) ?? fail('ENOENT', NO_SUCH, path);
      if (entry.mode !== LINK) {
        walked.push({ name, entry });
        continue;
      }
      if (++links > MOST_LINKS) fail('ELOOP', 'has too many links', path);
      const target = this.#contentOf(entry, at.id, path).toString();
      if (target.startsWith('/')) {
        const names = this.#namesOf(target) ?? fail('EACCES', 'leads out of the revision', path);
        walked = [];
        pending = [...names, ...pending];
      } else pending = [...target.split('/'), ...pending];
    }
    const folder = walked.at(-2)?.entry.id ?? this.trees.root;
    return { entry: walked.at(-1)?.entry ?? top, folder, real: walked.map(({ name }) => name) };
  }

  /** The submodule that a path is in, or is, by its path from the top; null for none. */
  submoduleOf(path: string): string | null {
    if (this.#namesOf(path) === null) return null;
    try {
      const { entry, real } = this.#find(path);
      return entry.mode === SUBMODULE ? real.join('/') : null;
    } catch (error) {
      return error instanceof RevisionError ? error.submodule : null;
    }
  }

  /** A file's bytes. The small files of its folder are read too: starting git takes longer than that. */
  #contentOf(entry: Entry, folder: string, path: string): Buffer {
    const known = this.#contents.get(entry.id);
    if (known !== undefined) return known;
    let room = TOGETHER;
    const beside = [...this.#entriesIn(folder, path).values()].filter(
      ({ mode, id, size }) =>
        (mode.startsWith(FILE) || mode === LINK) &&
        size <= SMALL &&
        id !== entry.id &&
        !this.#contents.has(id) &&
        (room -= size) > 0,
    );
    const ids = [entry, ...beside].map(({ id }) => id);
    const answer = this.git.ask(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    if (answer === null) fail('EIO', UNREADABLE, path);
    for (let at = 0; at < answer.length;) {
      const end = answer.indexOf(10, at);
      const [id = '', type, size] = answer
        .toString('latin1', at, end === -1 ? answer.length : end)
        .split(' ');
      if (end === -1) break;
      const length = type === 'blob' ? Number(size) : -1;
      if (length >= 0) this.#contents.set(id, answer.subarray(end + 1, end + 1 + length));
      at = end + 1 + (length < 0 ? 0 : length + 1);
    }
    return this.#contents.get(entry.id) ?? fail('EIO', UNREADABLE, path);
  }

  read(path: string): Uint8Array {
    if (this.#namesOf(path) === null) return this.disk.read(path);
    const { entry, folder } = this.#find(path);
    if (entry.mode === FOLDER) fail('EISDIR', 'is a folder', path);
    if (entry.mode === SUBMODULE) fail('EACCES', IS_SUBMODULE, path);
    return this.#contentOf(entry, folder, path);
  }

  exists(path: string): boolean {
    if (this.#namesOf(path) === null) return this.disk.exists(path);
    // No tree contains .git, which marks the top of a work tree.
    if (path === join(this.top, '.git')) return true;
    try {
      this.#find(path);
      return true;
    } catch {
      return false;
    }
  }

  status(path: string): FileStatus {
    if (this.#namesOf(path) === null) return this.disk.status(path);
    const { mode, size } = this.#find(path).entry;
    const kind = mode.startsWith(FILE) ? 'file' : mode === FOLDER ? 'folder' : 'other';
    if (mode === SUBMODULE) fail('EACCES', IS_SUBMODULE, path);
    return { kind, size, mode: mode === '100755' ? 0o755 : 0o644, uid: 0, gid: 0 };
  }

  list(folder: string): string[] {
    if (this.#namesOf(folder) === null) return this.disk.list(folder);
    const { entry } = this.#find(folder);
    if (entry.mode === SUBMODULE) fail('EACCES', IS_SUBMODULE, folder);
    if (entry.mode !== FOLDER) fail('ENOTDIR', 'is no folder', folder);
    return [...this.#entriesIn(entry.id, folder).keys()].sort();
  }

  realPath(path: string): string {
    if (this.#namesOf(path) === null) return this.disk.realPath(path);
    if (path === join(this.top, '.git')) return path;
    return join(this.top, ...this.#find(path).real);
  }
}
