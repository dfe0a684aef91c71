import { spawnSync } from 'node:child_process';
import { UsageError } from './usage-error.ts';

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
  '--no-pager',
  '--literal-pathspecs',
  '--no-replace-objects',
];

/** Bytes that git may answer with: a folder of many files is read at once. */
const LONGEST_ANSWER = 512 * 2 ** 20;

/** The environment without what could lead git elsewhere. */
function quietEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  index: string | undefined,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.toUpperCase().startsWith('GIT_') || name === 'GIT_CEILING_DIRECTORIES',
  );
  return {
    ...Object.fromEntries(kept),
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** Git in one folder. */
export class Git {
  /** @param index The file that holds what is staged, absolute; that of the work tree if absent. */
  constructor(
    readonly folder: string,
    readonly environment: Readonly<Record<string, string | undefined>>,
    readonly index?: string,
  ) {}

  /** What a command prints; null where it fails. Throws a UsageError where git cannot be run. */
  ask(args: readonly string[], input = ''): Buffer | null {
    const { status, stdout, error } = spawnSync('git', [...CAREFUL, ...args], {
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

  /** One line that a command prints. */
  line(args: readonly string[]): string | null {
    return this.ask(args)?.toString().replace(/\n$/, '') ?? null;
  }
}
