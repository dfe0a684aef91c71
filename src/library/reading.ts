import { isAbsolute, resolve } from 'node:path';
import { nearest } from '../catalog/nearest.ts';
import { findSection, sectionNames } from '../catalog/sections.ts';
import { reasonOf } from '../model/source/io-errors.ts';
import { codeOf, type FileSystem } from '../model/source/file-system.ts';
import { loadModel, type LoadOptions } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { pathWriter } from '../report/paths.ts';
import type { SettingsInForce } from '../settings/in-force.ts';
import { rules } from '../../rules/index.ts';
import { InvalidArgumentError, UnreadableError } from './errors.ts';
import type { Configuration, LintOptions, ReadingOptions } from './options.ts';
import { settingsFor } from '../app/settings.ts';
import { TextFiles } from '../model/source/text-files.ts';

/** Where texts are that say nothing of where they are. */
const TOP = '/';

/** Where a call reads. */
export interface Place {
  /** The folder that relative paths start from. */
  readonly workingDirectory: string;
  readonly resolve: (path: string) => string;
  /** How results name a path. */
  readonly shown: (path: string) => string;
  readonly system: FileSystem;
  /** Whether the configuration lies on the disk, and nothing of it is a text. */
  readonly isDisk: boolean;
  /** Whether anything may be read from the disk. */
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

/** Refuses what a caller without types may have handed over. */
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
  const place = { workingDirectory, resolve: inFolder, shown: pathWriter(workingDirectory) };
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

/** All that holds for a call in a place. */
export function settingsIn(place: Place, { settings }: ReadingOptions): Promise<SettingsInForce> {
  const { system, shown, paths, mayReadDisk } = place;
  const reader = { system, rules, shownPath: shown, reasonOf };
  return settingsFor(settings, { paths, resolve: place.resolve, mayRun: mayReadDisk }, reader);
}

function isFolder(path: string, system: FileSystem): boolean {
  try {
    return system.status(path).kind === 'folder';
  } catch {
    return false;
  }
}

function scopeOf({ scope }: LintOptions): string | undefined {
  const name = scope?.toLowerCase();
  if (scope === undefined || name === undefined || name === 'global' || findSection(name) !== undefined)
    return name;
  const near = nearest(name, sectionNames());
  const hint = near === undefined ? 'give one such as domain or source' : `did you mean '${near}'?`;
  throw new InvalidArgumentError(`scope '${scope}' is no section; ${hint}`);
}

/** What the options of a call mean for the model. Throws an InvalidArgumentError. */
export function loadOptionsIn(place: Place, inForce: SettingsInForce, options: LintOptions): LoadOptions {
  const { includeRoots = [] } = options;
  const folders = includeRoots.map((folder) => place.resolve(folder));
  for (const [index, folder] of folders.entries()) {
    if (!isFolder(folder, place.system))
      throw new InvalidArgumentError(
        `includeRoots: '${includeRoots[index] ?? ''}' is no folder that can be read`,
      );
  }
  const scope = scopeOf(options);
  return {
    version: inForce.settings.version,
    includeRoots: folders,
    mappedRoots: inForce.mappedRoots,
    mainPaths: new Set(inForce.entries),
    ...(inForce.configDefaults === undefined ? {} : { configDefaults: inForce.configDefaults }),
    ...(scope === undefined ? {} : { scope }),
  };
}

/** Reads the one configuration of a place with its includes. Throws an UnreadableError. */
export function loadOne({ system, paths, shown }: Place, options: LoadOptions): Model {
  const [path = ''] = paths;
  const files = new SourceFiles(system);
  try {
    const file = files.read(path);
    const reason = whyNotText(file.bytes);
    if (reason !== null) throw new UnreadableError(shown(path), '', reason);
    return loadModel(file, files, options);
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof UnreadableError || code === '') throw error;
    throw new UnreadableError(shown(path), code, reasonOf(error));
  }
}
