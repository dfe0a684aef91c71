import { dirname, join } from 'node:path';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { UsageError } from '../base/usage-error.ts';
import { findSettings, type SettingsReader } from '../settings/discover.ts';
import {
  effectiveSettings,
  settingsOfFlags,
  type FlagChoices,
  type EffectiveSettings,
} from '../settings/effective-settings.ts';
import { kindAt } from './find-files.ts';
import type { SettingsFile } from '../settings/settings-file.ts';

const NAME = 'settings';

/** The nearest settings file upward of some paths. Throws a UsageError with the `remedy` if they have different ones. */
export async function nearestSettings(
  paths: readonly string[],
  reader: SettingsReader,
  remedy: string,
): Promise<string | undefined> {
  const found = new Set<string | undefined>();
  const known = new Map<string, string | undefined>();
  // For a glob or a missing file the search goes upward, too.
  const folderOf = (path: string): string =>
    kindAt(path, reader.system) === 'folder' ? path : dirname(path);
  for (const folder of new Set(paths.map(folderOf))) found.add(await findSettings(folder, reader, known));
  if (found.size > 1) {
    const names = [...found].map((path) => (path === undefined ? 'none' : reader.shownPath(path)));
    throw new UsageError(
      `the paths have different settings files (${names.join(', ')}): check them apart, or ${remedy}`,
    );
  }
  return [...found][0];
}

/** The settings in effect for a call. What reads a settings file is loaded only if there is one. Throws a UsageError. */
export async function settingsFromFile(
  path: string | undefined,
  flags: FlagChoices,
  reader: SettingsReader,
): Promise<EffectiveSettings> {
  if (path === undefined) return settingsOfFlags(flags);
  const { readLayers } = await import('../settings/layers.ts');
  return effectiveSettings(path, await readLayers(path, reader), flags, reader);
}

/** The settings in effect for settings that are given as an object, with paths relative to `folder`. */
export async function settingsFromObject(
  value: SettingsFile,
  folder: string,
  flags: FlagChoices,
  reader: SettingsReader,
): Promise<EffectiveSettings> {
  const { layersOfDocument } = await import('../settings/layers.ts');
  const path = join(folder, NAME);
  const document = {
    value,
    placeOf: (keys: readonly (string | number)[]) => Promise.resolve([NAME, ...keys].join('.')),
  };
  const layers = await layersOfDocument(document, { path, shown: NAME }, reader);
  return effectiveSettings(path, layers, flags, reader);
}

const BASELINE_NAME = 'pmta-baseline.json';

/** Where `--update-baseline` writes if nothing names a file: beside the settings file, else in the working directory. */
export function usualBaseline({ path }: EffectiveSettings, workingDirectory: string): string {
  return join(path === undefined ? workingDirectory : dirname(path), BASELINE_NAME);
}

/** The baseline that is read if the call names none: that of the settings, else the usual one; undefined for none. */
export function baselineToRead(inEffect: EffectiveSettings, workingDirectory: string): string | undefined {
  const { baseline } = inEffect;
  if (baseline !== undefined) return baseline === false ? undefined : baseline;
  const usual = usualBaseline(inEffect, workingDirectory);
  return nodeFileSystem.exists(usual) ? usual : undefined;
}
