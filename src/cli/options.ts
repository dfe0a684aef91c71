import { Option, type Command } from 'commander';
import type { Severity } from '../engine/finding.ts';
import type { Preset, Reputation } from '../engine/settings.ts';
import type { PmtaVersion } from '../model/model.ts';

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
export type Shell = (typeof SHELLS)[number];

export interface ReadingOptions {
  readonly includeRoot: readonly string[];
  readonly pmtaVersion?: PmtaVersion;
  /** The settings file; false for none, undefined for the nearest. */
  readonly config?: string | false;
  readonly color?: boolean;
}

/** A value that an option or argument does not take. */
export class WrongValueError extends Error {
  constructor(
    /** The option, or `the shell` for an argument. */
    readonly subject: string,
    readonly value: string,
    /** The values that it takes, or a form as in `a whole number`. */
    readonly wanted: readonly string[] | string,
  ) {
    super(`wrong value of ${subject}`);
  }
}

/** The parser of a value that is one of some words. Unlike that of the library it reports data and no text. */
export function oneOf<Word extends string>(subject: string, words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const word = words.find((one) => one === value);
    if (word === undefined) throw new WrongValueError(subject, value, words);
    return word;
  };
}

export function choice(flags: string, description: string, words: readonly string[]): Option {
  const option = new Option(flags, description).choices(words);
  return option.argParser(oneOf(option.long ?? flags, words));
}

export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');
}

export function withColour(command: Command): Command {
  return command.option('--color', 'colour the output').option('--no-color', 'do not colour the output');
}

export function withReading(command: Command): Command {
  return withColour(
    command
      .addOption(
        repeatable('--include-root <dir>', 'a further folder that includes may lead into (repeatable)'),
      )
      .addOption(choice('--pmta-version <version>', 'the PowerMTA version (default: "5.0")', VERSIONS))
      .option('--config <file>', 'the settings file; else the nearest pmta-lint.config.* upward')
      .option('--no-config', 'read no settings file'),
  );
}
