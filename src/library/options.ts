import type { LintReport } from '../report/shapes.ts';
import type { AppliedEffect, SettingsFile } from '../settings/settings-file.ts';

/** Texts that stand for files. Paths that are relative start from `cwd`, and from `/` without one. */
export interface ConfigurationText {
  /** The main file, or a fragment. Bytes are read as PowerMTA would: UTF-8, else Latin-1. */
  readonly text: string | Uint8Array;
  /** Where the text would be; includes are found from there. Default: `config`. */
  readonly path?: string;
  /** Other files by their paths, for includes and settings. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Read from the disk what is not among the texts, as an editor wants it. Default: false, nothing is read. */
  readonly disk?: boolean;
}

/** A configuration: the path of its main file on the disk, or texts. */
export type Configuration = string | ConfigurationText;

/** How a configuration is read. */
export interface ReadingOptions {
  /**
   * The folder that relative paths start from, absolute; paths in results are relative to it where they are under it. To
   * be given for paths on the disk: where the process happens to be counts for nothing.
   */
  readonly cwd?: string;
  /**
   * What a settings file could say; or the path of one; or `nearest`, for the one that the command would find, upward of
   * the configuration. Paths in an object start from `cwd`. Default: nothing, no file is looked for.
   */
  readonly settings?: SettingsFile | string;
  /** Further folders that includes may lead into. */
  readonly includeRoots?: readonly string[];
}

/** How a configuration is checked. */
export interface LintOptions extends ReadingOptions {
  /** The section that a fragment is meant for, such as `domain`. */
  readonly scope?: string;
}

/** How a configuration is fixed. */
export interface FixOptions extends LintOptions {
  /** The most that fixes may do to mail. Default: that of the settings, else `tightens`. */
  readonly fixEffect?: AppliedEffect;
  /** Apply fixes too that are only a good guess, or take an access away. Default: false. */
  readonly unsafe?: boolean;
  /** Write what changes, all files or none; only for paths on the disk. Default: false. */
  readonly write?: boolean;
}

/** Which queue is asked about. */
export interface QueueOptions extends ReadingOptions {
  /** Default: {default}. */
  readonly vmta?: string;
}

/** A file with other contents. */
export interface ChangedFile {
  readonly path: string;
  readonly text: string;
  /** The text in the encoding of the file. */
  readonly bytes: Uint8Array;
}

/** What fixes have done, or would do. */
export interface FixReport {
  /** What is left to be said; `fixes` in it counts those that were applied. */
  readonly report: LintReport;
  /** By path. */
  readonly changed: readonly ChangedFile[];
  /** All changes as a unified diff, to be shown. */
  readonly diff: string;
  /** The same for `git apply` and `patch -p1`: each part in the encoding of its file. */
  readonly patch: Uint8Array;
  /** The files that were written; what was refused is among the failures of the report. */
  readonly written: readonly string[];
}
