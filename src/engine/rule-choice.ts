import parseFlags from 'yargs-parser';
import { nearest } from '../catalog/nearest.ts';
import {
  faultOfOption,
  type OptionValue,
  type OptionValues,
  type RuleOption,
  type RuleOptions,
} from './rule-options.ts';
import type { Rule } from './rule.ts';
import type { ReadChoice, RuleLevel } from './settings.ts';

const LEVELS: readonly RuleLevel[] = ['error', 'warning', 'info', 'off'];

function isLevel(text: string | undefined): text is RuleLevel {
  return LEVELS.some((level) => level === text);
}

/** `maxConnections` as a flag: `max-connections`. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A flag's value in the type of its option; the parser gives an array for a repeated flag, '' for one without value. */
function typed(option: RuleOption, given: unknown): OptionValue {
  const last: unknown = Array.isArray(given) ? given.at(-1) : given;
  switch (option.type) {
    case 'names':
      return (Array.isArray(given) ? given : [given]).map(String);
    case 'flag':
      return last === '' || last === 'true' || last === true ? true : last === 'false' ? false : String(last);
    case 'integer':
      return /^\d+$/.test(String(last)) ? Number(last) : String(last);
    default:
      return String(last);
  }
}

function readOptions(
  id: string,
  options: RuleOptions,
  flags: Record<string, unknown>,
): OptionValues | string {
  const byFlag = new Map(Object.entries(options).map(([name, option]) => [flagOf(name), { name, option }]));
  const values: Record<string, OptionValue> = {};
  for (const [flag, given] of Object.entries(flags)) {
    const known = byFlag.get(flag) ?? byFlag.get(flagOf(flag));
    if (known === undefined) {
      const names = [...byFlag.keys()];
      const near = nearest(flag, names);
      const hint =
        names.length === 0
          ? 'it has none'
          : near === undefined
            ? `it has ${names.map((name) => `--${name}`).join(', ')}`
            : `did you mean '--${near}'?`;
      return `${id} has no option '--${flag}'; ${hint}`;
    }
    const value = typed(known.option, given);
    const fault = faultOfOption(known.option, value);
    if (fault !== undefined) return `--${flag} '${String(given)}': ${fault}`;
    values[known.name] = value;
  }
  return values;
}

/** Reads `ID=LEVEL --option value …` of `--rule` or a comment; refuses unknown rules and options, and values out of range. */
export function readRuleChoice(text: string, rules: readonly Rule[]): ReadChoice {
  const { _: words, ...flags } = parseFlags(text, {
    configuration: {
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
      'short-option-groups': false,
    },
    string: rules.flatMap(({ options = {} }) =>
      Object.entries(options).flatMap(([name, { type }]) => (type === 'flag' ? [] : [flagOf(name), name])),
    ),
  });
  const [, id = '', level] = /^([^=]*)=(.*)$/.exec(String(words[0] ?? '')) ?? [];
  if (words.length !== 1 || !isLevel(level))
    return { ok: false, reason: 'give ID=LEVEL, where LEVEL is error, warning, info or off' };
  const rule = rules.find((it) => it.id === id);
  if (rule === undefined) {
    const near = nearest(
      id,
      rules.map((it) => it.id),
    );
    const hint = near === undefined ? 'pmta-lint rules lists them' : `did you mean '${near}'?`;
    return { ok: false, reason: `there is no rule '${id}'; ${hint}` };
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const options = readOptions(id, rule.options ?? {}, given);
  if (typeof options === 'string') return { ok: false, reason: options };
  return { ok: true, id, choice: { level, ...(Object.keys(options).length > 0 ? { options } : {}) } };
}
