import { dirname, join } from 'node:path';
import { settingsOfFlags, settingsInForce, type SettingsInForce } from '../settings/in-force.ts';
import { findSettings, type SettingsReader } from '../settings/discover.ts';
import { isProgram, type SettingsDocument } from '../settings/document.ts';
import { layersOfDocument, readLayers, type Layer } from '../settings/layers.ts';
import { InvalidArgumentError } from './errors.ts';
import type { ReadingOptions } from './options.ts';

const NO_FLAGS = { rules: new Map<string, never>(), inlineConfig: true };

/** What messages call settings that are given as an object. */
const NAME = 'settings';

function documentOf(value: object): SettingsDocument {
  return { value, placeOf: (keys) => Promise.resolve([NAME, ...keys].join('.')) };
}

/** The settings file that the command would find for some files; undefined where there is none. */
async function nearest(paths: readonly string[], reader: SettingsReader): Promise<string | undefined> {
  const found = new Set<string | undefined>();
  const known = new Map<string, string | undefined>();
  for (const folder of new Set(paths.map((path) => folderOf(path, reader))))
    found.add(await findSettings(folder, reader, known));
  if (found.size > 1) {
    const names = [...found].map((path) => (path === undefined ? 'none' : reader.shownPath(path)));
    throw new InvalidArgumentError(
      `the paths have different settings files (${names.join(', ')}): check them apart, or name one`,
    );
  }
  return [...found][0];
}

function folderOf(path: string, { system }: SettingsReader): string {
  try {
    return system.status(path).kind === 'folder' ? path : dirname(path);
  } catch {
    // A glob, or nothing: the search goes upward anyway.
    return dirname(path);
  }
}

/** What is asked of the settings of a call. */
interface Asked {
  /** The paths of the configurations, absolute. */
  readonly paths: readonly string[];
  readonly resolve: (path: string) => string;
  /** Whether a settings file that is a program may be run: not where nothing is to be read from the disk. */
  readonly mayRun: boolean;
}

/** All that holds for a call. Throws an InvalidArgumentError, or the SettingsError of the room of settings. */
export async function settingsFor(
  settings: ReadingOptions['settings'],
  { paths, resolve, mayRun }: Asked,
  reader: SettingsReader,
): Promise<SettingsInForce> {
  if (settings === undefined) return settingsOfFlags(NO_FLAGS);
  let path: string | undefined;
  let layers: readonly Layer[];
  if (typeof settings === 'string') {
    path = settings === 'nearest' ? await nearest(paths, reader) : resolve(settings);
    if (path === undefined) return settingsOfFlags(NO_FLAGS);
    if (!reader.system.exists(path))
      throw new InvalidArgumentError(`settings '${settings}': there is no such file`);
    if (isProgram(path) && !mayRun)
      throw new InvalidArgumentError(
        `settings '${reader.shownPath(path)}' is a program, and a text is not run; give an object`,
      );
    layers = await readLayers(path, reader);
  } else {
    path = join(resolve('.'), NAME);
    layers = await layersOfDocument(documentOf(settings), { path, shown: NAME }, reader);
  }
  return settingsInForce(path, layers, NO_FLAGS, reader);
}
