import { watch, type FSWatcher } from 'node:fs';
import { resolve } from 'node:path';
import { listOf } from '../../engine/message.ts';
import { codeOf } from '../../model/source/file-system.ts';
import { listenToReading } from '../../model/source/node-file-system.ts';
import { shownPath } from '../../report/paths.ts';
import { counted } from '../../report/findings/summary.ts';
import { visible } from '../../report/visible.ts';
import { isProgram } from '../../settings/document.ts';
import type { LintOptions } from '../options.ts';
import { reasonOf } from '../../model/source/io-errors.ts';
import { SeenFiles } from '../../app/watched-files.ts';
import type { Surroundings } from '../terminal.ts';
import { UsageError } from '../../base/usage-error.ts';

/** An editor saves in several steps: a check waits until nothing has happened for so long, in milliseconds … */
const QUIET = 100;
/** … but not for ever. */
const LONGEST_WAIT = 1000;

/** Options that say to do something once, and why that is no thing to do again and again. */
const ONCE = [
  ['stdin', '--stdin', 'standard input does not change'],
  ['fix', '--fix', 'files would change under the hands of whoever edits them'],
  ['diff', '--diff', 'a patch is for one state of the files'],
  ['printConfig', '--print-config', 'it is printed once'],
  ['updateBaseline', '--update-baseline', 'what is new would be hidden at once'],
  ['suppress', '--suppress', 'files would change under the hands of whoever edits them'],
] as const;

function refuseOnce(options: LintOptions): void {
  for (const [key, flag, why] of ONCE) {
    const value: unknown = options[key];
    const isGiven = Array.isArray(value) ? value.length > 0 : value === true;
    if (isGiven) throw new UsageError(`--watch does not go with ${flag}: ${why}`);
  }
}

/** Opens watchers for folders: for those, not for files, so that what an editor puts in a file's place is noticed too. */
class Watchers {
  readonly #watchers: FSWatcher[] = [];
  /** Why some folders are not watched; null where all are. */
  problem: unknown = null;

  constructor(folders: ReadonlySet<string>, onEvent: (folder: string, name: string | null) => void) {
    for (const folder of folders) {
      try {
        const watcher = watch(folder, (_, name) => {
          onEvent(folder, name);
        });
        watcher.on('error', () => {
          // A folder that is gone; what leads to it tells of that, and when it is back.
          watcher.close();
        });
        this.#watchers.push(watcher);
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(codeOf(error))) this.problem ??= error;
      }
    }
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

/** Waits until something that was seen is no longer what it was: the paths; none where the wait was ended. */
async function changeOf(
  seen: SeenFiles,
  end: AbortSignal,
  say: (problem: unknown) => Promise<void>,
): Promise<string[]> {
  const folders = seen.folders();
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  let notify: () => void = () => undefined;
  const watchers = new Watchers(folders, (folder, name) => {
    if (name !== null && !seen.concerns(folder, name, folders)) return;
    since ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(notify, Math.min(QUIET, Math.max(0, since + LONGEST_WAIT - Date.now())));
  });
  const stop = (): void => {
    notify();
  };
  end.addEventListener('abort', stop);
  try {
    if (watchers.problem !== null) await say(watchers.problem);
    // Also before the first event: something may have changed while the run went on.
    for (;;) {
      const next = new Promise<void>((resolve) => {
        notify = resolve;
      });
      if (end.aborted) return [];
      since = undefined;
      const changed = seen.changed();
      if (changed.length > 0) return changed;
      await next;
    }
  } finally {
    end.removeEventListener('abort', stop);
    clearTimeout(timer);
    watchers.close();
  }
}

/** Ends the watching on Ctrl-C, which a service manager may send too. */
function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.once('SIGINT', abort);
  return { signal: controller.signal, release: () => process.off('SIGINT', abort) };
}

/** The part of a path without wildcards that leads to those with some: '' for none. */
function topOf(path: string): string {
  const parts = path.split('/');
  const wild = parts.findIndex((part) => /[*?[\]{}!]/.test(part));
  return wild === -1 ? path : path.startsWith('/') && wild === 1 ? '/' : parts.slice(0, wild).join('/');
}

class Watch {
  readonly #around: Surroundings;
  readonly #tops: readonly string[];

  constructor(paths: readonly string[], around: Surroundings) {
    this.#around = around;
    this.#tops = (paths.length === 0 ? ['.'] : paths).map((path) =>
      resolve(around.workingDirectory, topOf(path)),
    );
  }

  async #say(text: string): Promise<void> {
    await this.#around.errors.write(`${visible(text)}\n`);
  }

  /** Checks once; what was looked at. A mistake in the call ends it, one in what was read does not. */
  async look(check: (around: Surroundings) => Promise<number>): Promise<SeenFiles> {
    const seen = new SeenFiles();
    for (const top of this.#tops) seen.noticeTree(top);
    listenToReading(seen.notice);
    try {
      await check(this.#around);
    } catch (error) {
      if (!(error instanceof UsageError) || seen.read.size === 0) throw error;
      for (const line of error.lines) await this.#say(`pmta-lint: ${line}`);
    } finally {
      listenToReading(null);
    }
    return seen;
  }

  /** Waits for a change; false where the watching was ended instead. */
  async wait(seen: SeenFiles, end: AbortSignal): Promise<boolean> {
    if (seen.mostFolders !== null)
      await this.#say(`pmta-lint: new files are looked for in ${counted(seen.mostFolders, 'folder')} alone`);
    await this.#say(`Watching ${counted(seen.read.size, 'file')}; Ctrl-C ends`);
    const changed = await changeOf(seen, end, (problem) =>
      this.#say(`pmta-lint: some folders cannot be watched: ${reasonOf(problem)}`),
    );
    if (changed.length === 0) return false;
    const { output, environment, workingDirectory } = this.#around;
    if (output.isTerminal && environment.TERM !== 'dumb') await output.write('\u001b[2J\u001b[H');
    await this.#say(`${listOf(changed.map((path) => shownPath(path, workingDirectory)))} changed`);
    for (const path of changed.filter((one) => isProgram(one) && seen.existed(one))) {
      const name = shownPath(path, workingDirectory);
      await this.#say(`pmta-lint: ${name} is a program and was run at the start: end this and begin anew`);
    }
    return true;
  }
}

/**
 * Checks, and checks again whenever something changes that the last run looked at: configurations and what they include,
 * folders that are searched, settings.
 *
 * @param check Runs the lint command once.
 * @returns The exit code: 0 when the user ends it. Throws a UsageError for options that say to do something once, and
 *   for a call that fails before it has read anything, which no change can mend.
 */
export async function watchCommand(
  paths: readonly string[],
  options: LintOptions,
  surroundings: Surroundings,
  check: (around: Surroundings) => Promise<number>,
): Promise<number> {
  refuseOnce(options);
  const { signal, release } = interruption();
  try {
    const watching = new Watch(paths, surroundings);
    let seen: SeenFiles;
    do seen = await watching.look(check);
    while (!signal.aborted && (await watching.wait(seen, signal)));
    return 0;
  } finally {
    release();
  }
}
