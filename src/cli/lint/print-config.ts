import { baselineToRead } from '../../app/settings.ts';
import { EffectiveOptions } from '../../engine/rule-options.ts';
import type { Rule } from '../../engine/rule.ts';
import { isReported } from '../../engine/reported.ts';
import { shownPath } from '../../base/paths.ts';
import type { EffectiveSettings, WithOrigin } from '../../settings/effective-settings.ts';

/** A value and where it was set, as messages name it: `default` where nothing sets it. */
interface ShownSetting {
  readonly value: unknown;
  readonly from: string;
}

/** What a rule does in a file. */
interface ShownRule {
  readonly level: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `preset NAME` where nothing else sets it. */
  readonly from: string;
}

/** What applies to a path: the settings and the rules, each with its origin. */
interface ShownConfig {
  readonly version: 1;
  readonly path: string;
  readonly settingsFile: string | null;
  readonly ignored: boolean;
  readonly settings: Readonly<Record<string, ShownSetting | Readonly<Record<string, ShownSetting>>>>;
  readonly mustHaveBlocks: unknown;
  readonly rules: Readonly<Record<string, ShownRule>>;
}

/** Where a value comes from that nothing sets. */
const DEFAULT = 'default';

/** Where the level of a rule comes from that nothing else sets. */
function ofPreset(preset: unknown): string {
  return `preset ${String(preset)}`;
}

/** What a rule does in a file by preset and choice: its level, or why it is silent. */
async function shownRule(rule: Rule, path: string, inEffect: EffectiveSettings): Promise<ShownRule> {
  const { settings, choices } = inEffect;
  const { level, options = {} } = settings.choiceFor(rule.id, path);
  const values = new EffectiveOptions(rule.options ?? {}, options, settings.preset === 'all');
  return {
    level: level ?? (isReported(rule, rule.severity, path, settings) ? rule.severity : 'off'),
    options: Object.fromEntries(Object.keys(rule.options ?? {}).map((name) => [name, values.valueOf(name)])),
    from: (await choices.originOf(rule.id, path)) ?? ofPreset(settings.preset),
  };
}

async function shownSource(
  sources: ReadonlyMap<string, WithOrigin<unknown>>,
  key: string,
  value: unknown,
): Promise<ShownSetting> {
  const source = sources.get(key);
  return { value, from: source === undefined ? DEFAULT : await source.from() };
}

function shownBaseline(inEffect: EffectiveSettings, workingDirectory: string): ShownSetting | null {
  if (inEffect.baseline !== undefined) return null;
  const usual = baselineToRead(inEffect, workingDirectory);
  if (usual === undefined) return null;
  const from = inEffect.path === undefined ? 'in the current folder' : 'beside the settings';
  return { value: shownPath(usual, workingDirectory), from };
}

/** What applies to a path (absolute, need not exist): the settings, their places, and the rules. */
export async function settingsShown(
  path: string,
  inEffect: EffectiveSettings,
  rules: readonly Rule[],
  workingDirectory: string,
): Promise<ShownConfig> {
  const { settings, sources } = inEffect;
  const name = (it: string): string => shownPath(it, workingDirectory);
  const pathOrFalse = (it: string | false | undefined) => (typeof it === 'string' ? name(it) : (it ?? null));
  const values: Record<string, unknown> = {
    preset: settings.preset,
    reputation: settings.reputation,
    pmtaVersion: settings.version,
    entry: inEffect.entries.map(name),
    configDefaults: pathOrFalse(inEffect.configDefaults),
    fixEffect: inEffect.fixEffect,
    baseline: pathOrFalse(inEffect.baseline),
    directives: [...settings.extraDirectives],
    allowSecurityComments: settings.allowSecuritySuppressions,
  };
  const rows = Object.entries(values).map(async ([key, value]) => {
    const usual = key === 'baseline' ? shownBaseline(inEffect, workingDirectory) : null;
    return [key, usual ?? (await shownSource(sources, key, value))] as const;
  });
  const maps = ['providers', 'includeRoots'].map(async (kind) => {
    const found = [...sources].filter(([key]) => key.startsWith(`${kind}.`));
    const entries = found.map(
      async ([key, { value, from }]) => [key.slice(kind.length + 1), { value, from: await from() }] as const,
    );
    return [kind, Object.fromEntries<ShownSetting>(await Promise.all(entries))] as const;
  });
  const shown = Object.fromEntries<ShownConfig['settings'][string]>([
    ...(await Promise.all(rows)),
    ...(await Promise.all(maps)),
  ]);
  const shownRules = rules.map(async (rule) => [rule.id, await shownRule(rule, path, inEffect)] as const);
  return {
    version: 1,
    path: name(path),
    settingsFile: inEffect.path === undefined ? null : name(inEffect.path),
    ignored: inEffect.ignores(path),
    settings: shown,
    mustHaveBlocks: settings.providers,
    rules: Object.fromEntries(await Promise.all(shownRules)),
  };
}

type Row = readonly [name: string, value: string, from: string];

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return JSON.stringify(value);
}

function isSetting(value: ShownConfig['settings'][string]): value is ShownSetting {
  return typeof value.from === 'string';
}

function settingRows({ settings }: ShownConfig): Row[] {
  return Object.entries(settings).flatMap(([name, shown]): Row[] => {
    const parts: [string, ShownSetting][] = isSetting(shown)
      ? [[name, shown]]
      : Object.entries(shown).map(([key, one]) => [`${name}.${key}`, one]);
    return parts
      .filter(([, { from }]) => from !== DEFAULT)
      .map(([key, { value, from }]) => [key, valueText(value), from]);
  });
}

function ruleRows({ rules, settings }: ShownConfig): Row[] {
  return Object.entries(rules)
    .filter(([, { from }]) => from !== ofPreset(settings.preset?.value))
    .map(([id, { level, options, from }]) => {
      const words = Object.entries(options).map(([name, value]) => `${name} ${valueText(value)}`);
      return [id, [level, ...words].join(', '), from];
    });
}

function table(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const widthOf = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [names, values] = [widthOf(0), Math.min(40, widthOf(1))];
  return [
    '',
    title,
    ...rows.map(([name, value, from]) => `  ${name.padEnd(names)}  ${value.padEnd(values)}  ${from}`),
  ];
}

/** The choices that are not the defaults, as a table for people. */
export function settingsText(config: ShownConfig): string {
  const { path, settingsFile, ignored } = config;
  const [settings, rules] = [settingRows(config), ruleRows(config)];
  const preset = config.settings.preset?.value;
  return `${[
    `${path}: ${settingsFile === null ? 'no settings file' : `settings of ${settingsFile}`}`,
    ...(ignored ? ['A search leaves it out (ignores).'] : []),
    ...table('Settings', settings),
    ...table('Rules', rules),
    '',
    `${settings.length + rules.length === 0 ? 'All is' : 'All else is'} the default, with preset ${valueText(preset)}; --format json prints it too.`,
  ].join('\n')}\n`;
}
