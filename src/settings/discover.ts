import { dirname, join } from 'node:path';
import type { Rule } from '../engine/rule.ts';
import { type FileSystem, reasonOf } from '../model/source/file-system.ts';
import { boundsOf, isInside } from './bounds.ts';
import { readSettingsDocument, type SettingsDocument } from './document.ts';
import { SettingsError } from './settings-file.ts';

/** The names of settings files, of which a folder may hold one. */
const NAMES = ['json', 'yaml', 'yml', 'js', 'mjs'].map((ending) => `pmta-lint.config.${ending}`);
const PACKAGE = 'package.json';

export interface SettingsReader {
  readonly system: FileSystem;
  readonly rules: readonly Rule[];
  readonly shownPath: (path: string) => string;
}

/** The settings file that lies in a folder. Throws a SettingsError where there are two, or a link out of the work tree. */
async function settingsIn(folder: string, reader: SettingsReader): Promise<string | undefined> {
  const { system } = reader;
  const found = NAMES.map((name) => join(folder, name)).filter((path) => system.exists(path));
  const about = join(folder, PACKAGE);
  // What a link of a stranger's repository leads to is not even looked into.
  const isOurs = system.exists(about) && isInside(about, boundsOf(about, system), system);
  if (isOurs && (await documentAt(about, reader)) !== undefined) found.push(about);
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    throw new SettingsError([
      `${reader.shownPath(first)} and ${reader.shownPath(second)} both hold settings: keep one of them`,
    ]);
  }
  // Anyone who may add a link to a repository could have any file of this machine read, and named in messages.
  const bounds = boundsOf(first, system);
  if (isInside(first, bounds, system)) return first;
  throw new SettingsError([
    `${reader.shownPath(first)} is a link that leads out of ${reader.shownPath(bounds)}: name the file with --config`,
  ]);
}

/** The nearest settings file upward of a folder. Throws as for one folder; `known` keeps answers for other searches. */
export async function findSettings(
  folder: string,
  reader: SettingsReader,
  known = new Map<string, string | undefined>(),
): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (!known.has(at)) known.set(at, await settingsIn(at, reader));
    const found = known.get(at);
    if (found !== undefined || dirname(at) === at) return found;
  }
}

/** Reads a settings file; undefined for a package.json without settings. Throws a SettingsError. */
export function documentAt(path: string, reader: SettingsReader): Promise<SettingsDocument | undefined> {
  const shown = reader.shownPath(path);
  return readSettingsDocument(path, shown, () => {
    try {
      if (reader.system.status(path).kind !== 'file') throw new Error('it is no regular file');
      return reader.system.read(path);
    } catch (error) {
      throw new SettingsError([`${shown}: cannot be read: ${reasonOf(error)}`]);
    }
  });
}
