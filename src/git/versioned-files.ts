import { basename, dirname, join, sep } from 'node:path';
import { pathBelow, type FileStatus, type FileSystem } from '../model/source/file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { getOrMake } from '../base/collections.ts';
import type { Git } from './git.ts';
import type { RevisionFiles } from './revision-files.ts';

/** A path in the work tree, and the file system that it is read from. */
interface Source {
  readonly system: FileSystem;
  readonly path: string;
}

/** A work tree as in a revision or the index; what git does not store (ignored, submodules, encrypted) is on the disk. */
export class VersionedFiles implements FileSystem {
  /** Submodules that were read from, by their path from the top. */
  readonly submodules = new Set<string>();
  readonly #sources = new Map<string, Source>();

  constructor(
    readonly git: Git,
    readonly kept: RevisionFiles,
    readonly disk: FileSystem,
  ) {}

  /** What git ignores at a path and below, absolute; a folder includes all that is in it. */
  #ignored(path: string): string[] {
    const words = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard'];
    // Inside an ignored folder git fails with --directory.
    const answer =
      this.git.ask([...words, '--directory', '--', path]) ?? this.git.ask([...words, '--', path]);
    const names = answer?.toString().split('\0') ?? [];
    return names.flatMap((name) => (name === '' ? [] : [join(this.kept.top, name.replace(/\/$/, ''))]));
  }

  /** The path inside the work tree of one that leads there over a link outside; others unchanged. */
  #inTree(path: string): string {
    const { top } = this.kept;
    if (pathBelow(path, top) !== undefined) return path;
    for (let end = path.indexOf(sep, 1); end !== -1; end = path.indexOf(sep, end + 1)) {
      try {
        const real = this.disk.realPath(path.slice(0, end));
        if (pathBelow(real, top) !== undefined) return join(real, path.slice(end));
      } catch {
        return path;
      }
    }
    return path;
  }

  /** The file system that a path is read from. */
  #systemOf(path: string): FileSystem {
    const { kept, disk } = this;
    const submodule = kept.submoduleOf(path);
    if (submodule !== null) {
      this.submodules.add(submodule);
      return disk;
    }
    return !kept.exists(path) && disk.exists(path) && this.#ignored(path).length > 0 ? disk : kept;
  }

  #sourceOf(path: string): Source {
    return getOrMake(this.#sources, path, () => {
      const inTree = this.#inTree(path);
      return { system: this.#systemOf(inTree), path: inTree };
    });
  }

  read(path: string): Uint8Array {
    const source = this.#sourceOf(path);
    const bytes = source.system.read(source.path);
    const isEncrypted = source.system === this.kept && whyNotText(bytes) !== null && this.disk.exists(path);
    return isEncrypted ? this.disk.read(path) : bytes;
  }

  exists(path: string): boolean {
    const source = this.#sourceOf(path);
    return source.system.exists(source.path);
  }

  status(path: string): FileStatus {
    const source = this.#sourceOf(path);
    return source.system.status(source.path);
  }

  list(path: string): string[] {
    const { kept, disk } = this;
    const { system, path: folder } = this.#sourceOf(path);
    const ignored = disk.exists(folder) ? this.#ignored(folder) : [];
    const isAllIgnored = ignored.some((one) => pathBelow(folder, one) !== undefined);
    if (isAllIgnored || kept.submoduleOf(folder) !== null) return system.list(folder);
    const beside = ignored.filter((one) => dirname(one) === folder).map((one) => basename(one));
    const names = beside.length > 0 && !kept.exists(folder) ? [] : kept.list(folder);
    return [...new Set([...names, ...beside])].sort();
  }

  realPath(path: string): string {
    const source = this.#sourceOf(path);
    return source.system.realPath(source.path);
  }
}
