import { isAbsolute, resolve } from 'node:path';
import { loadOptionsFor, readConfiguration, UnreadableConfiguration } from '../app/configurations.ts';
import { nearestSettings, settingsFromFile, settingsFromObject } from '../app/settings.ts';
import type { LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import type { FileSystem } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { TextFiles } from '../model/source/text-files.ts';
import { pathWriter } from '../base/paths.ts';
import type { SettingsReader } from '../settings/discover.ts';
import { isProgram } from '../settings/document.ts';
import type { EffectiveSettings } from '../settings/effective-settings.ts';
import { rules } from '../../rules/index.ts';
import { InvalidArgumentError, UnreadableError } from './errors.ts';
import type { Configuration, LintOptions, ReadingOptions } from './options.ts';

const TOP = '/';

export interface Place {
  readonly workingDirectory: string;
  readonly shown: (path: string) => string;
  readonly system: FileSystem;
  /** Whether the configuration is on the disk, and nothing of it is a text. */
  readonly isDisk: boolean;
  readonly mayReadDisk: boolean;
  /** The paths that were given, absolute; globs too. */
  readonly paths: readonly string[];
}

function bytesOf(text: string | Uint8Array, what: string): Uint8Array {
  if (typeof text === 'string') return Buffer.from(text);
  if (text instanceof Uint8Array) return text;
  throw new InvalidArgumentError(`${what} is neither a string nor bytes`);
}

function workingDirectoryOf({ cwd }: ReadingOptions): string | undefined {
  if (cwd !== undefined && !isAbsolute(cwd))
    throw new InvalidArgumentError(`cwd '${cwd}' is no absolute path`);
  return cwd;
}

/** Refuses what a caller without types may pass. */
export function refuseOtherThanText(given: unknown, what: string): void {
  if (typeof given !== 'string') throw new InvalidArgumentError(`${what} is no string`);
}

function refuseNoConfiguration(given: unknown): void {
  if (typeof given === 'string') return;
  if (typeof given !== 'object' || given === null)
    throw new InvalidArgumentError('a configuration is a path, or an object with its text');
  if (Array.isArray(given)) for (const path of given) refuseOtherThanText(path, 'a path');
}

/** Where a call reads its configuration. Throws an InvalidArgumentError. */
export function placeOf(what: Configuration | readonly string[], options: ReadingOptions): Place {
  refuseNoConfiguration(what);
  const cwd = workingDirectoryOf(options);
  const isDisk = typeof what === 'string' || Array.isArray(what);
  if (cwd === undefined && (isDisk || (what as { disk?: boolean }).disk === true))
    throw new InvalidArgumentError('cwd is missing: give the folder that paths start from');
  const workingDirectory = cwd ?? TOP;
  const inFolder = (path: string): string => resolve(workingDirectory, path);
  const place = { workingDirectory, shown: pathWriter(workingDirectory) };
  if (isDisk) {
    const paths = [what].flat() as string[];
    if (paths.length === 0) throw new InvalidArgumentError('no path is given');
    if (paths.includes('')) throw new InvalidArgumentError('a path is empty');
    return {
      ...place,
      ...{ system: nodeFileSystem, isDisk, mayReadDisk: true, paths: paths.map(inFolder) },
    };
  }
  const {
    text,
    path = 'config',
    files = {},
    disk = false,
  } = what as Exclude<typeof what, string | readonly string[]>;
  const texts = new Map<string, Uint8Array>();
  for (const [name, content] of Object.entries(files))
    texts.set(inFolder(name), bytesOf(content, `the text of '${name}'`));
  texts.set(inFolder(path), bytesOf(text, 'text'));
  const system = new TextFiles(texts, disk ? nodeFileSystem : null);
  return { ...place, system, isDisk, mayReadDisk: disk, paths: [inFolder(path)] };
}

const NO_FLAGS = { rules: new Map<string, never>(), inlineConfig: true };

/** The settings in effect for a call. Throws an InvalidArgumentError or a SettingsError. */
export async function settingsIn(
  { system, shown, paths, mayReadDisk, workingDirectory }: Place,
  { settings }: ReadingOptions,
): Promise<EffectiveSettings> {
  const reader: SettingsReader = { system, rules, shownPath: shown };
  if (typeof settings === 'object') return settingsFromObject(settings, workingDirectory, NO_FLAGS, reader);
  if (settings === undefined) return settingsFromFile(undefined, NO_FLAGS, reader);
  const path =
    settings === 'nearest'
      ? await nearestSettings(paths, reader, 'name one')
      : resolve(workingDirectory, settings);
  if (path !== undefined && !system.exists(path))
    throw new InvalidArgumentError(`settings '${settings}': there is no such file`);
  if (path !== undefined && isProgram(path) && !mayReadDisk)
    throw new InvalidArgumentError(
      `settings '${shown(path)}' is a program, and a text is not run; give an object`,
    );
  return settingsFromFile(path, NO_FLAGS, reader);
}

export function loadOptionsIn(
  { workingDirectory, system }: Place,
  inEffect: EffectiveSettings,
  { includeRoots = [], scope }: LintOptions,
): LoadOptions {
  const names = { includeRoots: 'includeRoots:', scope: 'scope' };
  return loadOptionsFor({ includeRoots, scope, names }, inEffect, workingDirectory, system);
}

/** Reads the one configuration of a place with its includes. Throws an UnreadableError. */
export function loadOne({ system, paths, shown }: Place, options: LoadOptions): Model {
  const [path = ''] = paths;
  try {
    return readConfiguration(path, new SourceFiles(system), options);
  } catch (error) {
    if (!(error instanceof UnreadableConfiguration)) throw error;
    throw new UnreadableError(shown(path), error.code, error.reason);
  }
}
