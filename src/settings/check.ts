import * as v from 'valibot';
import { memoize } from '../base/collections.ts';
import { nearest } from '../catalog/nearest.ts';
import { providersNamed } from '../catalog/providers.ts';
import { quote } from '../engine/message.ts';
import type { Rule } from '../engine/rule.ts';
import type { SettingsDocument } from './document.ts';
import { settingsSchema } from './schema.ts';
import { SettingsError, type KeyPath, type SettingsFile, type WrittenRules } from './settings-file.ts';

/** More problems at once help nobody. */
const MOST_PROBLEMS = 20;

interface Problem {
  readonly keys: KeyPath;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** What a name at some keys is, for messages. */
function kindOfName(keys: KeyPath): string {
  const parent = keys.at(-2);
  if (parent === 'rules') return 'rule';
  if (parent === 'providers') return 'provider';
  return typeof parent === 'number' && keys.includes('rules') ? 'option' : 'key';
}

/** A schema as far as it is read here. */
interface SchemaParts {
  readonly type?: string;
  readonly wrapped?: SchemaParts;
  readonly getter?: (value: unknown) => SchemaParts;
  readonly entries?: Readonly<Record<string, SchemaParts>>;
  readonly item?: SchemaParts;
  readonly items?: readonly SchemaParts[];
  readonly options?: readonly string[];
}

/** The schema inside wrappers: optional, or one of several forms. */
function entered(schema: SchemaParts | undefined, value: unknown): SchemaParts {
  const { type, wrapped, getter } = schema ?? {};
  if (type === 'optional') return entered(wrapped, value);
  return type === 'lazy' ? entered(getter?.(value), value) : (schema ?? {});
}

function schemaAt(schema: unknown, keys: KeyPath, root: unknown): SchemaParts {
  let value = root;
  let at = entered(schema as SchemaParts, value);
  for (const key of keys) {
    value = (value as Record<string | number, unknown> | undefined)?.[key];
    at = entered(typeof key === 'number' ? (at.items?.[key] ?? at.item) : at.entries?.[key], value);
  }
  return at;
}

function unknownKey(keys: KeyPath, schema: unknown, root: unknown): string {
  const key = String(keys.at(-1));
  const names = Object.keys(schemaAt(schema, keys.slice(0, -1), root).entries ?? {});
  const near = nearest(key, names) ?? (keys.at(-2) === 'providers' ? providersNamed(key)[0]?.id : undefined);
  const hint =
    near !== undefined
      ? `did you mean ${quote(near)}?`
      : names.length === 0
        ? 'it has none'
        : names.length <= 15
          ? `known: ${names.filter((name) => name !== '$schema').join(', ')}`
          : `pmta-lint ${keys.at(-2) === 'providers' ? 'providers' : 'rules'} lists them`;
  return `there is no ${kindOfName(keys)} ${quote(key)}; ${hint}`;
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  strict_object: 'an object',
  strict_tuple: '[level, options]',
  record: 'an object',
  min_length: 'something, it is empty',
  integer: 'a whole number',
};

function wrongValue(issue: v.BaseIssue<unknown>, keys: KeyPath, schema: unknown, root: unknown): string {
  const { type, input, requirement } = issue;
  const name = keys.filter((key) => typeof key === 'string').at(-1) ?? 'the file';
  if (type === 'check') return `${quote(name)}: ${issue.message}`;
  const given = typeof input === 'string' ? quote(input) : issue.received;
  const cannot = `${quote(name)} cannot be ${given}: give`;
  if (type === 'min_value') return `${cannot} at least ${String(requirement)}`;
  if (type === 'max_value') return `${cannot} at most ${String(requirement)}`;
  if (type !== 'picklist') return `${cannot} ${WANTED[type] ?? issue.expected ?? 'another value'}`;
  const words = schemaAt(schema, keys, root).options ?? [];
  const quoted = name === 'pmtaVersion' && typeof input === 'number' ? '; write it in quotes' : '';
  const near = typeof input === 'string' ? nearest(input, words) : undefined;
  const hint = near === undefined ? quoted : `; did you mean ${quote(near)}?`;
  return `${cannot} one of ${words.join(', ')}${hint}`;
}

function problemOf(issue: v.BaseIssue<unknown>, schema: unknown, root: unknown): Problem {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  return issue.type === 'strict_object' && issue.expected === 'never'
    ? { keys, part: 'key', message: unknownKey(keys, schema, root) }
    : { keys, part: 'value', message: wrongValue(issue, keys, schema, root) };
}

function unreasoned(file: SettingsFile, rules: readonly Rule[]): Problem[] {
  const security = new Set(rules.flatMap(({ id, category }) => (category === 'security' ? id : [])));
  const parts: readonly (readonly [KeyPath, WrittenRules])[] = [
    [['rules'], file.rules ?? {}],
    ...(file.overrides ?? []).map(
      (override, index) => [['overrides', index, 'rules'], override.rules] as const,
    ),
  ];
  return parts.flatMap(([at, written]) =>
    Object.entries(written).flatMap(([id, choice]) => {
      const [level, details] = typeof choice === 'string' ? [choice] : choice;
      if (!security.has(id) || level !== 'off' || details?.reason !== undefined) return [];
      const message = `${quote(id)} is a rule of category security: say why it is off: ["off", { "reason": "…" }]`;
      return [{ keys: [...at, id], part: 'value' as const, message }];
    }),
  );
}

/** Files that extend each other are checked by one schema. */
const schemaFor = memoize(settingsSchema);

/** The settings as written. Throws a SettingsError with each problem, its place and, for a wrong name, the nearest one. */
export async function checkSettings(
  document: SettingsDocument,
  rules: readonly Rule[],
): Promise<SettingsFile> {
  const schema = schemaFor(rules);
  // An empty file in YAML is not a value.
  const value = document.value ?? {};
  if (Array.isArray(value))
    throw new SettingsError([
      `${await document.placeOf([])}: settings are an object of keys, and not a list`,
    ]);
  let result: v.SafeParseResult<typeof schema>;
  try {
    result = v.safeParse(schema, value);
  } catch (error) {
    // Settings of a program can be more than values: looking at one may run into an error of its own.
    const what = error instanceof Error ? error.message : String(error);
    throw new SettingsError([`${await document.placeOf([])}: ${what}`]);
  }
  const problems = result.success
    ? unreasoned(result.output, rules)
    : result.issues.map((issue) => problemOf(issue, schema, value));
  if (problems.length === 0 && result.success) return result.output;
  const shown = problems.slice(0, MOST_PROBLEMS);
  const lines = await Promise.all(
    shown.map(async ({ keys, part, message }) => `${await document.placeOf(keys, part)}: ${message}`),
  );
  if (problems.length > shown.length) lines.push(`… and ${problems.length - shown.length} more problems`);
  throw new SettingsError(lines);
}
