import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getOrMake } from '../base/collections.ts';
import { codeOf } from '../model/source/file-system.ts';
import type { Question } from '../model/source/node-file-system.ts';
import { isConfigurationName } from './find-files.ts';

/** The most folders that are searched below one. */
const MOST_FOLDERS = 5000;

function answerOr<T>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    return codeOf(error);
  }
}

/** Differs for different states of a path; a folder stays the same whatever happens in it. */
function stateOf(path: string): string {
  return answerOr(() => {
    const status = statSync(path, { bigint: true });
    if (status.isDirectory()) return `folder ${realpathSync(path)}`;
    return `${status.ino} ${status.size} ${status.mtimeNs} ${status.mode}`;
  });
}

function namesIn(folder: string): string {
  return answerOr(() => `/${readdirSync(folder).sort().join('/')}`);
}

interface Tree {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** Whether there are more folders than are searched. */
  readonly isCut: boolean;
}

function treeOf(top: string): Tree {
  const folders = new Set([top]);
  const files = new Set<string>();
  let isCut = false;
  // The loop goes on to folders that are added in it.
  for (const folder of folders) {
    const entries = answerOr(() => readdirSync(folder, { withFileTypes: true }));
    if (typeof entries === 'string') continue;
    for (const entry of entries) {
      if (entry.isFile() && isConfigurationName(entry.name)) files.add(join(folder, entry.name));
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (folders.size < MOST_FOLDERS) folders.add(join(folder, entry.name));
      else isCut = true;
    }
  }
  return { folders, files, isCut };
}

function differing(before: ReadonlySet<string>, now: ReadonlySet<string>): string[] {
  const [gone, added] = [
    [...before].filter((one) => !now.has(one)),
    [...now].filter((one) => !before.has(one)),
  ];
  return [...gone, ...added].sort();
}

/** The state of all that a run read, as it was when the run first asked, and whether it has changed. */
export class SeenFiles {
  readonly #states = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #trees = new Map<string, Tree>();
  readonly read = new Set<string>();

  /** `written`: files that the run writes itself (absolute), whose changes are not looked at. */
  constructor(readonly written: ReadonlySet<string> = new Set()) {}

  /** To be called before the disk answers. */
  readonly notice = (path: string, question: Question): void => {
    if (this.written.has(path)) return;
    if (question === 'content') this.read.add(path);
    if (question === 'names') getOrMake(this.#names, path, () => namesIn(path));
    else getOrMake(this.#states, path, () => stateOf(path));
  };

  /** To be called for a folder before it is searched. */
  noticeTree(top: string): void {
    if (lstatSync(top, { throwIfNoEntry: false })?.isDirectory() === true) this.#trees.set(top, treeOf(top));
  }

  /** How many folders are searched for new files, if there are more. */
  get mostFolders(): number | null {
    return [...this.#trees.values()].some(({ isCut }) => isCut) ? MOST_FOLDERS : null;
  }

  /** The folders to watch, and those that lead to them. */
  folders(): Set<string> {
    const found = new Set<string>(this.#names.keys());
    for (const { folders } of this.#trees.values()) for (const folder of folders) found.add(folder);
    for (const path of [...this.#states.keys(), ...found]) {
      // A folder that is moved away or put back is noticed only in its parent.
      for (let at = path; dirname(at) !== at && !found.has(dirname(at)); at = dirname(at))
        found.add(dirname(at));
    }
    return found;
  }

  existed(path: string): boolean {
    return !(this.#states.get(path) ?? 'E').startsWith('E');
  }

  /** Whether a change of a name in a folder can matter. */
  concerns(folder: string, name: string, folders: ReadonlySet<string>): boolean {
    const path = join(folder, name);
    if (this.#states.has(path) || this.#names.has(folder) || folders.has(path)) return true;
    return [...this.#trees.values()].some((tree) => tree.folders.has(folder));
  }

  /** Paths that have changed; of a searched folder the files that came or went, else the folder itself. */
  changed(): string[] {
    const changed = [...this.#states].flatMap(([path, state]) => (stateOf(path) === state ? [] : [path]));
    for (const [folder, names] of this.#names) if (namesIn(folder) !== names) changed.push(folder);
    for (const [top, before] of this.#trees) {
      const now = treeOf(top);
      const files = differing(before.files, now.files);
      changed.push(...files);
      // A new folder has to be watched, though nothing is in it yet.
      if (files.length === 0 && differing(before.folders, now.folders).length > 0) changed.push(top);
    }
    return [...new Set(changed)];
  }
}
