import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathBelow } from '../model/source/file-system.ts';
import { workTreeOf } from '../model/source/includes.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { shownPath } from '../base/paths.ts';
import { UsageError } from '../base/usage-error.ts';
import { Git, type Environment } from './git.ts';
import { stagedTrees, type StagedTrees } from './index-trees.ts';
import { RevisionFiles, treesOf } from './revision-files.ts';
import { VersionedFiles } from './versioned-files.ts';

export interface WorkTree {
  readonly git: Git;
  /** Its top, absolute, links resolved. */
  readonly top: string;
}

export interface RevisionState {
  readonly files: VersionedFiles;
  /** Path now → path then, absolute, for files that were renamed since. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Tracked files that are gone from the disk, absolute: git was not told where they went. */
  readonly gone: readonly string[];
}

/** The work tree around a folder. Throws a UsageError that names the option that needs it if there is none. */
export function workTreeAt(
  folder: string,
  option: string,
  { environment, workingDirectory }: { environment: Environment; workingDirectory: string },
): WorkTree {
  const top = new Git(folder, environment).line(['rev-parse', '--show-toplevel']);
  if (top === null || top === '') {
    const where = shownPath(folder, workingDirectory);
    const which = where === '.' ? 'this folder' : `'${where}'`;
    throw new UsageError(`${option} compares with git: ${which} is in no git work tree that git would read`);
  }
  // Within a commit git uses another index than usual.
  const index = environment.GIT_INDEX_FILE ?? '';
  const path = isAbsolute(index) ? index : resolve(top, index);
  return { git: new Git(top, environment, index === '' ? undefined : path), top };
}

/** Throws a UsageError for a file that is in another work tree, such as a submodule. */
export function refuseOtherTrees(
  paths: readonly string[],
  { top }: WorkTree,
  workingDirectory: string,
): void {
  for (const path of paths) {
    if (pathBelow(path, top) !== undefined && workTreeOf(dirname(path), nodeFileSystem) === top) continue;
    throw new UsageError(
      `'${shownPath(path, workingDirectory)}' is not in the git work tree ${top} like the rest, but in a submodule or elsewhere: check it by itself`,
    );
  }
}

/** The tree of a revision; the empty tree for `HEAD` of a repository without a commit. */
function treeOf(revision: string, option: string, { git }: WorkTree): string {
  const tree = git.treeOf(revision);
  if (tree !== null) return tree;
  const isNew = git.line(['rev-parse', '--verify', '--quiet', 'HEAD']) === null;
  if (isNew && revision === 'HEAD') return git.line(['hash-object', '-t', 'tree', '--stdin']) ?? '';
  const isShallow = git.line(['rev-parse', '--is-shallow-repository']) === 'true';
  const hint = isNew
    ? '; nothing is committed yet'
    : isShallow
      ? '; this clone is shallow, so fetch more of its history (git fetch --unshallow)'
      : '';
  throw new UsageError(`${option}: git knows no revision '${revision}'${hint}`);
}

/** Files that were renamed since a tree, as far as git was told. */
function renamedSince(tree: string, { git, top }: WorkTree): Map<string, string> {
  const plain = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const what = ['--cached', '-M', '-z', '--name-status', '--diff-filter=R', ...plain];
  const answer = git.ask(['diff-index', ...what, tree, '--']);
  const words = (answer?.toString() ?? '').split('\0');
  const renamed = new Map<string, string>();
  for (let at = 0; at + 2 < words.length; at += 3)
    renamed.set(join(top, words[at + 2] ?? ''), join(top, words[at + 1] ?? ''));
  return renamed;
}

function goneFromDisk({ git, top }: WorkTree): string[] {
  const names = git.ask(['ls-files', '-z', '--deleted'])?.toString().split('\0') ?? [];
  return names.flatMap((name) => (name === '' ? [] : [join(top, name)]));
}

/** The work tree as it was in a revision. Throws a UsageError for an unknown one. */
export function stateIn(revision: string, option: string, tree: WorkTree): RevisionState {
  const { git, top } = tree;
  const id = treeOf(revision, option, tree);
  const kept = new RevisionFiles(git, top, treesOf(git, id), nodeFileSystem);
  return {
    files: new VersionedFiles(git, kept, nodeFileSystem),
    renamed: renamedSince(id, tree),
    gone: goneFromDisk(tree),
  };
}

/** The work tree with what is staged; `isFirst` if nothing was committed before. */
export interface StagedState {
  readonly files: VersionedFiles;
  readonly trees: StagedTrees;
  readonly isFirst: boolean;
}

/** The work tree with what is staged. Throws a UsageError for a merge conflict. */
export function stagedState({ git, top }: WorkTree): StagedState {
  const trees = stagedTrees(git);
  const kept = new RevisionFiles(git, top, trees, nodeFileSystem);
  return {
    files: new VersionedFiles(git, kept, nodeFileSystem),
    trees,
    isFirst: git.line(['rev-parse', '--verify', '--quiet', 'HEAD']) === null,
  };
}
