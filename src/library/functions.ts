import type { CompareReport, EffectiveReport, LintReport, ReplyReport } from '../report/shapes.ts';
import { UsageError } from '../base/usage-error.ts';
import { SettingsError as InternalSettingsError } from '../settings/settings-file.ts';
import { InvalidArgumentError, SettingsError } from './errors.ts';
import type {
  Configuration,
  FixOptions,
  FixReport,
  LintOptions,
  QueueOptions,
  ReadingOptions,
} from './options.ts';

/*
 * The functions are loaded on the first call: the bundle of the command contains the library too, and its start must not
 * take longer for that.
 */

/** Does a piece of work; its errors become those of this package, except bugs of ours. */
async function publicly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InternalSettingsError) throw new SettingsError(error.problems);
    if (error instanceof UsageError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/**
 * Checks configurations as `pmta-lint` does.
 *
 * @param what One configuration, or paths on the disk: files, folders and globs.
 * @returns What `--format json` prints. What could not be read is among its `failures`, and the rest is checked.
 */
export function lint(
  what: Configuration | readonly string[],
  options: LintOptions = {},
): Promise<LintReport> {
  return publicly(async () => (await import('./checking.ts')).lint(what, options));
}

/**
 * Works out what the fixes of configurations change; `--fix` and `--diff` do the same. Nothing is written without `write`;
 * with it, all files or none.
 */
export function fix(what: Configuration | readonly string[], options: FixOptions = {}): Promise<FixReport> {
  return publicly(async () => (await import('./checking.ts')).fix(what, options));
}

/**
 * Returns the effective settings of the queue of a domain, where each was set, and what it overrides.
 *
 * @returns What `pmta-lint effective --format json` prints.
 */
export function effective(
  domain: string,
  configuration: Configuration,
  options: QueueOptions = {},
): Promise<EffectiveReport> {
  return publicly(async () => (await import('./queues.ts')).effective(domain, configuration, options));
}

/**
 * Returns what changes for mail from one configuration to another.
 *
 * @returns What `pmta-lint compare --format json` prints.
 */
export function compare(
  before: Configuration,
  after: Configuration,
  options: ReadingOptions = {},
): Promise<CompareReport> {
  return publicly(async () => (await import('./queues.ts')).compare(before, after, options));
}

/**
 * Returns what PowerMTA does with an SMTP reply in the queue of a domain.
 *
 * @param text The reply, such as `421 4.7.0 try again later`.
 * @returns What `pmta-lint reply --format json` prints.
 */
export function reply(
  domain: string,
  text: string,
  configuration: Configuration,
  options: QueueOptions = {},
): Promise<ReplyReport> {
  return publicly(async () => (await import('./queues.ts')).reply(domain, text, configuration, options));
}
