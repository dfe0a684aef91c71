import { EffectiveOptions } from '../../engine/rule-options.ts';
import type { Rule } from '../../engine/rule.ts';
import { isReported } from '../../engine/reported.ts';
import { jsonText } from '../../report/json-text.ts';
import { shownPath } from '../../base/paths.ts';
import type { EffectiveSettings, WithOrigin } from '../../settings/effective-settings.ts';

interface ShownRule {
  readonly level: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly from: string;
}

/** What a rule does in a file by preset and choice: its level, or why it is silent. */
async function shownRule(rule: Rule, path: string, inEffect: EffectiveSettings): Promise<ShownRule> {
  const { settings, choices } = inEffect;
  const { level, options = {} } = settings.choiceFor(rule.id, path);
  const values = new EffectiveOptions(rule.options ?? {}, options, settings.preset === 'all');
  return {
    level: level ?? (isReported(rule, rule.severity, path, settings) ? rule.severity : 'off'),
    options: Object.fromEntries(Object.keys(rule.options ?? {}).map((name) => [name, values.valueOf(name)])),
    from: (await choices.originOf(rule.id, path)) ?? `preset ${settings.preset}`,
  };
}

async function shownSource(
  sources: ReadonlyMap<string, WithOrigin<unknown>>,
  key: string,
  value: unknown,
): Promise<{ value: unknown; from: string }> {
  const source = sources.get(key);
  return { value, from: source === undefined ? 'default' : await source.from() };
}

/** What applies to a path (absolute, need not exist), as JSON: the settings, their places, and the rules. */
export async function settingsShown(
  path: string,
  inEffect: EffectiveSettings,
  rules: readonly Rule[],
  workingDirectory: string,
): Promise<string> {
  const { settings, sources } = inEffect;
  const name = (it: string): string => shownPath(it, workingDirectory);
  const values: Record<string, unknown> = {
    preset: settings.preset,
    reputation: settings.reputation,
    pmtaVersion: settings.version,
    entry: inEffect.entries.map(name),
    configDefaults:
      typeof inEffect.configDefaults === 'string'
        ? name(inEffect.configDefaults)
        : (inEffect.configDefaults ?? null),
    fixEffect: inEffect.fixEffect,
    baseline: inEffect.baseline === undefined ? null : name(inEffect.baseline),
    directives: [...settings.extraDirectives],
    allowSecurityComments: settings.allowSecuritySuppressions,
  };
  const rows = Object.entries(values).map(
    async ([key, value]) => [key, await shownSource(sources, key, value)] as const,
  );
  const maps = ['providers', 'includeRoots'].map(async (kind) => {
    const found = [...sources].filter(([key]) => key.startsWith(`${kind}.`));
    const entries = found.map(
      async ([key, { value, from }]) => [key.slice(kind.length + 1), { value, from: await from() }] as const,
    );
    const shown: Record<string, unknown> = Object.fromEntries(await Promise.all(entries));
    return [kind, shown] as const;
  });
  const shownRules = rules.map(async (rule) => [rule.id, await shownRule(rule, path, inEffect)] as const);
  return jsonText({
    version: 1,
    path: name(path),
    settingsFile: inEffect.path === undefined ? null : name(inEffect.path),
    ignored: inEffect.ignores(path),
    settings: Object.fromEntries([...(await Promise.all(rows)), ...(await Promise.all(maps))]),
    mustHaveBlocks: settings.providers,
    rules: Object.fromEntries(await Promise.all(shownRules)),
  });
}
