import { getOrMake } from '../base/collections.ts';
import { UsageError } from '../base/usage-error.ts';
import type { Git } from './git.ts';
import { FOLDER, SUBMODULE, type Entry, type Trees } from './revision-files.ts';

/** Reads `MODE ID STAGE<tab>PATH<nul>…`. Throws a UsageError for a merge conflict. */
function stagedIn(listing: string): { path: string; mode: string; id: string }[] {
  return listing
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', id = '', stage = ''] = line.slice(0, tab).split(' ');
      const path = line.slice(tab + 1);
      if (stage !== '0')
        throw new UsageError(
          `'${path}' has a merge conflict: settle it and stage the file, then check again`,
        );
      return { path, mode, id };
    });
}

function sizesOf(ids: readonly string[], git: Git): Map<string, number> {
  const answer = git.ask(['cat-file', '--batch-check=%(objectname) %(objectsize)'], `${ids.join('\n')}\n`);
  const lines = (answer?.toString() ?? '').split('\n').map((line) => line.split(' '));
  return new Map(lines.map(([id = '', size]) => [id, Number(size) || 0]));
}

/** The folders that a commit would write, made from the index without writing, and the paths of all files from the top. */
export interface StagedTrees extends Trees {
  readonly paths: readonly string[];
}

/** The staged folders of the work tree of `git`. Throws a UsageError for a merge conflict. */
export function stagedTrees(git: Git): StagedTrees {
  const listing = git.ask(['ls-files', '-z', '--stage', '--full-name']);
  if (listing === null) throw new UsageError('what is staged cannot be read from the repository');
  const staged = stagedIn(listing.toString());
  const root = '';
  const folders = new Map([[root, new Map<string, Entry>()]]);
  const add = (path: string, entry: Entry): void => {
    const slash = path.lastIndexOf('/');
    const parent = path.slice(0, Math.max(0, slash));
    const entries = getOrMake(folders, parent, () => new Map<string, Entry>());
    if (entries.size === 0 && parent !== root) add(parent, { mode: FOLDER, id: parent, size: 0 });
    entries.set(path.slice(slash + 1), entry);
  };
  for (const { path, mode, id } of staged) add(path, { mode, id, size: 0 });
  return {
    root,
    paths: staged.filter(({ mode }) => mode !== SUBMODULE).map(({ path }) => path),
    entriesIn(id) {
      const folder = folders.get(id);
      if (folder === undefined) return null;
      const ids = [...folder.values()].filter(({ mode }) => mode !== FOLDER).map((entry) => entry.id);
      const sizes = ids.length === 0 ? new Map<string, number>() : sizesOf(ids, git);
      return new Map(
        [...folder].map(([name, entry]) => [name, { ...entry, size: sizes.get(entry.id) ?? 0 }]),
      );
    },
  };
}
