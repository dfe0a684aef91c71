import { getOrMake, groupBy } from '../../base/collections.ts';
import { cyclesIn } from './cycles.ts';
import {
  effectiveMacro,
  MAX_ARGUMENT_NAMES,
  MAX_EXPANDED_NAMES,
  MAX_KEPT_NAMES,
} from '../../catalog/decisions.ts';
import type { DirectiveUse } from '../source/content.ts';

const REFERENCE = /\$([A-Za-z0-9_]+)/g;

/** A `domain-macro` line taken apart. */
export interface MacroDefinition {
  readonly use: DirectiveUse;
  readonly name: string;
  readonly items: readonly string[];
}

/** What a text with macros stands for. */
export interface Expansion {
  /** The names, without repeats and without those too long for a domain; empty where a macro is unknown or loops. */
  readonly names: readonly string[];
  /** Macros in it that no domain-macro defines. */
  readonly undefinedMacros: readonly string[];
  readonly usesMacro: boolean;
  /** It stands for more names than are computed; which ones is unknown. */
  readonly isCut: boolean;
}

/** Characters of the longest pattern for a domain: a name in DNS (RFC 1035, 2.3.4) after `[*.]`. */
const LONGEST_PATTERN = 253 + 4;

const NO_MACRO = { undefinedMacros: [], usesMacro: false, isCut: false };

function definitionOf(use: DirectiveUse): MacroDefinition | null {
  const value = use.plainValue;
  if (value === null || use.broken) return null;
  const [, name = '', list = ''] = /^(\S+)\s*([^]*)$/.exec(value) ?? [];
  const items = list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return { use, name, items };
}

/** The names of macros in a text, in order of appearance. */
export function macrosIn(text: string): string[] {
  return Array.from(text.matchAll(REFERENCE), (match) => match[1] ?? '');
}

/** The domain-macros of a configuration. Names of macros are distinguished by case, as variables usually are. */
export class Macros {
  readonly definitions: readonly MacroDefinition[];
  readonly #byName = new Map<string, MacroDefinition>();
  readonly #items = new Map<string, readonly string[]>();
  #cycles: readonly (readonly string[])[] | undefined;
  #looping: ReadonlySet<string> | undefined;
  /** Macros that stand for more names than are computed. */
  readonly #cut = new Set<string>();
  #kept = 0;
  readonly #undefined = new Map<string, readonly string[]>();
  readonly #expansions = new Map<string, Expansion>();
  #argumentNames = 0;

  constructor(uses: readonly DirectiveUse[]) {
    this.definitions = uses.flatMap((use) => definitionOf(use) ?? []);
    for (const [name, definitions] of groupBy(this.definitions, (definition) => definition.name)) {
      const effective = effectiveMacro(definitions);
      if (effective !== undefined) this.#byName.set(name, effective);
    }
  }

  /** The effective definition of a name. */
  find(name: string): MacroDefinition | undefined {
    return this.#byName.get(name);
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** The groups of macros that need each other, or themselves, for their value; by the order of their definitions. */
  get cycles(): readonly (readonly string[])[] {
    return (this.#cycles ??= cyclesIn([...this.#byName.keys()], (name) => this.#neededBy(name)));
  }

  /** Whether a macro needs itself for its own value. */
  loops(name: string): boolean {
    this.#looping ??= new Set(this.cycles.flat());
    return this.#looping.has(name);
  }

  /** What a text stands for: itself, or every combination of its macros' items. Remembered per text. */
  expand(text: string): Expansion {
    if (!text.includes('$')) return { names: [text], ...NO_MACRO };
    return getOrMake(this.#expansions, text, () => {
      const left = MAX_ARGUMENT_NAMES - this.#argumentNames;
      const found = this.#combine(text, Math.min(MAX_EXPANDED_NAMES, left));
      this.#argumentNames += found.names.length;
      return found;
    });
  }

  /** Combines items, without those that are too long for a domain. `most`: with more names it stands for nothing. */
  #combine(text: string, most: number): Expansion {
    const macros = macrosIn(text);
    if (macros.length === 0) return { names: [text], ...NO_MACRO };
    const undefinedMacros = macros.flatMap((name) => {
      this.itemsOf(name);
      return this.#byName.has(name) ? (this.#undefined.get(name) ?? []) : [name];
    });
    if (undefinedMacros.length > 0)
      return { names: [], undefinedMacros: [...new Set(undefinedMacros)], usesMacro: true, isCut: false };
    const counts = macros.map((name) => this.itemsOf(name).length);
    const isEmpty = counts.includes(0);
    const isCut =
      macros.some((name) => this.#cut.has(name)) ||
      (!isEmpty && counts.reduce((product, count) => product * count, 1) > most);
    if (isCut || isEmpty) return { names: [], undefinedMacros: [], usesMacro: true, isCut };
    let names = [''];
    let at = 0;
    const withAll = (items: readonly string[]): string[] =>
      names.flatMap((name) => {
        const longer = items.map((item) => name + item);
        return longer.filter(({ length }) => length <= LONGEST_PATTERN);
      });
    for (const match of text.matchAll(REFERENCE)) {
      names = withAll([text.slice(at, match.index)]);
      at = match.index + match[0].length;
      names = withAll(this.itemsOf(match[1] ?? ''));
    }
    names = withAll([text.slice(at)]);
    return { names: [...new Set(names)], undefinedMacros: [], usesMacro: true, isCut: false };
  }

  #neededBy(name: string): readonly string[] {
    return [...new Set(this.#byName.get(name)?.items.flatMap((item) => macrosIn(item)) ?? [])];
  }

  /** A macro's items, nested macros resolved without recursion; empty where one is unknown or loops. */
  itemsOf(wanted: string): readonly string[] {
    const known = this.#items.get(wanted);
    if (known !== undefined) return known;
    // The way from the wanted macro down to the current one.
    const path = [{ name: wanted, needed: this.#neededBy(wanted), at: 0 }];
    const open = new Set([wanted]);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const inner = step.needed[step.at++];
      if (inner === undefined) {
        path.pop();
        open.delete(step.name);
        this.#resolve(step.name, step.needed);
      } else if (!this.#items.has(inner) && !open.has(inner)) {
        path.push({ name: inner, needed: this.#neededBy(inner), at: 0 });
        open.add(inner);
      }
    }
    return this.#items.get(wanted) ?? [];
  }

  #resolve(name: string, needed: readonly string[]): void {
    const definition = this.#byName.get(name);
    const missing = needed.flatMap((inner) =>
      this.#byName.has(inner) ? (this.#undefined.get(inner) ?? []) : [inner],
    );
    this.#undefined.set(name, [...new Set(missing)]);
    const items = new Set<string>();
    if (definition !== undefined && missing.length === 0 && !this.loops(name)) {
      for (const item of definition.items) {
        const { names, isCut } = this.#combine(item, MAX_EXPANDED_NAMES);
        for (const expanded of names) items.add(expanded);
        if (isCut || items.size > MAX_EXPANDED_NAMES) {
          this.#cut.add(name);
          break;
        }
      }
    }
    this.#kept += items.size;
    if (this.#kept > MAX_KEPT_NAMES) this.#cut.add(name);
    this.#items.set(name, this.#cut.has(name) ? [] : [...items]);
  }
}
