import { basename, dirname, resolve } from 'node:path';
import { quote } from '../engine/message.ts';
import type { Preset } from '../engine/settings.ts';
import { boundsOf, isInside } from './bounds.ts';
import { checkSettings } from './check.ts';
import { documentAt, type SettingsReader } from './discover.ts';
import { isProgram, type SettingsDocument } from './document.ts';
import { SettingsError, type SettingsFile } from './settings-file.ts';

const PRESETS: readonly Preset[] = ['recommended', 'strict', 'all'];
/** More files that extend each other than anyone can follow: in a chain, and in all. */
const LONGEST_CHAIN = 20;
const MOST_LAYERS = 100;

/** One settings file of a chain. */
export interface FileLayer {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
  /** As messages name it. */
  readonly shown: string;
  readonly document: SettingsDocument;
  readonly written: SettingsFile;
}

/** A preset that a settings file extends. */
export interface PresetLayer {
  readonly kind: 'preset';
  readonly preset: Preset;
  /** Where it was named. */
  readonly by: FileLayer;
}

/** From the weakest to the strongest. */
export type Layer = FileLayer | PresetLayer;

interface ReadSoFar {
  files: number;
}

async function baseOf(
  by: FileLayer,
  name: string,
  bounds: string,
  chain: readonly string[],
  reader: SettingsReader,
  read: ReadSoFar,
): Promise<Layer[]> {
  const preset = PRESETS.find((it) => it === name);
  if (preset !== undefined) return [{ kind: 'preset', preset, by }];
  const path = resolve(dirname(by.path), name);
  const refuse = async (why: string): Promise<never> => {
    throw new SettingsError([
      `${await by.document.placeOf(['extends'])}: cannot extend ${quote(name)}: ${why}`,
    ]);
  };
  if (!reader.system.exists(path))
    return refuse('there is no such file, and the presets are recommended, strict and all');
  if (isProgram(path))
    return refuse(
      'a program is run only where it is found as the settings file itself, or named by --config',
    );
  if (!isInside(path, bounds, reader.system)) return refuse(`it lies outside ${reader.shownPath(bounds)}`);
  if (chain.includes(path)) return refuse('it is extended already, the files extend each other');
  if (chain.length >= LONGEST_CHAIN || read.files >= MOST_LAYERS)
    return refuse('too many files extend each other');
  return layersOf(path, bounds, chain, reader, read);
}

async function layersOf(
  path: string,
  bounds: string,
  chain: readonly string[],
  reader: SettingsReader,
  read: ReadSoFar,
): Promise<Layer[]> {
  read.files++;
  const shown = reader.shownPath(path);
  const document = await documentAt(path, reader);
  if (document === undefined)
    throw new SettingsError([`${shown}: ${basename(path)} has no key 'pmta-lint' at its top`]);
  return layersFrom(document, { path, shown }, bounds, chain, reader, read);
}

async function layersFrom(
  document: SettingsDocument,
  { path, shown }: Pick<FileLayer, 'path' | 'shown'>,
  bounds: string,
  chain: readonly string[],
  reader: SettingsReader,
  read: ReadSoFar,
): Promise<Layer[]> {
  const written = await checkSettings(document, reader.rules);
  const layer: FileLayer = { kind: 'file', path, shown, document, written };
  const bases = [written.extends ?? []].flat();
  const layers: Layer[] = [];
  for (const base of bases)
    layers.push(...(await baseOf(layer, base, bounds, [...chain, path], reader, read)));
  return [...layers, layer];
}

/**
 * Takes settings that stand in no file as if they stood in one, and reads all that they extend. Throws a SettingsError.
 *
 * @param at The file they could stand in, and how messages name it.
 */
export function layersOfDocument(
  document: SettingsDocument,
  at: Pick<FileLayer, 'path' | 'shown'>,
  reader: SettingsReader,
): Promise<Layer[]> {
  return layersFrom(document, at, boundsOf(at.path, reader.system), [], reader, { files: 0 });
}

/** Reads a settings file and all that it extends. Throws a SettingsError. */
export function readLayers(path: string, reader: SettingsReader): Promise<Layer[]> {
  return layersOf(path, boundsOf(path, reader.system), [], reader, { files: 0 });
}
