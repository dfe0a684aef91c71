import type { Severity } from '../../engine/finding.ts';
import type { SettingOptions } from '../call-settings.ts';
import type { Format } from '../options.ts';

export interface LintOptions extends SettingOptions {
  /** Empty: what suits the context. */
  readonly format: readonly Format[];
  /** Each as it was given, `FORMAT=PATH`. */
  readonly outputFile: readonly string[];
  readonly stats?: true;
  readonly fix?: true;
  readonly diff?: true;
  readonly unsafeFixes?: true;
  readonly allowDirty?: true;
  readonly failOn: Severity;
  readonly maxWarnings?: number;
  readonly quiet?: true;
  readonly stdin?: true;
  readonly stdinFilename?: string;
  readonly scope?: string;
  readonly rule: readonly string[];
  readonly inlineConfig: boolean;
  readonly printConfig?: true;
  /** The baseline; false for none, undefined for that of the settings. */
  readonly baseline?: string | false;
  readonly updateBaseline?: true;
  readonly since?: string;
  readonly staged?: true;
  /** Ids of rules whose present findings get comments. */
  readonly suppress: readonly string[];
  /** Lists of rules and categories. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly reason?: string;
  readonly until?: string;
  readonly watch?: true;
}
