import { basename, dirname, join, sep } from 'node:path';
import { pathBelow, type FileStatus, type FileSystem } from '../model/source/file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import type { Git } from './git.ts';
import type { RevisionFiles } from './revision-files.ts';

/** A path in the work tree, and where what is there is read from. */
interface At {
  readonly system: FileSystem;
  readonly path: string;
}

/**
 * A work tree as it would be with the files of a revision, or with what is staged: what git does not keep as it is (files
 * that it is told to ignore, submodules, text that a filter encrypts) is taken from the disk, where it is now.
 */
export class VersionedFiles implements FileSystem {
  /** Submodules that something was read of, by their path from the top. */
  readonly submodules = new Set<string>();
  readonly #known = new Map<string, At>();

  constructor(
    readonly git: Git,
    readonly kept: RevisionFiles,
    readonly disk: FileSystem,
  ) {}

  /** What git is told to ignore at a path and below, absolute; a folder stands for all that is in it. */
  #ignored(path: string): string[] {
    const words = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard'];
    // Of something inside a folder that is ignored git fails to name the folder.
    const answer =
      this.git.ask([...words, '--directory', '--', path]) ?? this.git.ask([...words, '--', path]);
    const names = answer?.toString().split('\0') ?? [];
    return names.flatMap((name) => (name === '' ? [] : [join(this.kept.top, name.replace(/\/$/, ''))]));
  }

  /** A path that leads into the work tree over a link outside of it, as it is inside; others as they are. */
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

  #choose(path: string): FileSystem {
    const { kept, disk } = this;
    const submodule = kept.submoduleOf(path);
    if (submodule !== null) {
      this.submodules.add(submodule);
      return disk;
    }
    return !kept.exists(path) && disk.exists(path) && this.#ignored(path).length > 0 ? disk : kept;
  }

  /** Where a path leads, and what has the file there. */
  #at(path: string): At {
    let at = this.#known.get(path);
    if (at === undefined) {
      const inTree = this.#inTree(path);
      this.#known.set(path, (at = { system: this.#choose(inTree), path: inTree }));
    }
    return at;
  }

  read(path: string): Uint8Array {
    const at = this.#at(path);
    const bytes = at.system.read(at.path);
    const isEncrypted = at.system === this.kept && whyNotText(bytes) !== null && this.disk.exists(path);
    return isEncrypted ? this.disk.read(path) : bytes;
  }

  exists(path: string): boolean {
    const at = this.#at(path);
    return at.system.exists(at.path);
  }

  status(path: string): FileStatus {
    const at = this.#at(path);
    return at.system.status(at.path);
  }

  list(path: string): string[] {
    const { kept, disk } = this;
    const { system, path: folder } = this.#at(path);
    const ignored = disk.exists(folder) ? this.#ignored(folder) : [];
    const isAllIgnored = ignored.some((one) => pathBelow(folder, one) !== undefined);
    if (isAllIgnored || kept.submoduleOf(folder) !== null) return system.list(folder);
    const beside = ignored.filter((one) => dirname(one) === folder).map((one) => basename(one));
    const names = beside.length > 0 && !kept.exists(folder) ? [] : kept.list(folder);
    return [...new Set([...names, ...beside])].sort();
  }

  realPath(path: string): string {
    const at = this.#at(path);
    return at.system.realPath(at.path);
  }
}
