import { dirname, resolve } from 'node:path';
import { quote } from '../engine/message.ts';
import {
  settingsFor,
  type OwnLimits,
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
import { RuleChoices, stepOfFlags, stepsOf, testOf, type Step } from './rule-choices.ts';
import { SettingsError, type KeyPath, type SettingsFile } from './settings-file.ts';

/** What the command line says; it wins over settings files. */
export interface FlagChoices {
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly version?: PmtaVersion;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleChoice>;
  readonly inlineConfig: boolean;
}

/** A value and where it was said, as messages name it. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly from: () => Promise<string>;
}

/** All that holds for a run: out of settings files and the command line. Paths are absolute. */
export interface SettingsInForce {
  /** The settings file; undefined where none was found. */
  readonly path: string | undefined;
  readonly settings: Settings;
  readonly choices: RuleChoices;
  readonly entries: readonly string[];
  readonly configDefaults: string | undefined;
  readonly baseline: string | undefined;
  /** Prefix of an include path as written → folder. */
  readonly mappedRoots: ReadonlyMap<string, string>;
  /** Whether a search leaves a path out. */
  readonly ignores: PathTest;
  /** By key of the settings file, what is said of it and where. */
  readonly sources: ReadonlyMap<string, Sourced<unknown>>;
}

const NEVER: PathTest = () => false;

class Chain {
  readonly files: readonly FileLayer[];
  readonly sources = new Map<string, Sourced<unknown>>();

  constructor(
    readonly layers: readonly Layer[],
    readonly reader: SettingsReader,
    readonly bounds: string,
  ) {
    this.files = layers.filter((layer) => layer.kind === 'file');
  }

  /** What the strongest file that says something says. */
  last<Key extends keyof SettingsFile>(
    key: Key,
  ): { layer: FileLayer; value: NonNullable<SettingsFile[Key]> } | undefined {
    const layer = this.files.findLast(({ written }) => written[key] !== undefined);
    const value = layer?.written[key];
    if (layer === undefined || value === undefined) return undefined;
    this.sources.set(key, { value, from: () => layer.document.placeOf([key]) });
    return { layer, value };
  }

  /** What all files say of an object's keys: a stronger one wins key by key. */
  entries<Key extends 'providers' | 'includeRoots'>(
    key: Key,
  ): Map<string, { layer: FileLayer; value: NonNullable<SettingsFile[Key]>[string] }> {
    const found = new Map<string, { layer: FileLayer; value: NonNullable<SettingsFile[Key]>[string] }>();
    for (const layer of this.files) {
      for (const [name, value] of Object.entries(layer.written[key] ?? {})) {
        found.set(name, { layer, value: value as NonNullable<SettingsFile[Key]>[string] });
        this.sources.set(`${key}.${name}`, { value, from: () => layer.document.placeOf([key, name]) });
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

  preset(): Preset | undefined {
    const layer = this.layers.findLast((it) => it.kind === 'preset');
    if (layer?.kind !== 'preset') return undefined;
    this.sources.set('preset', { value: layer.preset, from: () => layer.by.document.placeOf(['extends']) });
    return layer.preset;
  }
}

async function pathsOf(
  chain: Chain,
): Promise<Pick<SettingsInForce, 'entries' | 'configDefaults' | 'baseline' | 'mappedRoots'>> {
  const entry = chain.last('entry');
  const entries: string[] = [];
  if (entry !== undefined) {
    for (const written of [entry.value].flat())
      entries.push(await chain.pathOf(entry.layer, written, ['entry']));
  }
  const defaults = chain.last('configDefaults');
  const baseline = chain.last('baseline');
  const mappedRoots = new Map<string, string>();
  for (const [prefix, { layer, value }] of chain.entries('includeRoots'))
    mappedRoots.set(
      prefix.replace(/(?<=.)\/+$/, ''),
      await chain.pathOf(layer, value, ['includeRoots', prefix]),
    );
  return {
    entries,
    configDefaults:
      defaults === undefined
        ? undefined
        : await chain.pathOf(defaults.layer, defaults.value, ['configDefaults']),
    baseline:
      baseline === undefined ? undefined : await chain.pathOf(baseline.layer, baseline.value, ['baseline']),
    mappedRoots,
  };
}

async function ignoresOf(chain: Chain): Promise<PathTest> {
  const tests: PathTest[] = [];
  for (const layer of chain.files) {
    const { ignores } = layer.written;
    if (ignores === undefined) continue;
    tests.push(await testOf(ignores, layer, dirname(layer.path), ['ignores']));
    chain.sources.set('ignores', { value: ignores, from: () => layer.document.placeOf(['ignores']) });
  }
  return tests.length === 0 ? NEVER : (path) => tests.some((test) => test(path));
}

function providersOf(chain: Chain): {
  providers: ReadonlyMap<string, boolean>;
  ownLimits: ReadonlyMap<string, OwnLimits>;
} {
  const providers = new Map<string, boolean>();
  const ownLimits = new Map<string, OwnLimits>();
  for (const [id, { value }] of chain.entries('providers')) {
    providers.set(id, value !== false);
    if (typeof value === 'object') ownLimits.set(id, value);
  }
  return { providers, ownLimits };
}

/** What the command line says, as sources by the keys of a settings file. */
function sourcesOfFlags({ preset, reputation, version }: FlagChoices): [string, Sourced<unknown>][] {
  const said = { preset, reputation, pmtaVersion: version };
  const from = (): Promise<string> => Promise.resolve('command line');
  return Object.entries(said).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, { value, from }]],
  );
}

/** What holds by the command line alone, where there is no settings file. Nothing is read. */
export function settingsOfFlags(flags: FlagChoices): SettingsInForce {
  const choices = new RuleChoices([stepOfFlags(flags.rules)]);
  return {
    path: undefined,
    settings: settingsFor(flags),
    choices,
    entries: [],
    configDefaults: undefined,
    baseline: undefined,
    mappedRoots: new Map(),
    ignores: NEVER,
    sources: new Map(sourcesOfFlags(flags)),
  };
}

/**
 * Puts settings files and the command line together.
 *
 * @param path The settings file that was found or named.
 * @param layers It and what it extends, from the weakest.
 * @returns Throws a SettingsError for a path that leaves the work tree and for a glob that is none.
 */
export async function settingsInForce(
  path: string,
  layers: readonly Layer[],
  flags: FlagChoices,
  reader: SettingsReader,
): Promise<SettingsInForce> {
  const chain = new Chain(layers, reader, boundsOf(path, reader.system));
  const steps: Step[] = [
    ...(await stepsOf(layers, (layer) => dirname(layer.path))),
    stepOfFlags(flags.rules),
  ];
  const choices = new RuleChoices(steps);
  const preset = flags.preset ?? chain.preset();
  const reputation = flags.reputation ?? chain.last('reputation')?.value;
  const version = flags.version ?? chain.last('pmtaVersion')?.value;
  const directives = chain.files.flatMap(({ written }) => written.directives ?? []);
  if (directives.length > 0) chain.last('directives');
  const settings = settingsFor({
    ...(preset === undefined ? {} : { preset }),
    ...(reputation === undefined ? {} : { reputation }),
    ...(version === undefined ? {} : { version }),
    ...providersOf(chain),
    extraDirectives: directives,
    allowSecuritySuppressions: chain.last('allowSecurityComments')?.value ?? false,
    inlineConfig: flags.inlineConfig,
  });
  const rest = { ...(await pathsOf(chain)), ignores: await ignoresOf(chain) };
  return {
    path,
    settings: {
      ...settings,
      choiceFor: (ruleId, file) => choices.choiceFor(ruleId, file),
      isOff: (ruleId) => choices.isOff(ruleId),
    },
    choices,
    ...rest,
    sources: new Map([...chain.sources, ...sourcesOfFlags(flags)]),
  };
}
