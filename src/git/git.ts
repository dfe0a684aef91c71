import { spawnSync } from 'node:child_process';
import { delimiter, isAbsolute } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';

/*
 * Git, asked without a shell and without anything that a repository's settings or the environment could make it run:
 * no hooks, no monitor, no pager, no filters, no network.
 */

const CAREFUL = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
  // A folder of a repository that holds HEAD, config and the like is not to be taken for a repository of its own.
  '-c',
  'safe.bareRepository=explicit',
  '--no-pager',
  '--literal-pathspecs',
  '--no-replace-objects',
];

/** Bytes that git may answer with: a folder of many files is read at once. */
const LONGEST_ANSWER = 512 * 2 ** 20;

/** The folders of a search path that do not depend on where one is: a repository may hold a program named git. */
function fixedFolders(path: string): string {
  return path.split(delimiter).filter(isAbsolute).join(delimiter);
}

/** The environment without what could lead git elsewhere. */
function quietEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  index: string | undefined,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.toUpperCase().startsWith('GIT_') || name === 'GIT_CEILING_DIRECTORIES',
  );
  return {
    ...Object.fromEntries(
      kept.map(([name, value]) => [
        name,
        name.toUpperCase() === 'PATH' && value !== undefined ? fixedFolders(value) : value,
      ]),
    ),
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    // Older versions do not know the second; of the first, no setting of a repository takes anything back.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** Git in one folder. */
export class Git {
  /**
   * @param index The file that holds what is staged, absolute; that of the work tree if absent.
   * @param mayBeBare Whether the folder may be a repository without a work tree.
   */
  constructor(
    readonly folder: string,
    readonly environment: Readonly<Record<string, string | undefined>>,
    readonly index?: string,
    readonly mayBeBare = false,
  ) {}

  /** What a command prints; null where it fails. Throws a UsageError where git cannot be run. */
  ask(args: readonly string[], input = ''): Buffer | null {
    const careful = this.mayBeBare ? [...CAREFUL, '-c', 'safe.bareRepository=all'] : CAREFUL;
    const { status, stdout, error } = spawnSync('git', [...careful, ...args], {
      cwd: this.folder,
      env: quietEnvironment(this.environment, this.index),
      input,
      maxBuffer: LONGEST_ANSWER,
      shell: false,
      windowsHide: true,
    });
    if (error !== undefined) throw new UsageError(`git cannot be run: ${error.message}`);
    return status === 0 ? stdout : null;
  }

  /** The id of the tree of a revision; null for what is no revision. */
  treeOf(revision: string): string | null {
    // Git has no names like these: the first would be taken for an option, the others for several arguments.
    if (revision === '' || revision.startsWith('-') || /[\0-\x1f\x7f]/.test(revision)) return null;
    const id = this.line(['rev-parse', '--verify', '--quiet', `${revision}^{tree}`]);
    return id !== null && /^[\da-f]{40,64}$/.test(id) ? id : null;
  }

  /** One line that a command prints. */
  line(args: readonly string[]): string | null {
    return this.ask(args)?.toString().replace(/\n$/, '') ?? null;
  }
}
