import { watch, type FSWatcher } from 'node:fs';
import { resolve } from 'node:path';
import { listOf } from '../../engine/message.ts';
import { codeOf, reasonOf } from '../../model/source/file-system.ts';
import { listenToReading } from '../../model/source/node-file-system.ts';
import { shownPath } from '../../base/paths.ts';
import { counted } from '../../report/findings/summary.ts';
import { visible } from '../../base/visible.ts';
import { isProgram } from '../../settings/document.ts';
import type { LintOptions } from './options.ts';
import { reportTargets } from './reporting.ts';
import { SeenFiles } from '../../app/watched-files.ts';
import { warn, type CliContext } from '../terminal.ts';
import { UsageError } from '../../base/usage-error.ts';

/** Milliseconds without a change before a check: an editor saves in several steps. */
const QUIET = 100;
/** Milliseconds after the first change after which a check does not wait for more. */
const LONGEST_WAIT = 1000;

/** Options for something that is done once, and why it cannot be repeated. */
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

/** Watches folders, not files, so that a file that an editor replaces is noticed too. */
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
          // The folder is gone; the watcher of its parent reports that.
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

/** Waits until something that was read has changed; returns the paths, none if the wait was ended. */
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
    // Looks before the first event: something may have changed during the run.
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

/** Ends the wait on SIGINT. Before and after it, during a check, SIGINT ends the process at once. */
function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.once('SIGINT', abort);
  return { signal: controller.signal, release: () => process.off('SIGINT', abort) };
}

/** The folders of a path before its first wildcard. */
function topOf(path: string): string {
  const parts = path.split('/');
  const wild = parts.findIndex((part) => /[*?[\]{}!]/.test(part));
  return wild === -1 ? path : path.startsWith('/') && wild === 1 ? '/' : parts.slice(0, wild).join('/');
}

/** Checks once; returns what was read. An error in the call is thrown unless something was read. */
async function checkOnce(
  tops: readonly string[],
  written: ReadonlySet<string>,
  context: CliContext,
  check: () => Promise<number>,
): Promise<SeenFiles> {
  const seen = new SeenFiles(written);
  for (const top of tops) seen.noticeTree(top);
  listenToReading(seen.notice);
  try {
    await check();
  } catch (error) {
    if (!(error instanceof UsageError) || seen.read.size === 0) throw error;
    for (const problem of error.problems) await warn(context, problem);
  } finally {
    listenToReading(null);
  }
  return seen;
}

/** Waits for a change; false if SIGINT ended the wait instead. */
async function waitForChange(seen: SeenFiles, context: CliContext): Promise<boolean> {
  const { signal, release } = interruption();
  try {
    return await changeNoted(seen, signal, context);
  } finally {
    release();
  }
}

/** Waits for a change and prints what changed; false if the wait was ended instead. */
async function changeNoted(seen: SeenFiles, end: AbortSignal, context: CliContext): Promise<boolean> {
  const { output, errors, environment, workingDirectory } = context;
  if (seen.mostFolders !== null)
    await warn(context, `new files are looked for in ${counted(seen.mostFolders, 'folder')} alone`);
  await errors.write(`Watching ${counted(seen.read.size, 'file')}; Ctrl-C ends\n`);
  const changed = await changeOf(seen, end, (problem) =>
    warn(context, `some folders cannot be watched: ${reasonOf(problem)}`),
  );
  if (changed.length === 0) return false;
  if (output.isTerminal && environment.TERM !== 'dumb') await output.write('\u001b[2J\u001b[H');
  const shown = (path: string): string => shownPath(path, workingDirectory);
  await errors.write(`${visible(listOf(changed.map(shown)))} changed\n`);
  for (const path of changed.filter((one) => isProgram(one) && seen.existed(one)))
    await warn(context, `${shown(path)} is a program and was run at the start: end this and begin anew`);
  return true;
}

/** Checks again after each change of what was read; returns 0 when the user ends it. Throws a UsageError of the first run. */
export async function watchFiles(
  paths: readonly string[],
  options: LintOptions,
  context: CliContext,
  check: () => Promise<number>,
): Promise<number> {
  refuseOnce(options);
  const tops = (paths.length === 0 ? ['.'] : paths).map((path) =>
    resolve(context.workingDirectory, topOf(path)),
  );
  const { files } = await reportTargets(options, context.workingDirectory);
  const written = new Set(files.map(({ path }) => path));
  let seen: SeenFiles;
  do seen = await checkOnce(tops, written, context, check);
  while (await waitForChange(seen, context));
  return 0;
}
