import { isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../base/usage-error.ts';
import { Git, type Environment } from '../git/git.ts';
import { RevisionError, RevisionFiles, treesOf } from '../git/revision-files.ts';
import type { LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { workTreeOf } from '../model/source/includes.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { pathBelow, type FileSystem } from '../model/source/file-system.ts';
import { readConfiguration, UnreadableConfiguration } from './configurations.ts';
import { refuseLeaving } from './link-guard.ts';
import { pathHint } from './find-files.ts';

interface Caller {
  readonly workingDirectory: string;
  readonly environment: Environment;
}

/** A configuration to compare: a file on the disk or in a revision of git. */
export interface ComparedFile {
  readonly name: string;
  readonly path: string;
  readonly system: FileSystem;
  readonly isRevision: boolean;
  /** That of the call: paths are shown relative to it. */
  readonly workingDirectory: string;
}

/** The offset of the colon after a revision, -1 for none; colons in braces belong to the revision (`main@{10:30}:config`). */
function endOfRevision(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}') depth--;
    else if (text[at] === ':' && depth <= 0) return at;
  }
  return -1;
}

function inRevision(given: string, end: number, { workingDirectory, environment }: Caller): ComparedFile {
  const [revision, path] = [given.slice(0, end), given.slice(end + 1)];
  if (revision === '')
    throw new UsageError(`'${given}' names no revision; write REV:PATH, such as main:config`);
  if (path === '') throw new UsageError(`'${given}' names no file; write REV:PATH, such as main:config`);
  // No revision has such a name; git would take it for an option or for several arguments.
  if (revision.startsWith('-') || /[\0-\x1f\x7f]/.test(given))
    throw new UsageError(`'${given}' has no name of a revision before the colon`);
  // A bare repository is allowed outside of work trees only: within one, such a folder may be a trap.
  const isOutside = !nodeFileSystem.exists(join(workTreeOf(workingDirectory, nodeFileSystem), '.git'));
  const git = new Git(workingDirectory, environment, undefined, isOutside);
  const top = git.line(['rev-parse', '--show-toplevel']) ?? git.line(['rev-parse', '--absolute-git-dir']);
  if (top === null)
    throw new UsageError(`'${given}' cannot be read: the working directory is in no git repository`);
  const tree = git.treeOf(revision);
  if (tree === null) throw new UsageError(`'${given}' cannot be read: git knows no revision '${revision}'`);
  // As in git, ./ and ../ start from the current folder, all else from the top.
  const isRelative = /^\.\.?(?:\/|$)/.test(path);
  const absolute = isAbsolute(path)
    ? path
    : resolve(isRelative ? nodeFileSystem.realPath(workingDirectory) : top, path);
  if (pathBelow(absolute, top) === undefined || isAbsolute(path))
    throw new UsageError(`'${given}': the path behind the colon is to start from the top of the work tree`);
  return {
    name: given,
    path: join(absolute),
    system: new RevisionFiles(git, top, treesOf(git, tree), nodeFileSystem),
    ...{ isRevision: true, workingDirectory },
  };
}

/** The configuration that an argument names; a file on the disk comes first. Throws a UsageError. */
export function comparedFile(given: string, caller: Caller): ComparedFile {
  if (given === '') throw new UsageError('the name of a configuration is empty');
  const { workingDirectory } = caller;
  const path = resolve(workingDirectory, given);
  const end = endOfRevision(given);
  if (end === -1 || nodeFileSystem.exists(path)) {
    refuseLeaving(given, path);
    return { name: given, path, system: nodeFileSystem, isRevision: false, workingDirectory };
  }
  return inRevision(given, end, caller);
}

/** Reads one of the two with its includes. Throws a UsageError. */
export function loadCompared(
  { name, path, system, isRevision, workingDirectory }: ComparedFile,
  options: LoadOptions,
): Model {
  try {
    return readConfiguration(path, new SourceFiles(system), options);
  } catch (error) {
    if (!(error instanceof UnreadableConfiguration)) throw error;
    const inRevision = reasonInRevision(error.cause, ['ENOENT', 'EACCES', 'EIO']);
    const reason = inRevision === null ? error.reason : `it ${inRevision}`;
    const isMissing = error.code === 'ENOENT' && !isRevision && endOfRevision(name) === -1;
    const near = isMissing ? pathHint(path, system, workingDirectory) : '';
    const form = isMissing ? '; a file of a git revision is REV:PATH, such as main:config' : '';
    const hint = near === '' ? form : near;
    throw new UsageError(`'${name}' cannot be read: ${reason}${hint}`);
  }
}

function reasonInRevision(error: unknown, codes: readonly string[]): string | null {
  return error instanceof RevisionError && codes.includes(error.code) ? error.reason : null;
}

/** Why git does not give an include of a revision; null for any other reason. */
export function whyUnreadable(system: FileSystem, path: string): string | null {
  try {
    system.status(path);
    return null;
  } catch (error) {
    return reasonInRevision(error, ['EACCES', 'EIO']);
  }
}
