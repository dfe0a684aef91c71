import { dirname, resolve } from 'node:path';
import type { Narrow } from '../engine/lint-result.ts';
import { lint } from '../suppressions/lint.ts';
import { loadModel, type LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { filesByPath } from '../model/project.ts';
import { pathBelow } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles, type SourceFile } from '../model/source/source-file.ts';
import { readGlob } from '../settings/globs.ts';
import { newFindings } from './new-findings.ts';
import { mostLike } from '../git/changed-lines.ts';
import { NEVER_SEARCHED, type Search } from './find-files.ts';
import type { Environment } from '../git/git.ts';
import type { Change, LintRun } from './run.ts';
import { refuseOtherTrees, stagedState, stateIn, workTreeAt, type RevisionState } from '../git/work-tree.ts';

/** The folder whose work tree is meant: that of a path, as far as it exists. */
function folderOf(path: string, workingDirectory: string): string {
  const start = resolve(workingDirectory, path);
  for (let at = start; ; at = dirname(at)) {
    try {
      const real = nodeFileSystem.realPath(at);
      return nodeFileSystem.status(real).kind === 'folder' ? real : dirname(real);
    } catch {
      if (dirname(at) === at) return workingDirectory;
    }
  }
}

/** The change since a revision, or what is staged for null. Throws a UsageError without git or a work tree. */
export function changeSince(
  path: string,
  revision: string | null,
  caller: { readonly workingDirectory: string; readonly environment: Environment },
): Change {
  const option = revision === null ? '--staged' : '--since';
  const tree = workTreeAt(folderOf(path, caller.workingDirectory), option, caller);
  if (revision !== null) return { tree, option, revision, label: `since ${revision}`, staged: null };
  const state = stagedState(tree);
  const label = state.isFirst ? 'in the first commit' : 'since the last commit';
  return { tree, option, revision: 'HEAD', label, staged: state };
}

export function searchStaged({ tree, staged }: Change): Search {
  const paths = staged?.trees.paths ?? [];
  return (patterns, folder) => {
    const wanted = patterns.flatMap((pattern) => readGlob(pattern) ?? []);
    const never = NEVER_SEARCHED.flatMap((pattern) => readGlob(pattern) ?? []);
    const found = paths
      .map((path) => resolve(tree.top, path))
      .filter((path) => {
        const below = pathBelow(path, folder) ?? '';
        return below !== '' && wanted.some((test) => test(below)) && !never.some((test) => test(below));
      });
    return Promise.resolve(found);
  };
}

/** The configurations as they were, each by the path of what it is now. */
class OldModels {
  readonly byPath = new Map<string, Model>();
  readonly #cache: SourceFiles;

  constructor(
    readonly state: RevisionState,
    now: readonly Model[],
    options: LoadOptions,
    /** Files that may have been moved without telling git. */
    readonly gone: readonly string[],
  ) {
    this.#cache = new SourceFiles(state.files);
    const mainPaths = new Set([...(options.mainPaths ?? [])].map((path) => this.#pathOf(path)));
    for (const { main, kind } of now) {
      const file = this.fileBefore(main);
      if (file === null) continue;
      // A main configuration is taken for one before, too.
      const isMain = kind === 'main';
      this.byPath.set(main.path, loadModel(file, this.#cache, { ...options, mainPaths, isMain }));
    }
  }

  #pathOf(path: string): string {
    return this.state.renamed.get(path) ?? path;
  }

  fileBefore(file: SourceFile): SourceFile | null {
    return this.#read(this.#pathOf(file.realPath)) ?? this.#movedFrom(file);
  }

  #read(path: string): SourceFile | null {
    try {
      return this.#cache.read(path);
    } catch {
      return null;
    }
  }

  /** The gone file that an untracked one is most like. */
  #movedFrom(file: SourceFile): SourceFile | null {
    const gone = this.gone.flatMap((path) => this.#read(this.#pathOf(path)) ?? []);
    return gone.length === 0 ? null : mostLike(file, gone);
  }
}

interface StateBefore {
  readonly narrow: Narrow;
  readonly previous: (model: Model) => Model | undefined;
  /** Submodules that were read; a change inside one is not seen, since its files come from the disk. */
  readonly submodules: readonly string[];
}

/** Checks the configurations as they were before a change. Throws a UsageError for an unknown revision. */
export function checkBefore(change: Change, run: LintRun, workingDirectory: string): StateBefore {
  const models = run.load(run.files);
  const mains = models.map(({ main }) => main.realPath);
  refuseOtherTrees(mains, change.tree, workingDirectory);
  const state = stateIn(change.revision, change.option, change.tree);
  const old = new OldModels(state, models, run.loadOptions, change.staged === null ? state.gone : []);
  const oldModels = [...old.byPath.values()];
  const isTracked = (path: string): boolean => state.files.kept.exists(path);
  const { findings } = lint(oldModels, run.rules, { ...run.settings, isTracked });
  const before = {
    findings,
    files: filesByPath(oldModels),
    fileBefore: (file: SourceFile) => old.fileBefore(file),
  };
  const submodules = new Set([...state.files.submodules, ...(change.staged?.files.submodules ?? [])]);
  return {
    narrow: (result, now) => ({
      ...result,
      findings: newFindings(result.findings, filesByPath(now), before),
    }),
    previous: ({ main }) => old.byPath.get(main.path),
    submodules: [...submodules],
  };
}

/** Those of some written files that the next commit would contain as they were before; git ignores the others. */
export function unstagedFiles(written: readonly SourceFile[], { staged }: Change): SourceFile[] {
  return written.filter(({ realPath }) => staged?.files.kept.exists(realPath) === true);
}

/** Why a file cannot be written with fixes of its staged text; null if it can. */
export function whyPartlyStaged(path: string, staged: Uint8Array): string | null {
  let now: Uint8Array;
  try {
    now = nodeFileSystem.read(path);
  } catch {
    return null;
  }
  const [onDisk, inIndex] = [Buffer.from(now), Buffer.from(staged)];
  if (onDisk.equals(inIndex)) return null;
  const plain = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\r\n', '\n');
  return plain(onDisk) === plain(inIndex)
    ? 'it has other line ends on the disk than git keeps (core.autocrlf), which a fix of the staged text would not keep: run --fix without --staged'
    : 'only a part of its changes is staged, and a fix would mix with the rest: stage all of it, or stash the rest (git stash --keep-index)';
}
