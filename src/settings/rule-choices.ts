import type { OptionValues } from '../engine/rule-options.ts';
import type { RuleChoice } from '../engine/settings.ts';
import { pathBelow } from '../model/source/file-system.ts';
import type { PathTest } from './globs.ts';
import type { FileLayer, Layer } from './layers.ts';
import { SettingsError, type KeyPath, type WrittenChoice, type WrittenRules } from './settings-file.ts';
import { readGlob } from './globs.ts';
import { quote } from '../engine/message.ts';

/** Choices for rules that were made in one place. */
export interface Step {
  readonly rules: ReadonlyMap<string, RuleChoice>;
  /** Whether they hold for a file, by its absolute path. */
  readonly applies: PathTest;
  /** Where the choice for a rule was made, as messages name it. */
  readonly origin: (ruleId: string) => Promise<string>;
}

/** Stands among a rule's options, for people. */
const REASON = 'reason';

const EVERYWHERE: PathTest = () => true;

/** A written choice as the engine takes it. */
function choiceOf(written: WrittenChoice): RuleChoice {
  if (typeof written === 'string') return { level: written };
  const [level, details] = written;
  const given = Object.fromEntries(Object.entries(details).filter(([name]) => name !== REASON));
  return Object.keys(given).length === 0 ? { level } : { level, options: given };
}

function choicesOf(written: WrittenRules): Map<string, RuleChoice> {
  return new Map(Object.entries(written).map(([id, choice]) => [id, choiceOf(choice)]));
}

/** Globs of a settings file as one test on absolute paths. Throws a SettingsError for what is no glob. */
export async function testOf(
  globs: readonly string[],
  layer: FileLayer,
  folder: string,
  at: KeyPath,
): Promise<PathTest> {
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
  return (path) => {
    const inside = pathBelow(path, folder) ?? '';
    return inside !== '' && tests.some((test) => test(inside));
  };
}

/** The choices for rules in settings files, in the order in which they count: the last that applies wins. */
export async function stepsOf(
  layers: readonly Layer[],
  folderOf: (layer: FileLayer) => string,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const layer of layers) {
    if (layer.kind === 'preset') continue;
    const { rules = {}, overrides = [] } = layer.written;
    steps.push({
      rules: choicesOf(rules),
      applies: EVERYWHERE,
      origin: (id) => layer.document.placeOf(['rules', id], 'key'),
    });
    for (const [index, override] of overrides.entries()) {
      const files = [override.files].flat();
      steps.push({
        rules: choicesOf(override.rules),
        applies: await testOf(files, layer, folderOf(layer), ['overrides', index, 'files']),
        origin: (id) => layer.document.placeOf(['overrides', index, 'rules', id], 'key'),
      });
    }
  }
  return steps;
}

function merged(weaker: RuleChoice | undefined, stronger: RuleChoice): RuleChoice {
  const options: OptionValues | undefined =
    weaker?.options === undefined && stronger.options === undefined
      ? undefined
      : { ...weaker?.options, ...stronger.options };
  const level = stronger.level ?? weaker?.level;
  return { ...(level === undefined ? {} : { level }), ...(options === undefined ? {} : { options }) };
}

const NOTHING: RuleChoice = {};

/** Answers what was chosen for a rule in a file. Files to which the same steps apply share their answers. */
export class RuleChoices {
  readonly #steps: readonly Step[];
  readonly #byPath = new Map<string, ReadonlyMap<string, RuleChoice>>();
  readonly #bySteps = new Map<string, ReadonlyMap<string, RuleChoice>>();

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** Equal answers are the same object. */
  choiceFor(ruleId: string, path: string): RuleChoice {
    let choices = this.#byPath.get(path);
    if (choices === undefined) this.#byPath.set(path, (choices = this.#choicesIn(path)));
    return choices.get(ruleId) ?? NOTHING;
  }

  /** Whether a rule is off in every file. */
  isOff(ruleId: string): boolean {
    const everywhere = this.#steps.filter(({ applies }) => applies === EVERYWHERE);
    const level = everywhere.map(({ rules }) => rules.get(ruleId)?.level).findLast((it) => it !== undefined);
    const somewhere = this.#steps.filter(({ applies }) => applies !== EVERYWHERE);
    return level === 'off' && somewhere.every(({ rules }) => (rules.get(ruleId)?.level ?? 'off') === 'off');
  }

  /** Where what holds for a rule in a file was said; undefined where nothing was. */
  async originOf(ruleId: string, path: string): Promise<string | undefined> {
    const step = this.#steps.findLast(({ rules, applies }) => rules.has(ruleId) && applies(path));
    return step?.origin(ruleId);
  }

  #choicesIn(path: string): ReadonlyMap<string, RuleChoice> {
    const applying = this.#steps.map(({ applies }) => applies(path));
    const key = applying.map(Number).join('');
    let choices = this.#bySteps.get(key);
    if (choices === undefined) {
      const folded = new Map<string, RuleChoice>();
      for (const [index, { rules }] of this.#steps.entries()) {
        if (applying[index] !== true) continue;
        for (const [id, choice] of rules) folded.set(id, merged(folded.get(id), choice));
      }
      this.#bySteps.set(key, (choices = folded));
    }
    return choices;
  }
}

/** The choices that `--rule` makes, which win over all settings files. */
export function stepOfFlags(choices: ReadonlyMap<string, RuleChoice>): Step {
  return { rules: choices, applies: EVERYWHERE, origin: () => Promise.resolve('--rule') };
}
