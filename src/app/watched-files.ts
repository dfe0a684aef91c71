import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../model/source/file-system.ts';
import type { Question } from '../model/source/node-file-system.ts';
import { isConfigurationName } from './find-files.ts';

/** How many folders below a searched one are looked at: a tree of more is no place for configurations. */
const MOST_FOLDERS = 5000;

/** What tells one state of a path from another; a folder stays the same whatever happens in it. */
function stateOf(path: string): string {
  try {
    const status = statSync(path, { bigint: true });
    if (status.isDirectory()) return `folder ${realpathSync(path)}`;
    return `${status.ino} ${status.size} ${status.mtimeNs} ${status.mode}`;
  } catch (error) {
    return codeOf(error);
  }
}

function namesIn(folder: string): string {
  try {
    return readdirSync(folder).sort().join('/');
  } catch (error) {
    return `/${codeOf(error)}`;
  }
}

/** What a search finds in a folder and below. */
interface Tree {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** Whether there are more folders than are looked at. */
  readonly isCut: boolean;
}

function treeOf(top: string): Tree {
  const folders = new Set([top]);
  const files = new Set<string>();
  let isCut = false;
  // A set goes on to what is added while it is walked.
  for (const folder of folders) {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      // Gone, or closed to us: nothing is found in it.
      continue;
    }
    for (const entry of entries) {
      if (entry.isFile() && isConfigurationName(entry.name)) files.add(join(folder, entry.name));
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (folders.size < MOST_FOLDERS) folders.add(join(folder, entry.name));
      else isCut = true;
    }
  }
  return { folders, files, isCut };
}

/** What is in one set and not in the other. */
function differing(before: ReadonlySet<string>, now: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter((one) => !now.has(one)),
    ...[...now].filter((one) => !before.has(one)),
  ].sort();
}

/** What one run looked at, as it was when the run first asked, and whether it is still so. */
export class SeenFiles {
  readonly #states = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #trees = new Map<string, Tree>();
  readonly #read = new Set<string>();

  /** To be called before the disk answers. */
  readonly notice = (path: string, question: Question): void => {
    if (question === 'content') this.#read.add(path);
    if (question === 'names') {
      if (!this.#names.has(path)) this.#names.set(path, namesIn(path));
    } else if (!this.#states.has(path)) this.#states.set(path, stateOf(path));
  };

  /** To be called for a folder before it is searched. */
  noticeTree(top: string): void {
    if (lstatSync(top, { throwIfNoEntry: false })?.isDirectory() === true) this.#trees.set(top, treeOf(top));
  }

  /** Files whose content was read. */
  get read(): ReadonlySet<string> {
    return this.#read;
  }

  /** How many folders are looked at for new files, where there are more. */
  get mostFolders(): number | null {
    return [...this.#trees.values()].some(({ isCut }) => isCut) ? MOST_FOLDERS : null;
  }

  /** The folders in which something can happen that matters, and those that lead to them. */
  folders(): Set<string> {
    const found = new Set<string>(this.#names.keys());
    for (const { folders } of this.#trees.values()) for (const folder of folders) found.add(folder);
    for (const path of [...this.#states.keys(), ...found]) {
      // All of them upward: a folder that is moved away or put back tells only its parent.
      for (let at = path; dirname(at) !== at && !found.has(dirname(at)); at = dirname(at))
        found.add(dirname(at));
    }
    return found;
  }

  /** Whether something was at a path that was asked for. */
  existed(path: string): boolean {
    return !(this.#states.get(path) ?? 'E').startsWith('E');
  }

  /** Whether something with this name in a folder can matter. */
  concerns(folder: string, name: string, folders: ReadonlySet<string>): boolean {
    const path = join(folder, name);
    if (this.#states.has(path) || this.#names.has(folder) || folders.has(path)) return true;
    return [...this.#trees.values()].some((tree) => tree.folders.has(folder));
  }

  /** Paths that are not what they were, the first one that is found in each searched or listed folder. */
  changed(): string[] {
    const changed = [...this.#states].flatMap(([path, state]) => (stateOf(path) === state ? [] : [path]));
    for (const [folder, names] of this.#names) if (namesIn(folder) !== names) changed.push(folder);
    for (const [top, before] of this.#trees) {
      const now = treeOf(top);
      const files = differing(before.files, now.files);
      if (files.length > 0) changed.push(...files);
      // A new folder has to be looked at as well, though nothing is in it yet.
      else if (differing(before.folders, now.folders).length > 0) changed.push(top);
    }
    return [...new Set(changed)];
  }
}
