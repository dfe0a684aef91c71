import * as v from 'valibot';
import { providers } from '../catalog/providers.ts';
import { faultOfOption, type OptionValue, type RuleOption } from '../engine/rule-options.ts';
import type { Rule } from '../engine/rule.ts';
import type { SettingsFile } from './settings-file.ts';

type Schema = v.GenericSchema;

/** How a value of several forms is described; when checking by the one meant, so that the complaint is about that one. */
type Either = (forms: readonly Schema[], meant: (value: unknown) => number) => Schema;

const asUnion: Either = (forms) => v.union([...forms]);

const asMeant: Either = (forms, meant) => {
  const [first = v.never()] = forms;
  return v.lazy((value) => forms[meant(value)] ?? first);
};

/** A schema, and the parts of it that are to be written once. */
export interface DescribedSettings {
  readonly schema: Schema;
  readonly definitions: Readonly<Record<string, Schema>>;
}

function described(schema: Schema, description: string): Schema {
  return v.pipe(schema, v.description(description));
}

/** A key of an object that need not be there. */
function key(schema: Schema, description: string): v.OptionalSchema<Schema, undefined> {
  return v.optional(described(schema, description));
}

const TEXT = v.pipe(v.string(), v.minLength(1));
const AT_LEAST_ONE = v.pipe(v.number(), v.integer(), v.minValue(1));
const LEVEL = v.picklist(['error', 'warning', 'info', 'off']);
const REPUTATION = v.picklist(['cold', 'warm', 'established']);
const NAMES = v.array(TEXT);

function formOf(option: RuleOption): Schema {
  switch (option.type) {
    case 'integer':
      return option.max === undefined
        ? v.pipe(v.number(), v.integer(), v.minValue(option.min ?? 0))
        : v.pipe(v.number(), v.integer(), v.minValue(option.min ?? 0), v.maxValue(option.max));
    case 'interval':
    case 'rate':
      return v.string();
    case 'names':
      return NAMES;
    case 'flag':
      return v.boolean();
    case 'word':
      return v.picklist(option.values);
  }
}

/** An option's form, and its range in the words of the command line. */
function optionSchema(option: RuleOption): Schema {
  const checked = v.check(
    (value: unknown) => faultOfOption(option, value as OptionValue) === undefined,
    ({ input }) => faultOfOption(option, input as OptionValue) ?? '',
  );
  const fallback = [option.default].flat().join(', ');
  const description = fallback === '' ? option.summary : `${option.summary}; default: ${fallback}`;
  return described(v.pipe(formOf(option), checked), description);
}

function choiceSchema({ options = {}, summary, category }: Rule, either: Either): Schema {
  const known = Object.entries(options).map(([name, option]) => [name, v.optional(optionSchema(option))]);
  const details = v.strictObject({
    ...(Object.fromEntries(known) as Record<string, Schema>),
    reason: key(TEXT, 'why, for who reads this later'),
  });
  const list = v.strictTuple([LEVEL, details]);
  const needsReason = category === 'security' ? '; "off" needs a reason: ["off", { "reason": "…" }]' : '';
  return described(
    either([LEVEL, list], (value) => (Array.isArray(value) ? 1 : 0)),
    `${summary}${needsReason}`,
  );
}

function providerChoice(either: Either): Schema {
  const limits = v.strictObject({
    reputation: key(REPUTATION, 'how well this provider knows the sending addresses'),
    maxSmtpOut: key(AT_LEAST_ONE, 'connections of one queue'),
    maxMsgPerConnection: key(AT_LEAST_ONE, 'messages a connection'),
    maxMsgRate: v.optional(optionSchema({ type: 'rate', default: '', summary: 'messages, such as 500/h' })),
  });
  return either([v.boolean(), limits], (value) => (typeof value === 'object' ? 1 : 0));
}

/** The settings file as a schema, for a set of rules, and the parts of it that are used more than once. */
function schemaOf(rules: readonly Rule[], either: Either): DescribedSettings {
  const choices = rules.map((rule) => [rule.id, v.optional(choiceSchema(rule, either))] as const);
  const chosen = described(
    v.strictObject(Object.fromEntries(choices)),
    'by id: a level, or [level, options]',
  );
  const provider = providerChoice(either);
  const ids = providers().flatMap(({ id, operatedBy }) => (operatedBy === undefined ? id : []));
  const providersById = v.strictObject(Object.fromEntries(ids.map((id) => [id, v.optional(provider)])));
  const texts = either([TEXT, v.array(TEXT)], (value) => (Array.isArray(value) ? 1 : 0));
  const orFalse = (form: Schema): Schema =>
    either([form, v.literal(false)], (value) => (value === false ? 1 : 0));
  const schema = v.strictObject({
    $schema: key(v.string(), 'where the schema for editors is'),
    extends: key(
      texts,
      'a preset (recommended, strict, all) or another settings file, or several; later ones win',
    ),
    pmtaVersion: key(v.picklist(['4.5', '5.0', '5.5', '6.0']), 'the version of PowerMTA; as a text'),
    entry: key(texts, 'the main configurations, relative to the settings file'),
    configDefaults: key(
      orFalse(v.string()),
      'the config-defaults of the servers, relative to the settings file; false: they have none',
    ),
    includeRoots: key(
      v.record(v.string(), v.string()),
      'where absolute include paths are found: { "/etc/pmta": "pmta" }, relative to the settings file',
    ),
    reputation: key(REPUTATION, 'how well mailbox providers know the sending addresses; default: warm'),
    providers: key(
      providersById,
      'by id: true or limits of your own (must have a block of its own), or false (need not)',
    ),
    rules: v.optional(chosen),
    overrides: key(
      v.array(v.strictObject({ files: texts, rules: chosen })),
      'other rules for some files: globs relative to the settings file; later ones win',
    ),
    ignores: key(NAMES, 'globs of files and folders that a search leaves out'),
    directives: key(NAMES, 'directives that are known beside those of the official guide'),
    baseline: key(
      orFalse(TEXT),
      'the baseline: findings that are known and may stay, relative to the settings file; default: pmta-baseline.json beside it, if it is there; false: none',
    ),
    fixEffect: key(
      v.picklist(['neutral', 'tightens']),
      'the most that --fix may do to mail: nothing, or only tighten limits; default: tightens',
    ),
    allowSecurityComments: key(
      v.boolean(),
      'whether comments may silence rules of category security; default: false',
    ),
  });
  return { schema, definitions: { rules: chosen, provider } };
}

/** The settings file for checking: what it lets through is a `SettingsFile`. */
export function settingsSchema(rules: readonly Rule[]): v.GenericSchema<unknown, SettingsFile> {
  return schemaOf(rules, asMeant).schema as v.GenericSchema<unknown, SettingsFile>;
}

/** The settings file for editors: what the JSON schema is made from. */
export function describedSettings(rules: readonly Rule[]): DescribedSettings {
  return schemaOf(rules, asUnion);
}
