import { spawnSync } from 'node:child_process';
import { delimiter, isAbsolute } from 'node:path';
import { UsageError } from '../base/usage-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/*
 * Git runs without a shell and without anything that a repository's settings or the environment could make it run: no
 * hooks, no monitor, no pager, no filters, no network.
 */

const CAREFUL = [
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'],
  // A folder that holds HEAD, config and the like must not count as a repository.
  ...['-c', 'safe.bareRepository=explicit'],
  ...['--no-pager', '--literal-pathspecs', '--no-replace-objects'],
];

/** The most bytes that git may print: a folder of many files is read at once. */
const LONGEST_ANSWER = 512 * 2 ** 20;

/** The environment without variables that could lead git elsewhere. */
function quietEnvironment(environment: Environment, index: string | undefined): Environment {
  const kept = Object.entries(environment)
    .filter(([name]) => !name.toUpperCase().startsWith('GIT_') || name === 'GIT_CEILING_DIRECTORIES')
    // A folder of the search path that is not absolute may be in a repository that contains a program named git.
    .map(([name, value]): [string, string | undefined] => [
      name,
      name.toUpperCase() === 'PATH' ? value?.split(delimiter).filter(isAbsolute).join(delimiter) : value,
    ]);
  return {
    ...Object.fromEntries(kept),
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    // No setting of a repository overrides the first; older versions do not know the second.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

export class Git {
  constructor(
    readonly folder: string,
    readonly environment: Environment,
    /** Absolute; that of the work tree if absent. */
    readonly index?: string,
    readonly mayBeBare = false,
  ) {}

  /** What a command prints; null if it fails. Throws a UsageError if git cannot be run. */
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

  /** The id of the tree of a revision; null for what is not a revision. */
  treeOf(revision: string): string | null {
    // No revision has such a name; git would take it for an option or for several arguments.
    if (revision === '' || revision.startsWith('-') || /[\0-\x1f\x7f]/.test(revision)) return null;
    const id = this.line(['rev-parse', '--verify', '--quiet', `${revision}^{tree}`]);
    return id !== null && /^[\da-f]{40,64}$/.test(id) ? id : null;
  }

  line(args: readonly string[]): string | null {
    return this.ask(args)?.toString().replace(/\n$/, '') ?? null;
  }
}
