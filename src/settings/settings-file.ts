import { UsageError } from '../base/usage-error.ts';
import type { FixEffect } from '../engine/finding.ts';
import type { OptionValue } from '../engine/rule-options.ts';
import type { OwnLimits, Reputation, RuleLevel } from '../engine/settings.ts';
import type { PmtaVersion } from '../model/model.ts';

/** A rule's level, or its level and its options; `reason` is for people. */
export type WrittenChoice = RuleLevel | readonly [RuleLevel, Readonly<Record<string, OptionValue>>];

export type WrittenRules = Readonly<Record<string, WrittenChoice>>;

/** Other rules for some files. */
export interface WrittenOverride {
  /** Globs, relative to the settings file. */
  readonly files: string | readonly string[];
  readonly rules: WrittenRules;
}

/** The most that `--fix` may do to mail. */
export type AppliedEffect = Exclude<FixEffect, 'unsafe'>;

/** A settings file as it is written; paths are relative to it. */
export interface SettingsFile {
  readonly extends?: string | readonly string[];
  readonly pmtaVersion?: PmtaVersion;
  readonly entry?: string | readonly string[];
  /** False: the servers have none. */
  readonly configDefaults?: string | false;
  readonly includeRoots?: Readonly<Record<string, string>>;
  readonly reputation?: Reputation;
  readonly providers?: Readonly<Record<string, boolean | OwnLimits>>;
  readonly rules?: WrittenRules;
  readonly overrides?: readonly WrittenOverride[];
  readonly ignores?: readonly string[];
  readonly directives?: readonly string[];
  readonly allowSecurityComments?: boolean;
  /** False: none, not even the usual one. */
  readonly baseline?: string | false;
  readonly fixEffect?: AppliedEffect;
}

/** Where in a settings file something is: keys and indices from the top. */
export type KeyPath = readonly (string | number)[];

/** What is wrong in a settings file; one line a problem, with its location in front. */
export class SettingsError extends UsageError {
  constructor(problems: readonly string[]) {
    super(...problems);
  }
}
