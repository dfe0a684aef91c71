import { dirname, isAbsolute, join, normalize, posix } from 'node:path';
import { MAX_WILDCARD_PATHS } from '../../catalog/decisions.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { whyNotText } from './not-text.ts';
import type { SourceFile, SourceFiles } from './source-file.ts';

/** Why an include could not be read, or could only in part. */
export type IncludeProblem =
  | 'missing'
  | 'not-a-file'
  | 'unreadable'
  | 'not-text'
  | 'outside-roots'
  | 'leaves-roots'
  | 'no-match'
  | 'cycle'
  | 'too-deep'
  | 'too-many'
  | 'address';

export interface Resolved {
  readonly files: readonly SourceFile[];
  readonly problem: IncludeProblem | null;
  /** The path that the problem is about, as it was looked for. */
  readonly path: string;
}

/** Problems that leave no part of the configuration unread. */
const NOTHING_UNREAD: readonly IncludeProblem[] = ['no-match'];

/** Whether something of the configuration is unknown because of the problem. */
export function leavesGap(problem: IncludeProblem | null): boolean {
  return problem !== null && !NOTHING_UNREAD.includes(problem);
}

/** The folders that includes may lead into, and where absolute paths are found in a checkout. */
export interface Roots {
  /** Absolute paths, symbolic links resolved. */
  readonly folders: readonly string[];
  /** Absolute prefix as written in the configuration → absolute folder on this disk. */
  readonly mapped: ReadonlyMap<string, string>;
  readonly main: string;
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Whether a path in a folder is what git keeps for itself: no configuration, and logins may be in it. */
function isOfGit(path: string, folder: string): boolean {
  return path.slice(folder.length).split('/').includes('.git');
}

/** The top of the git work tree around a folder, or the folder itself. */
export function workTreeOf(folder: string, system: FileSystem): string {
  for (let at = folder; ; at = dirname(at)) {
    if (system.exists(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The roots for a main configuration: its folder or work tree, and what the caller adds. */
export function rootsFor(
  mainPath: string,
  system: FileSystem,
  added: readonly string[] = [],
  mapped: ReadonlyMap<string, string> = new Map(),
): Roots {
  const folder = dirname(mainPath);
  const folders = [workTreeOf(folder, system), ...added, ...mapped.values()];
  const real = folders.flatMap((path) => {
    try {
      return [system.realPath(path)];
    } catch {
      return [];
    }
  });
  return { folders: [...new Set(real)], mapped, main: folder };
}

/** An absolute path as the configuration names it → where to look for it. */
function locate(path: string, roots: Roots): string {
  for (const [prefix, folder] of roots.mapped) {
    if (isUnder(path, prefix)) return join(folder, posix.relative(prefix, path));
  }
  return normalize(path);
}

/** Whether a name matches `*` and `?`; not by a regular expression, which many stars would make slow. */
export function matchesWildcard(pattern: string, name: string): boolean {
  let [at, afterStar, resume] = [0, -1, 0];
  for (let index = 0; index < name.length;) {
    if (pattern[at] === '*') {
      afterStar = ++at;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at++;
      index++;
    } else if (afterStar !== -1) {
      // The last star takes one character more.
      at = afterStar;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Folders without those that links lead to once more: such links may make endless many paths. */
function distinct(folders: readonly string[], system: FileSystem): string[] {
  const seen = new Set<string>();
  return folders.slice(0, MAX_WILDCARD_PATHS).filter((folder) => {
    try {
      const real = system.realPath(folder);
      const isNew = !seen.has(real);
      seen.add(real);
      return isNew;
    } catch {
      return false;
    }
  });
}

/** Paths that match `*` and `?`, sorted per folder. Names with a leading dot need one in the pattern. */
function expandWildcard(pattern: string, system: FileSystem): string[] {
  const [first = '', ...parts] = pattern.split('/');
  let found = [first === '' ? '/' : first];
  for (const part of parts.filter((name) => name !== '')) {
    if (!/[*?]/.test(part)) {
      found = found.map((folder) => join(folder, part));
      continue;
    }
    found = distinct(found, system).flatMap((folder) => {
      try {
        return system
          .list(folder)
          .filter((entry) => part.startsWith('.') || !entry.startsWith('.'))
          .filter((entry) => matchesWildcard(part, entry))
          .map((entry) => join(folder, entry));
      } catch {
        return [];
      }
    });
  }
  return found;
}

/** Finds the files that `include WRITTEN` means, and reads them; only what lies under a root is opened. */
export class IncludeResolver {
  #roots: Roots | undefined;

  constructor(
    readonly files: SourceFiles,
    /** Asked when an include needs it: most files have none. */
    readonly findRoots: () => Roots,
  ) {}

  get roots(): Roots {
    this.#roots ??= this.findRoots();
    return this.#roots;
  }

  /** Relative paths, undocumented, start at the including file, else at the main configuration. */
  resolve(written: string, includer: SourceFile): Resolved {
    if (/^https?:\/\//i.test(written)) return { files: [], problem: 'address', path: written };
    const path = written.replace(/\\/g, '/');
    if (isAbsolute(path)) return this.#at(locate(path, this.roots), 'outside-roots');
    const folder = dirname(includer.path);
    const fromIncluder = this.#at(join(folder, path), 'leaves-roots');
    if (fromIncluder.files.length > 0 || folder === this.roots.main) return fromIncluder;
    const fromMain = this.#at(join(this.roots.main, path), 'leaves-roots');
    return fromMain.files.length > 0 ? fromMain : fromIncluder;
  }

  #at(path: string, outside: IncludeProblem): Resolved {
    if (!/[*?]/.test(path)) return this.#one(path, outside);
    const fixed = path.slice(0, path.search(/[*?]/));
    const folder = fixed.slice(0, Math.max(1, fixed.lastIndexOf('/')));
    if (!this.isInRoots(folder)) return { files: [], problem: outside, path };
    const results = expandWildcard(path, this.files.system)
      .map((match) => this.#one(match, outside))
      // A wildcard that also matches a folder means the files next to it.
      .filter((result) => result.problem !== 'not-a-file' && result.problem !== 'missing');
    const failed = results.find((result) => result.problem !== null);
    const files = results.flatMap((result) => result.files);
    if (failed !== undefined) return { files, problem: failed.problem, path: failed.path };
    return { files, problem: files.length === 0 ? 'no-match' : null, path };
  }

  #one(path: string, outside: IncludeProblem): Resolved {
    try {
      if (!this.isInRoots(path)) return { files: [], problem: outside, path };
      const status = this.files.system.status(path);
      if (status.kind !== 'file') return { files: [], problem: 'not-a-file', path };
      const file = this.files.read(path);
      return whyNotText(file.bytes) === null
        ? { files: [file], problem: null, path }
        : { files: [], problem: 'not-text', path };
    } catch (error) {
      const missing = ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
      return { files: [], problem: missing ? 'missing' : 'unreadable', path };
    }
  }

  /** Checked by the real path, so that no symbolic link leads out. What does not exist is checked by its folder. */
  isInRoots(path: string): boolean {
    for (let at = path; ; at = dirname(at)) {
      try {
        const real = this.files.system.realPath(at);
        return this.roots.folders.some((root) => isUnder(real, root) && !isOfGit(real, root));
      } catch (error) {
        if (dirname(at) === at || !['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return this.#named(path);
      }
    }
  }

  #named(path: string): boolean {
    return this.roots.folders.some((root) => isUnder(normalize(path), root));
  }
}
