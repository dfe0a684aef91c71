import { dirname, resolve } from 'node:path';
import { quote } from '../engine/message.ts';
import {
  settingsFor,
  type Choices,
  type Preset,
  type Reputation,
  type RuleChoice,
  type Settings,
} from '../engine/settings.ts';
import type { PmtaVersion } from '../model/model.ts';
import type { PathTest } from './globs.ts';
import { boundsOf, isInside } from './bounds.ts';
import type { SettingsReader } from './discover.ts';
import type { FileLayer, Layer } from './layers.ts';
import { RuleChoices, layerOfFlags, layersOf, testOf } from './rule-choices.ts';
import { SettingsError, type AppliedEffect, type KeyPath, type SettingsFile } from './settings-file.ts';

/** The settings of the command line, which win over settings files. */
export interface FlagChoices {
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly version?: PmtaVersion;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleChoice>;
  readonly inlineConfig: boolean;
  readonly fixEffect?: AppliedEffect | undefined;
}

/** A value and where it comes from, as messages name it. */
export interface WithOrigin<Value> {
  readonly value: Value;
  readonly from: () => Promise<string>;
}

/** The settings of a run, from settings files and the command line. Paths are absolute. */
export interface EffectiveSettings {
  readonly path: string | undefined;
  readonly settings: Settings;
  readonly choices: RuleChoices;
  readonly entries: readonly string[];
  /** False: the servers have none. Undefined: that is not said. */
  readonly configDefaults: string | false | undefined;
  readonly fixEffect: AppliedEffect;
  /** False: the settings say that there is none. */
  readonly baseline: string | false | undefined;
  /** Prefix of an include path as written → folder. */
  readonly mappedRoots: ReadonlyMap<string, string>;
  readonly ignores: PathTest;
  /** By key of the settings file. */
  readonly sources: ReadonlyMap<string, WithOrigin<unknown>>;
}

const NEVER: PathTest = () => false;

interface Found<Value> {
  readonly layer: FileLayer;
  readonly value: Value;
}

/** A settings file and what it extends, from the weakest; records where each value comes from. */
class Chain {
  readonly files: readonly FileLayer[];
  readonly sources = new Map<string, WithOrigin<unknown>>();

  constructor(
    readonly layers: readonly Layer[],
    readonly reader: SettingsReader,
    readonly bounds: string,
  ) {
    this.files = layers.filter((layer) => layer.kind === 'file');
  }

  note(key: string, value: unknown, layer: FileLayer, keys: KeyPath = [key]): void {
    this.sources.set(key, { value, from: () => layer.document.placeOf(keys) });
  }

  /** The value of the strongest file that has one. */
  last<Key extends keyof SettingsFile>(key: Key): Found<NonNullable<SettingsFile[Key]>> | undefined {
    const layer = this.files.findLast(({ written }) => written[key] !== undefined);
    const value = layer?.written[key];
    if (layer === undefined || value === undefined) return undefined;
    this.note(key, value, layer);
    return { layer, value };
  }

  /** The entries of an object in all files; a stronger file wins key by key. */
  entries<Key extends 'providers' | 'includeRoots'>(
    key: Key,
  ): Map<string, Found<NonNullable<SettingsFile[Key]>[string]>> {
    const found = new Map<string, Found<NonNullable<SettingsFile[Key]>[string]>>();
    for (const layer of this.files) {
      for (const [name, value] of Object.entries(layer.written[key] ?? {})) {
        found.set(name, { layer, value: value as NonNullable<SettingsFile[Key]>[string] });
        this.note(`${key}.${name}`, value, layer, [key, name]);
      }
    }
    return found;
  }

  /** A path of a settings file, absolute; it may not leave the bounds. */
  async pathOf(layer: FileLayer, written: string, keys: KeyPath): Promise<string> {
    const path = resolve(dirname(layer.path), written);
    if (isInside(path, this.bounds, this.reader.system)) return path;
    throw new SettingsError([
      `${await layer.document.placeOf(keys)}: ${quote(written)} lies outside ${this.reader.shownPath(this.bounds)}: settings lead nowhere else, give --include-root or the path on the command line`,
    ]);
  }

  /** The path of a key, absolute; false where a file says that there is none. */
  async pathOrFalse(key: 'configDefaults' | 'baseline'): Promise<string | false | undefined> {
    const found = this.last(key);
    if (found === undefined || found.value === false) return found?.value;
    return this.pathOf(found.layer, found.value, [key]);
  }

  async paths(key: 'entry'): Promise<string[]> {
    const found = this.last(key);
    const paths: string[] = [];
    for (const written of [found?.value ?? []].flat())
      if (found !== undefined) paths.push(await this.pathOf(found.layer, written, [key]));
    return paths;
  }

  async mappedRoots(): Promise<Map<string, string>> {
    const roots = new Map<string, string>();
    for (const [prefix, { layer, value }] of this.entries('includeRoots')) {
      const folder = await this.pathOf(layer, value, ['includeRoots', prefix]);
      roots.set(prefix.replace(/(?<=.)\/+$/, ''), folder);
    }
    return roots;
  }

  async ignores(): Promise<PathTest> {
    const tests: PathTest[] = [];
    for (const layer of this.files) {
      const { ignores } = layer.written;
      if (ignores === undefined) continue;
      tests.push(await testOf(ignores, layer, ['ignores']));
      this.note('ignores', ignores, layer);
    }
    return tests.length === 0 ? NEVER : (path) => tests.some((test) => test(path));
  }

  providers(): Pick<Choices, 'providers' | 'ownLimits'> {
    const entries = [...this.entries('providers')].map(([id, { value }]) => [id, value] as const);
    return {
      providers: new Map(entries.map(([id, value]) => [id, value !== false])),
      ownLimits: new Map(entries.flatMap(([id, value]) => (typeof value === 'object' ? [[id, value]] : []))),
    };
  }

  preset(): Preset | undefined {
    const layer = this.layers.findLast((it) => it.kind === 'preset');
    if (layer?.kind !== 'preset') return undefined;
    this.note('preset', layer.preset, layer.by, ['extends']);
    return layer.preset;
  }
}

function sourcesOfFlags({ preset, reputation, version }: FlagChoices): [string, WithOrigin<unknown>][] {
  const from = (): Promise<string> => Promise.resolve('command line');
  return Object.entries({ preset, reputation, pmtaVersion: version }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, { value, from }]],
  );
}

/** The settings of the command line alone, without a settings file. Nothing is read. */
export function settingsOfFlags(flags: FlagChoices): EffectiveSettings {
  return {
    path: undefined,
    settings: settingsFor(flags),
    choices: new RuleChoices([layerOfFlags(flags.rules)]),
    entries: [],
    configDefaults: undefined,
    fixEffect: flags.fixEffect ?? 'tightens',
    baseline: undefined,
    mappedRoots: new Map(),
    ignores: NEVER,
    sources: new Map(sourcesOfFlags(flags)),
  };
}

/** Combines settings files, weakest first, and the command line. Throws a SettingsError for bad paths and globs. */
export async function effectiveSettings(
  path: string,
  layers: readonly Layer[],
  flags: FlagChoices,
  reader: SettingsReader,
): Promise<EffectiveSettings> {
  const chain = new Chain(layers, reader, boundsOf(path, reader.system));
  const choices = new RuleChoices([...(await layersOf(chain.files)), layerOfFlags(flags.rules)]);
  const preset = flags.preset ?? chain.preset();
  const reputation = flags.reputation ?? chain.last('reputation')?.value;
  const version = flags.version ?? chain.last('pmtaVersion')?.value;
  const directives = chain.files.flatMap(({ written }) => written.directives ?? []);
  if (directives.length > 0) chain.last('directives');
  const settings = settingsFor({
    ...(preset === undefined ? {} : { preset }),
    ...(reputation === undefined ? {} : { reputation }),
    ...(version === undefined ? {} : { version }),
    ...chain.providers(),
    extraDirectives: directives,
    allowSecuritySuppressions: chain.last('allowSecurityComments')?.value ?? false,
    inlineConfig: flags.inlineConfig,
  });
  const entries = await chain.paths('entry');
  const configDefaults = await chain.pathOrFalse('configDefaults');
  const fixEffect = flags.fixEffect ?? chain.last('fixEffect')?.value ?? 'tightens';
  const baseline = await chain.pathOrFalse('baseline');
  return {
    ...{ path, choices, entries, configDefaults, baseline, fixEffect },
    settings: {
      ...settings,
      choiceFor: (ruleId, file) => choices.choiceFor(ruleId, file),
      isOff: (ruleId) => choices.isOff(ruleId),
    },
    mappedRoots: await chain.mappedRoots(),
    ignores: await chain.ignores(),
    sources: new Map([...chain.sources, ...sourcesOfFlags(flags)]),
  };
}
