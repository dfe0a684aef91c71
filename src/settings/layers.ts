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

export interface FileLayer {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
  readonly shown: string;
  readonly document: SettingsDocument;
  readonly written: SettingsFile;
}

export interface PresetLayer {
  readonly kind: 'preset';
  readonly preset: Preset;
  readonly by: FileLayer;
}

/** From the weakest to the strongest. */
export type Layer = FileLayer | PresetLayer;

class LayerReader {
  #files = 0;

  /** @param bounds The folder that extended files may not leave. */
  constructor(
    readonly reader: SettingsReader,
    readonly bounds: string,
  ) {}

  /** @param chain The files that lead to this one by extending it. */
  async read(path: string, chain: readonly string[]): Promise<Layer[]> {
    this.#files++;
    const shown = this.reader.shownPath(path);
    const document = await documentAt(path, this.reader);
    if (document === undefined)
      throw new SettingsError([`${shown}: ${basename(path)} has no key 'pmta-lint' at its top`]);
    return this.layersOf(document, { path, shown }, chain);
  }

  async layersOf(
    document: SettingsDocument,
    { path, shown }: Pick<FileLayer, 'path' | 'shown'>,
    chain: readonly string[],
  ): Promise<Layer[]> {
    const written = await checkSettings(document, this.reader.rules);
    const layer: FileLayer = { kind: 'file', path, shown, document, written };
    const layers: Layer[] = [];
    for (const name of [written.extends ?? []].flat())
      layers.push(...(await this.#base(layer, name, [...chain, path])));
    return [...layers, layer];
  }

  async #base(by: FileLayer, name: string, chain: readonly string[]): Promise<Layer[]> {
    const preset = PRESETS.find((it) => it === name);
    if (preset !== undefined) return [{ kind: 'preset', preset, by }];
    const path = resolve(dirname(by.path), name);
    const why = this.#whyNot(path, chain);
    if (why === null) return this.read(path, chain);
    const location = await by.document.placeOf(['extends']);
    throw new SettingsError([`${location}: cannot extend ${quote(name)}: ${why}`]);
  }

  #whyNot(path: string, chain: readonly string[]): string | null {
    const { system, shownPath } = this.reader;
    if (!system.exists(path)) return 'there is no such file, and the presets are recommended, strict and all';
    if (isProgram(path))
      return 'a program is run only where it is found as the settings file itself, or named by --config';
    if (!isInside(path, this.bounds, system)) return `it lies outside ${shownPath(this.bounds)}`;
    if (chain.includes(path)) return 'it is extended already, the files extend each other';
    const isTooMuch = chain.length >= LONGEST_CHAIN || this.#files >= MOST_LAYERS;
    return isTooMuch ? 'too many files extend each other' : null;
  }
}

/** Reads settings that would be in the file `at`, and all that they extend. Throws a SettingsError. */
export function layersOfDocument(
  document: SettingsDocument,
  at: Pick<FileLayer, 'path' | 'shown'>,
  reader: SettingsReader,
): Promise<Layer[]> {
  return new LayerReader(reader, boundsOf(at.path, reader.system)).layersOf(document, at, []);
}

/** Reads a settings file and all that it extends. Throws a SettingsError. */
export function readLayers(path: string, reader: SettingsReader): Promise<Layer[]> {
  return new LayerReader(reader, boundsOf(path, reader.system)).read(path, []);
}
