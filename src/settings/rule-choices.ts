import { dirname } from 'node:path';
import { getOrMake } from '../base/collections.ts';
import { quote } from '../engine/message.ts';
import type { RuleChoice } from '../engine/settings.ts';
import { pathBelow } from '../model/source/file-system.ts';
import { readGlob, type PathTest } from './globs.ts';
import type { FileLayer } from './layers.ts';
import { SettingsError, type KeyPath, type WrittenChoice, type WrittenRules } from './settings-file.ts';

export interface RuleLayer {
  readonly rules: ReadonlyMap<string, RuleChoice>;
  /** Whether they apply to a file, by its absolute path. */
  readonly applies: PathTest;
  /** Where the choice for a rule was made, as messages name it. */
  readonly origin: (ruleId: string) => Promise<string>;
}

const EVERYWHERE: PathTest = () => true;

/** A written choice without its reason, which is for people. */
function choiceOf(written: WrittenChoice): RuleChoice {
  if (typeof written === 'string') return { level: written };
  const [level, details] = written;
  const options = Object.entries(details).filter(([name]) => name !== 'reason');
  return options.length === 0 ? { level } : { level, options: Object.fromEntries(options) };
}

function choicesOf(written: WrittenRules): Map<string, RuleChoice> {
  return new Map(Object.entries(written).map(([id, choice]) => [id, choiceOf(choice)]));
}

/** Globs of a settings file as one test of absolute paths. Throws a SettingsError for a malformed glob. */
export async function testOf(globs: readonly string[], layer: FileLayer, at: KeyPath): Promise<PathTest> {
  const tests: PathTest[] = [];
  for (const glob of globs) {
    const test = readGlob(glob);
    if (test === undefined) {
      throw new SettingsError([
        `${await layer.document.placeOf(at)}: ${quote(glob)} is no glob: give *, **, ? and {a,b}, relative to the settings file and below it`,
      ]);
    }
    tests.push(test);
  }
  const folder = dirname(layer.path);
  return (path) => {
    const inside = pathBelow(path, folder) ?? '';
    return inside !== '' && tests.some((test) => test(inside));
  };
}

/** The choices for rules in settings files, from the weakest: the last that applies wins. */
export async function layersOf(files: readonly FileLayer[]): Promise<RuleLayer[]> {
  const layers: RuleLayer[] = [];
  for (const layer of files) {
    const { rules = {}, overrides = [] } = layer.written;
    const add = (written: WrittenRules, applies: PathTest, at: KeyPath): void => {
      const origin = (id: string): Promise<string> => layer.document.placeOf([...at, 'rules', id], 'key');
      layers.push({ rules: choicesOf(written), applies, origin });
    };
    add(rules, EVERYWHERE, []);
    for (const [index, override] of overrides.entries()) {
      const at = ['overrides', index];
      add(override.rules, await testOf([override.files].flat(), layer, [...at, 'files']), at);
    }
  }
  return layers;
}

function merged(weaker: RuleChoice | undefined, stronger: RuleChoice): RuleChoice {
  if (weaker === undefined) return stronger;
  const options =
    weaker.options === undefined && stronger.options === undefined
      ? {}
      : { options: { ...weaker.options, ...stronger.options } };
  return { ...weaker, ...stronger, ...options };
}

const NOTHING: RuleChoice = {};

/** The choice for a rule in a file. Files to which the same layers apply share their answers. */
export class RuleChoices {
  readonly #byPath = new Map<string, ReadonlyMap<string, RuleChoice>>();
  readonly #byLayers = new Map<string, ReadonlyMap<string, RuleChoice>>();

  constructor(readonly layers: readonly RuleLayer[]) {}

  /** Equal answers are the same object. */
  choiceFor(ruleId: string, path: string): RuleChoice {
    return getOrMake(this.#byPath, path, () => this.#choicesIn(path)).get(ruleId) ?? NOTHING;
  }

  isOff(ruleId: string): boolean {
    const levels = (isEverywhere: boolean) =>
      this.layers
        .filter(({ applies }) => (applies === EVERYWHERE) === isEverywhere)
        .flatMap(({ rules }) => rules.get(ruleId)?.level ?? []);
    return levels(true).at(-1) === 'off' && levels(false).every((level) => level === 'off');
  }

  /** Where the choice for a rule in a file was made; undefined for none. */
  async originOf(ruleId: string, path: string): Promise<string | undefined> {
    const layer = this.layers.findLast(({ rules, applies }) => rules.has(ruleId) && applies(path));
    return layer?.origin(ruleId);
  }

  #choicesIn(path: string): ReadonlyMap<string, RuleChoice> {
    const applying = this.layers.map(({ applies }) => applies(path));
    return getOrMake(this.#byLayers, applying.map(Number).join(''), () => {
      const choices = new Map<string, RuleChoice>();
      for (const { rules } of this.layers.filter((_, index) => applying[index])) {
        for (const [id, choice] of rules) choices.set(id, merged(choices.get(id), choice));
      }
      return choices;
    });
  }
}

/** The choices of `--rule`, which win over all settings files. */
export function layerOfFlags(choices: ReadonlyMap<string, RuleChoice>): RuleLayer {
  return { rules: choices, applies: EVERYWHERE, origin: () => Promise.resolve('--rule') };
}
