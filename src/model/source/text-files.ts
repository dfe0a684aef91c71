import { basename, dirname, join } from 'node:path';
import type { FileStatus, FileSystem } from './file-system.ts';

/** The status of a text: that of a file that everyone may read. */
const STATUS = { mode: 0o644, uid: 0, gid: 0 } as const;

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code });
}

/** Files that are texts, over those of a disk or over none. */
export class TextFiles implements FileSystem {
  /** By the path without symbolic links. */
  readonly #texts = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>();

  /** `texts`: by absolute path. `disk`: what else exists; null for nothing. */
  constructor(
    texts: ReadonlyMap<string, Uint8Array>,
    readonly disk: FileSystem | null,
  ) {
    for (const [path, bytes] of texts) this.#texts.set(this.#withoutLinks(path), bytes);
    for (const path of this.#texts.keys()) {
      let folder = dirname(path);
      while (!this.#folders.has(folder)) {
        this.#folders.add(folder);
        folder = dirname(folder);
      }
    }
  }

  read(path: string): Uint8Array {
    const text = this.#texts.get(path) ?? this.#texts.get(this.#withoutLinks(path));
    return text ?? this.#onDisk(path).read(path);
  }

  exists(path: string): boolean {
    const real = this.#withoutLinks(path);
    return this.#texts.has(real) || this.#folders.has(real) || this.disk?.exists(path) === true;
  }

  status(path: string): FileStatus {
    const real = this.#withoutLinks(path);
    const text = this.#texts.get(real);
    if (text !== undefined) return { kind: 'file', size: text.length, ...STATUS };
    if (this.disk?.exists(path) === true || !this.#folders.has(real)) return this.#onDisk(path).status(path);
    return { kind: 'folder', size: 0, ...STATUS };
  }

  list(folder: string): string[] {
    const real = this.#withoutLinks(folder);
    if (!this.#folders.has(real)) return this.#onDisk(folder).list(folder);
    const names = new Set(this.disk?.exists(folder) === true ? this.disk.list(folder) : []);
    for (const path of [...this.#texts.keys(), ...this.#folders]) {
      if (dirname(path) === real && path !== real) names.add(basename(path));
    }
    return [...names].sort();
  }

  realPath(path: string): string {
    const real = this.#withoutLinks(path);
    return this.#texts.has(real) || this.#folders.has(real) ? real : this.#onDisk(path).realPath(path);
  }

  #onDisk(path: string): FileSystem {
    if (this.disk === null) throw failure('ENOENT', path);
    return this.disk;
  }

  /** The path without symbolic links as far as the disk knows it: the end of it may be a text alone. */
  #withoutLinks(path: string): string {
    const { disk } = this;
    if (disk === null) return path;
    if (dirname(path) === path) return path;
    try {
      return disk.realPath(path);
    } catch {
      return join(this.#withoutLinks(dirname(path)), basename(path));
    }
  }
}
