import { dirname, resolve } from 'node:path';
import type { RuleChoice } from '../engine/settings.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { shownPath } from '../report/paths.ts';
import { findSettings, type SettingsReader } from '../settings/discover.ts';
import { settingsOfFlags, type FlagChoices, type SettingsInForce } from '../settings/in-force.ts';
import { SettingsError } from '../settings/settings-file.ts';
import { rules } from '../../rules/index.ts';
import { leavesWorkTree, refuseLeaving } from '../app/link-guard.ts';
import type { LintOptions, ReadingOptions } from './options.ts';
import { reasonOf } from '../model/source/io-errors.ts';
import type { Surroundings } from './terminal.ts';
import { UsageError } from '../base/usage-error.ts';

/** The options of a call that say what holds. */
export type SettingOptions = ReadingOptions &
  Partial<Pick<LintOptions, 'preset' | 'reputation' | 'rule' | 'inlineConfig'>>;

/** What `--rule` says; its parser is loaded only when there is something to parse. */
async function choicesOf(given: readonly string[]): Promise<ReadonlyMap<string, RuleChoice>> {
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

/** The folder in which the search for the settings of a path begins. */
function folderOf(path: string): string {
  try {
    return nodeFileSystem.status(path).kind === 'folder' ? path : dirname(path);
  } catch {
    // A glob, or nothing: the search goes upward anyway.
    return dirname(path);
  }
}

/** The settings file of all paths. Throws where they have different ones. */
async function commonSettings(
  paths: readonly string[],
  reader: SettingsReader,
  workingDirectory: string,
): Promise<string | undefined> {
  const absolute = paths.map((path) => resolve(workingDirectory, path));
  // Where a link leads out, a stranger's settings may lie; the path itself is refused later.
  const within = absolute.filter((path) => !leavesWorkTree(path));
  const folders = new Set(within.length === 0 ? [workingDirectory] : within.map(folderOf));
  const found = new Set<string | undefined>();
  const known = new Map<string, string | undefined>();
  for (const folder of folders) found.add(await findSettings(folder, reader, known));
  if (found.size > 1) {
    const names = [...found].map((path) => (path === undefined ? 'none' : reader.shownPath(path)));
    throw new UsageError(
      `the paths have different settings files (${names.join(', ')}): check them apart, or give --config or --no-config`,
    );
  }
  return [...found][0];
}

function named(config: string, reader: SettingsReader, workingDirectory: string): string {
  const path = resolve(workingDirectory, config);
  refuseLeaving(config, path);
  if (config !== '' && reader.system.exists(path)) return path;
  throw new UsageError(`--config '${config}': there is no such file`);
}

/**
 * All that holds for a call: the nearest settings file upward of its paths (of the working directory where there are
 * none), or the one that `--config` names, and the command line, which wins. Without a settings file none of what reads
 * one is loaded. Throws a UsageError.
 */
export async function settingsForCall(
  paths: readonly string[],
  options: SettingOptions,
  surroundings: Surroundings,
): Promise<SettingsInForce> {
  const { workingDirectory } = surroundings;
  const flags: FlagChoices = {
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.reputation === undefined ? {} : { reputation: options.reputation }),
    ...(options.pmtaVersion === undefined ? {} : { version: options.pmtaVersion }),
    rules: await choicesOf(options.rule ?? []),
    inlineConfig: options.inlineConfig !== false,
  };
  if (options.config === false) return settingsOfFlags(flags);
  const reader: SettingsReader = {
    system: nodeFileSystem,
    rules,
    shownPath: (path) => shownPath(path, workingDirectory),
    reasonOf,
  };
  try {
    const path =
      options.config === undefined
        ? await commonSettings(paths, reader, workingDirectory)
        : named(options.config, reader, workingDirectory);
    if (path === undefined) return settingsOfFlags(flags);
    const { readLayers } = await import('../settings/layers.ts');
    const { settingsInForce } = await import('../settings/in-force.ts');
    return await settingsInForce(path, await readLayers(path, reader), flags, reader);
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(...error.problems);
    throw error;
  }
}
