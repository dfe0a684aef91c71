import { dirname, resolve } from 'node:path';
import type { Narrow } from '../engine/lint-result.ts';
import { lint } from '../suppressions/lint.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { loadModel, type LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles, type SourceFile } from '../model/source/source-file.ts';
import { visible } from '../report/visible.ts';
import { readGlob } from '../settings/globs.ts';
import type { SettingsInForce } from '../settings/in-force.ts';
import { causedBy, type FilesByPath } from './new-findings.ts';
import { mostLike } from '../git/changed-lines.ts';
import { NEVER_SEARCHED, type Search } from './find-files.ts';
import type { LintOptions } from '../cli/options.ts';
import type { Surroundings } from '../cli/terminal.ts';
import type { VersionedFiles } from '../git/versioned-files.ts';
import {
  refuseOtherTrees,
  stagedState,
  stateIn,
  workTreeAt,
  type KeptState,
  type StagedState,
  type WorkTree,
} from '../git/work-tree.ts';

/** A change to look at: what is staged, or all since a revision. */
export interface Change {
  readonly tree: WorkTree;
  readonly option: '--since' | '--staged';
  readonly revision: string;
  /** To go on with: `3 errors since main`. */
  readonly label: string;
  /** What is staged, where that is what counts and not the work tree. */
  readonly staged: StagedState | null;
}

/** The folder that decides which work tree is meant: of the first path that is there. */
function folderOf(paths: readonly string[], { entries }: SettingsInForce, workingDirectory: string): string {
  const [first] = paths.length > 0 ? paths : entries;
  const start = first === undefined ? workingDirectory : resolve(workingDirectory, first);
  for (let at = start; ; at = dirname(at)) {
    try {
      const real = nodeFileSystem.realPath(at);
      return nodeFileSystem.status(real).kind === 'folder' ? real : dirname(real);
    } catch {
      if (dirname(at) === at) return workingDirectory;
    }
  }
}

/** What `--since` or `--staged` asks for. Throws a UsageError where git cannot tell. */
export function changeAsked(
  paths: readonly string[],
  { since, staged }: Pick<LintOptions, 'since' | 'staged'>,
  inForce: SettingsInForce,
  surroundings: Surroundings,
): Change {
  const option = staged === true ? '--staged' : '--since';
  const folder = folderOf(paths, inForce, surroundings.workingDirectory);
  const tree = workTreeAt(folder, option, surroundings);
  if (staged !== true) {
    const revision = since ?? '';
    return { tree, option, revision, label: `since ${revision}`, staged: null };
  }
  const state = stagedState(tree);
  const label = state.isFirst ? 'in the first commit' : 'since the last commit';
  return { tree, option, revision: 'HEAD', label, staged: state };
}

/** Looks for files among those that are staged. */
export function searchStaged({ tree, staged }: Change): Search {
  const paths = staged?.trees.paths ?? [];
  return (patterns, folder) => {
    const wanted = patterns.flatMap((pattern) => readGlob(pattern) ?? []);
    const never = NEVER_SEARCHED.flatMap((pattern) => readGlob(pattern) ?? []);
    const inFolder = paths.flatMap((path) => {
      const absolute = resolve(tree.top, path);
      const start = folder.endsWith('/') ? folder : `${folder}/`;
      return absolute.startsWith(start) ? [{ absolute, below: absolute.slice(start.length) }] : [];
    });
    const found = inFolder.filter(
      ({ below }) => wanted.some((test) => test(below)) && !never.some((test) => test(below)),
    );
    return Promise.resolve(found.map(({ absolute }) => absolute));
  };
}

function filesOf(models: readonly Model[]): FilesByPath {
  return new Map(models.flatMap((model) => model.files.map((file) => [file.path, file])));
}

/** The configurations as they were, each by the path of what it is now. */
class OldModels {
  readonly byPath = new Map<string, Model>();
  readonly #cache: SourceFiles;

  constructor(
    readonly state: KeptState,
    now: readonly Model[],
    options: LoadOptions,
    /** Files that may have gone to where git knows nothing of them. */
    readonly gone: readonly string[],
  ) {
    this.#cache = new SourceFiles(state.files);
    const mainPaths = new Set([...(options.mainPaths ?? [])].map((path) => this.#pathOf(path)));
    for (const { main, kind } of now) {
      const file = this.fileBefore(main);
      if (file === null) continue;
      // What is a main configuration now was to be one before.
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

  /** The file that went where one is now that git knows nothing of: the one that is most like it. */
  #movedFrom(file: SourceFile): SourceFile | null {
    const gone = this.gone.flatMap((path) => this.#read(this.#pathOf(path)) ?? []);
    return gone.length === 0 ? null : mostLike(file, gone);
  }
}

/** What the findings of a call are held against. */
export interface Against {
  readonly narrow: Narrow;
  /** The configuration as it was. */
  readonly previous: (model: Model) => Model | undefined;
}

/** What a call brings along for looking at a change. */
export interface ChangedCall {
  readonly listed: readonly string[];
  readonly models: readonly Model[];
  readonly loadOptions: LoadOptions;
  readonly rules: readonly Rule[];
  /** With the parser for choices in comments. */
  readonly settings: Settings;
  readonly surroundings: Surroundings;
}

/** Submodules are at a commit, and what is in them comes from the disk: a change there is not seen. */
async function saySubmodules(systems: readonly VersionedFiles[], { errors }: Surroundings): Promise<void> {
  const names = new Set(systems.flatMap(({ submodules }) => [...submodules]));
  for (const name of names)
    await errors.write(
      `pmta-lint: ${visible(`'${name}' is a submodule: a change inside it is not looked at`)}\n`,
    );
}

/** Checks the configurations as they were before a change. Throws a UsageError for an unknown revision. */
export async function checkBefore(change: Change, call: ChangedCall): Promise<Against> {
  const { models, rules, surroundings } = call;
  refuseOtherTrees(
    models.map(({ main }) => main.realPath),
    change.tree,
    surroundings.workingDirectory,
  );
  const state = stateIn(change.revision, change.option, change.tree);
  const old = new OldModels(state, models, call.loadOptions, change.staged === null ? state.gone : []);
  const oldModels = [...old.byPath.values()];
  const isTracked = (path: string): boolean => state.files.kept.exists(path);
  const { findings } = lint(oldModels, rules, { ...call.settings, isTracked });
  const before = {
    findings,
    files: filesOf(oldModels),
    fileBefore: (file: SourceFile) => old.fileBefore(file),
  };
  await saySubmodules([state.files, ...(change.staged === null ? [] : [change.staged.files])], surroundings);
  return {
    narrow: (result, now) => ({ ...result, findings: causedBy(result.findings, filesOf(now), before) }),
    previous: ({ main }) => old.byPath.get(main.path),
  };
}

/** Why the file at a path cannot be written with what was made of its staged text; null if it can. */
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
