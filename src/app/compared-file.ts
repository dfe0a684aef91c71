import { isAbsolute, join, resolve } from 'node:path';
import type { LoadOptions } from '../model/load.ts';
import { loadModel } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { workTreeOf } from '../model/source/includes.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { codeOf, pathBelow, type FileSystem } from '../model/source/file-system.ts';
import { Git } from '../git/git.ts';
import { refuseLeaving } from './link-guard.ts';
import { reasonOf } from './io-errors.ts';
import { RevisionFiles, treesOf } from '../git/revision-files.ts';
import type { Surroundings } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';

/** A configuration to compare: a file on the disk, or in a revision of git where its work tree would have it. */
export interface ComparedFile {
  /** As it was given. */
  readonly name: string;
  readonly path: string;
  readonly system: FileSystem;
  readonly isRevision: boolean;
}

/** Where the colon stands that ends the revision; -1 for none. Those in braces belong to it (`main@{10:30}:config`). */
function endOfRevision(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}') depth--;
    else if (text[at] === ':' && depth <= 0) return at;
  }
  return -1;
}

function inRevision(given: string, end: number, surroundings: Surroundings): ComparedFile {
  const [revision, path] = [given.slice(0, end), given.slice(end + 1)];
  if (revision === '')
    throw new UsageError(`'${given}' names no revision; write REV:PATH, such as main:config`);
  if (path === '') throw new UsageError(`'${given}' names no file; write REV:PATH, such as main:config`);
  // Git has no names like these: the first would be taken for an option, the others for several arguments.
  if (revision.startsWith('-') || /[\0-\x1f\x7f]/.test(given))
    throw new UsageError(`'${given}' has no name of a revision before the colon`);
  const { workingDirectory, environment } = surroundings;
  // On a server one may be in a repository without a work tree; in a work tree such a folder is somebody's trick.
  const isOutside = !nodeFileSystem.exists(join(workTreeOf(workingDirectory, nodeFileSystem), '.git'));
  const git = new Git(workingDirectory, environment, undefined, isOutside);
  const top = git.line(['rev-parse', '--show-toplevel']) ?? git.line(['rev-parse', '--absolute-git-dir']);
  if (top === null)
    throw new UsageError(`'${given}' cannot be read: the working directory is in no git repository`);
  const tree = git.treeOf(revision);
  if (tree === null) throw new UsageError(`'${given}' cannot be read: git knows no revision '${revision}'`);
  // As git reads it: from the top, unless the path says that it starts from where one is.
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
    isRevision: true,
  };
}

/** What an argument of the comparison names: what is on the disk comes first. Throws a UsageError. */
export function comparedFile(given: string, surroundings: Surroundings): ComparedFile {
  if (given === '') throw new UsageError('the name of a configuration is empty');
  const path = resolve(surroundings.workingDirectory, given);
  const end = endOfRevision(given);
  if (end === -1 || nodeFileSystem.exists(path)) {
    refuseLeaving(given, path);
    return { name: given, path, system: nodeFileSystem, isRevision: false };
  }
  return inRevision(given, end, surroundings);
}

/** Reads one of the two with its includes. Throws a UsageError. */
export function loadCompared({ name, path, system, isRevision }: ComparedFile, options: LoadOptions): Model {
  const files = new SourceFiles(system);
  try {
    const file = files.read(path);
    const reason = whyNotText(file.bytes);
    if (reason !== null) throw new UsageError(`'${name}' cannot be read: ${reason}`);
    return loadModel(file, files, options);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = codeOf(error);
    const inTree = isRevision && ['ENOENT', 'EACCES', 'EIO'].includes(code);
    const message = error instanceof Error ? error.message : '';
    const reason = inTree
      ? `it ${message.slice(message.indexOf(': ') + 2).replace(/, '[^']*'$/, '')}`
      : reasonOf(error);
    const hint =
      code === 'ENOENT' && !isRevision && endOfRevision(name) === -1
        ? '; a file of a git revision is REV:PATH, such as main:config'
        : '';
    throw new UsageError(`'${name}' cannot be read: ${reason}${hint}`);
  }
}

/** Why an include of a revision could not be read, where it is something that a disk does not know. */
export function whyUnreadable(system: FileSystem, path: string): string | null {
  try {
    system.status(path);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return /^(?:EACCES|EIO): (.*), '/.exec(message)?.[1] ?? null;
  }
}
