import { resolve } from 'node:path';
import { UsageError } from '../base/usage-error.ts';
import type { Preset, Reputation, RuleChoice } from '../engine/settings.ts';
import { loadOptionsFor, readConfiguration, UnreadableConfiguration } from '../app/configurations.ts';
import { leavesWorkTree, refuseLeaving } from '../app/link-guard.ts';
import { pathHint } from '../app/find-files.ts';
import { nearestSettings, settingsFromFile } from '../app/settings.ts';
import type { LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { shownPath } from '../base/paths.ts';
import type { AppliedEffect } from '../settings/settings-file.ts';
import type { SettingsReader } from '../settings/discover.ts';
import { settingsOfFlags, type FlagChoices, type EffectiveSettings } from '../settings/effective-settings.ts';
import { rules } from '../../rules/index.ts';
import type { ReadingOptions } from './options.ts';
import type { CliContext } from './terminal.ts';

export interface SettingOptions extends ReadingOptions {
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly rule?: readonly string[];
  /** False: comments in configurations do not count. */
  readonly inlineConfig?: boolean;
  readonly fixEffect?: AppliedEffect;
}

async function ruleChoices(given: readonly string[]): Promise<ReadonlyMap<string, RuleChoice>> {
  const choices = new Map<string, RuleChoice>();
  if (given.length === 0) return choices;
  const { readRuleChoice } = await import('../engine/rule-choice.ts');
  for (const text of given) {
    const read = readRuleChoice(text, rules);
    if (!read.ok) throw new UsageError(`--rule '${text}': ${read.reason}`);
    choices.set(read.id, read.choice);
  }
  return choices;
}

export function settingsReader(workingDirectory: string): SettingsReader {
  return { system: nodeFileSystem, rules, shownPath: (path) => shownPath(path, workingDirectory) };
}

/** The settings of a call: a settings file, named or the nearest, and the flags, which win. Throws a UsageError. */
export async function settingsForCall(
  paths: readonly string[],
  { config, preset, reputation, pmtaVersion, rule = [], inlineConfig = true, fixEffect }: SettingOptions,
  { workingDirectory }: CliContext,
): Promise<EffectiveSettings> {
  const flags: FlagChoices = {
    ...(preset === undefined ? {} : { preset }),
    ...(reputation === undefined ? {} : { reputation }),
    ...(pmtaVersion === undefined ? {} : { version: pmtaVersion }),
    rules: await ruleChoices(rule),
    inlineConfig,
    fixEffect,
  };
  if (config === false) return settingsOfFlags(flags);
  const reader = settingsReader(workingDirectory);
  if (config !== undefined) {
    const path = resolve(workingDirectory, config);
    refuseLeaving(config, path);
    if (config === '' || !nodeFileSystem.exists(path))
      throw new UsageError(
        `--config '${config}': there is no such file${pathHint(path, nodeFileSystem, workingDirectory)}`,
      );
    return settingsFromFile(path, flags, reader);
  }
  const absolute = paths.map((path) => resolve(workingDirectory, path));
  // Ignores settings after a link that leaves the work tree; the path itself is refused later.
  const within = absolute.filter((path) => !leavesWorkTree(path));
  const from = within.length === 0 ? [workingDirectory] : within;
  const path = await nearestSettings(from, reader, 'give --config or --no-config');
  return settingsFromFile(path, flags, reader);
}

/** How the configurations of a call are loaded. Throws a UsageError. */
export function loadOptionsOf(
  { includeRoot, scope }: ReadingOptions & { readonly scope?: string },
  inEffect: EffectiveSettings,
  { workingDirectory }: CliContext,
): LoadOptions {
  if (includeRoot.includes('')) throw new UsageError('--include-root is empty: give a folder');
  for (const folder of includeRoot) refuseLeaving(folder, resolve(workingDirectory, folder));
  const names = { includeRoots: '--include-root', scope: '--scope' };
  const request = { includeRoots: includeRoot, scope, names };
  return loadOptionsFor(request, inEffect, workingDirectory, nodeFileSystem);
}

/** The main configuration of a call: as given, else the only entry of the settings, else `./config`. Throws a UsageError. */
export async function mainConfiguration(
  config: string | undefined,
  options: ReadingOptions,
  context: CliContext,
): Promise<Model> {
  const { workingDirectory } = context;
  const shown = (path: string): string => shownPath(path, workingDirectory);
  const inEffect = await settingsForCall(config === undefined ? [] : [config], options, context);
  const [entry, ...others] = inEffect.entries;
  if (config === undefined && others.length > 0) {
    const names = inEffect.entries.map((path) => `'${shown(path)}'`).join(' or ');
    throw new UsageError(`the settings name several configurations: give one of them, ${names}`);
  }
  const path = resolve(workingDirectory, config ?? entry ?? 'config');
  refuseLeaving(config ?? shown(path), path);
  const loadOptions = loadOptionsOf(options, inEffect, context);
  try {
    return readConfiguration(path, new SourceFiles(nodeFileSystem), { ...loadOptions, isMain: true });
  } catch (error) {
    if (!(error instanceof UnreadableConfiguration)) throw error;
    const isDefault = config === undefined && entry === undefined;
    // What is not text has no code.
    const hint = isDefault && error.code !== '' ? '; give the main configuration behind the domain' : '';
    const name =
      error.code === '' ? (config ?? 'config') : (config ?? (isDefault ? './config' : shown(path)));
    const near = pathHint(path, nodeFileSystem, workingDirectory);
    throw new UsageError(`'${name}' cannot be read: ${error.reason}${near === '' ? hint : near}`);
  }
}
