import { parseValue } from '../catalog/values.ts';
import type { Directive } from '../catalog/directives.ts';

interface Described<Default> {
  readonly default: Default;
  /** One line for tables, without a full stop. */
  readonly summary: string;
  /** What preset `all` takes instead. */
  readonly strictest?: Default;
}

/** A whole number. */
export interface IntegerOption extends Described<number> {
  readonly type: 'integer';
  readonly min?: number;
  readonly max?: number;
}

/** An interval as PowerMTA writes it (`90s`, `4d12h`). */
export interface IntervalOption extends Described<string> {
  readonly type: 'interval';
  readonly min?: string;
  readonly max?: string;
}

/** A rate as PowerMTA writes it (`500/h`). */
export interface RateOption extends Described<string> {
  readonly type: 'rate';
}

/** Names, without regard to case. */
export interface NamesOption extends Described<readonly string[]> {
  readonly type: 'names';
}

/** Yes or no. */
export interface FlagOption extends Described<boolean> {
  readonly type: 'flag';
}

/** One of some words. */
export interface WordOption extends Described<string> {
  readonly type: 'word';
  readonly values: readonly string[];
}

export type RuleOption = IntegerOption | IntervalOption | RateOption | NamesOption | FlagOption | WordOption;

/** The options of a rule by name (camelCase). */
export type RuleOptions = Readonly<Record<string, RuleOption>>;

/** A value as settings and flags give it. */
export type OptionValue = number | string | boolean | readonly string[];
export type OptionValues = Readonly<Record<string, OptionValue>>;

const AS_DIRECTIVE: Readonly<Record<'interval' | 'rate', Directive>> = {
  interval: { name: '', scopes: ['global'], type: 'interval' },
  rate: { name: '', scopes: ['global'], type: 'rate' },
};

/** Seconds of an interval, or a rate per second (Infinity without limit); undefined for another text. */
function amountOf(type: 'interval' | 'rate', text: string): number | undefined {
  const result = parseValue(AS_DIRECTIVE[type], 'global', text);
  if (!result.ok) return undefined;
  const { value } = result;
  if (value.kind === 'interval') return value.seconds;
  return value.kind === 'rate' ? value.count / value.perSeconds : undefined;
}

function faultOfInterval(option: IntervalOption, value: OptionValue): string | undefined {
  const seconds = typeof value === 'string' ? amountOf('interval', value) : undefined;
  if (seconds === undefined) return 'give an interval, such as 90s or 4d12h';
  if (option.min !== undefined && seconds < (amountOf('interval', option.min) ?? 0))
    return `the least is ${option.min}`;
  if (option.max !== undefined && seconds > (amountOf('interval', option.max) ?? Infinity))
    return `the most is ${option.max}`;
  return undefined;
}

function faultOfInteger({ min = 0, max }: IntegerOption, value: OptionValue): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'give a whole number';
  if (value < min) return `the least is ${min}`;
  return max !== undefined && value > max ? `the most is ${max}` : undefined;
}

/** Advice on a value that an option does not take (`give a whole number`); undefined for one that it takes. */
export function faultOfOption(option: RuleOption, value: OptionValue): string | undefined {
  switch (option.type) {
    case 'integer':
      return faultOfInteger(option, value);
    case 'interval':
      return faultOfInterval(option, value);
    case 'rate':
      return typeof value === 'string' && amountOf('rate', value) !== undefined
        ? undefined
        : 'give a rate, such as 500/h';
    case 'names':
      return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
        ? undefined
        : 'give names';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'give true or false';
    case 'word':
      return option.values.includes(String(value)) ? undefined : `give ${option.values.join(' or ')}`;
  }
}

/** The effective options of a rule in one file: as chosen, else by preset, else the default. */
export class EffectiveOptions {
  readonly #options: RuleOptions;
  readonly #given: OptionValues;
  readonly #strict: boolean;

  /** @param given Valid values (see `faultOfOption`). @param strict Whether options without a value are at their strictest. */
  constructor(options: RuleOptions, given: OptionValues, strict: boolean) {
    this.#options = options;
    this.#given = given;
    this.#strict = strict;
  }

  /** Throws for an option that the rule does not declare. */
  valueOf(name: string): OptionValue {
    const option = this.#options[name];
    if (option === undefined) throw new Error(`the rule declares no option '${name}'`);
    const unsaid = this.#strict ? (option.strictest ?? option.default) : option.default;
    return this.#given[name] ?? unsaid;
  }

  /** Of an option of type integer. */
  number(name: string): number {
    return Number(this.valueOf(name));
  }

  /** Seconds of an option of type interval. */
  seconds(name: string): number {
    return amountOf('interval', String(this.valueOf(name))) ?? 0;
  }

  /** Of an option of type rate, a second. */
  perSecond(name: string): number {
    return amountOf('rate', String(this.valueOf(name))) ?? Infinity;
  }

  /** Whether an option of type names holds a name, whatever its case. */
  includes(name: string, word: string): boolean {
    const names = this.valueOf(name);
    return Array.isArray(names) && names.some((it) => String(it).toLowerCase() === word.toLowerCase());
  }

  /** Of an option of type flag. */
  isOn(name: string): boolean {
    return this.valueOf(name) === true;
  }
}
