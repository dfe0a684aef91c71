import type { Preset, Reputation } from '../engine/settings.ts';
import type { Severity } from '../engine/finding.ts';
import type { PmtaVersion } from '../model/model.ts';

/*
 * The words that options take. Apart from the commands that read them, so that --help needs no more than this.
 */

export const FORMATS = [
  'pretty',
  'concise',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'checkstyle',
  'markdown',
] as const;
export const PRESETS = ['recommended', 'strict', 'all'] as const satisfies readonly Preset[];
export const REPUTATIONS = ['cold', 'warm', 'established'] as const satisfies readonly Reputation[];
export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];
export const VERSIONS = ['4.5', '5.0', '5.5', '6.0'] as const satisfies readonly PmtaVersion[];
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Format = (typeof FORMATS)[number];
/** A shell that completions can be written for. */
export type Shell = (typeof SHELLS)[number];

/** Options that every command which reads a configuration takes. */
export interface ReadingOptions {
  readonly includeRoot: readonly string[];
  readonly pmtaVersion?: PmtaVersion;
  /** The settings file; false for none, undefined for the nearest. */
  readonly config?: string | false;
  readonly color?: boolean;
}

/** Options of the lint command. */
export interface LintOptions extends ReadingOptions {
  /** Empty: what suits the surroundings. */
  readonly format: readonly Format[];
  /** Each as it was given, `FORMAT=PATH`. */
  readonly outputFile: readonly string[];
  readonly stats?: true;
  readonly fix?: true;
  readonly diff?: true;
  readonly unsafeFixes?: true;
  readonly failOn: Severity;
  readonly maxWarnings?: number;
  readonly quiet?: true;
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly stdin?: true;
  readonly stdinFilename?: string;
  readonly scope?: string;
  readonly rule: readonly string[];
  /** False: comments in configurations do not count. */
  readonly inlineConfig: boolean;
  readonly printConfig?: true;
  /** The baseline; false for none, undefined for that of the settings. */
  readonly baseline?: string | false;
  readonly updateBaseline?: true;
  /** A revision of git: findings that are due to what changed since. */
  readonly since?: string;
  /** Findings that are due to what is staged. */
  readonly staged?: true;
  /** Ids of rules whose present findings get comments. */
  readonly suppress: readonly string[];
  readonly reason?: string;
  readonly until?: string;
  /** Check again whenever something that was read changes. */
  readonly watch?: true;
}

/** Options of the effective command. */
export interface EffectiveOptions extends ReadingOptions {
  readonly format?: 'pretty' | 'json';
  readonly vmta?: string;
}

/** Options of the compare command. */
export interface CompareOptions extends ReadingOptions {
  readonly format?: 'text' | 'json' | 'markdown';
}

/** Options of the reply command. */
export interface ReplyOptions extends ReadingOptions {
  readonly format?: 'text' | 'json';
  readonly vmta?: string;
  /** A file of replies, or an accounting file. */
  readonly file?: string;
}

/** Options of the rules command. */
export interface RulesOptions {
  readonly format?: 'text' | 'json';
  readonly category: readonly string[];
  readonly fixable?: true;
  readonly preset?: Preset;
  readonly color?: boolean;
}

/** Options of the init command. */
export interface InitOptions {
  readonly preCommit?: true;
  readonly github?: true;
  readonly gitlab?: true;
}
