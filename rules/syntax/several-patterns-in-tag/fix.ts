import { getOrMake, insertAfterLine, insertLines, providerOfDomain } from '../../kit.ts';
import type { Model, RuleEdit, RuleFix, SectionUse } from '../../kit.ts';
import { freeName, lineAt } from '../../../src/edits/writing.ts';

const PREFIX = /^(?:\*\.|\[\*\.\])/;
const isPlain = (item: string) => /^(?:\$?[\p{L}\p{N}_-]+)(?:\.\$?[\p{L}\p{N}_-]+)*$/u.test(item);

/** A macro for a list, and the edit that defines it where it is missing; null where that is impossible. */
interface Macro {
  readonly name: string;
  readonly definition: RuleEdit | 'there' | null;
}

/** Macros for lists of patterns: those of the configuration, and new ones. Tags with the same list share one. */
export class ListMacros {
  readonly #byList = new Map<string, Macro>();
  readonly #taken: Set<string>;

  constructor(readonly model: Model) {
    this.#taken = new Set(model.macros.names);
    for (const name of this.#taken) {
      const { names } = model.macros.expand(`$${name}`);
      if (names.length > 0) this.#byList.set(keyOf(names), { name, definition: 'there' });
    }
  }

  /** @param section The section whose tag will name the macro. */
  for(section: SectionUse, items: readonly string[]): Macro {
    return getOrMake(this.#byList, keyOf(items), () => {
      const name = freeName(wantedName(items), (one) => this.#taken.has(one));
      this.#taken.add(name);
      return { name, definition: definition(this.model, section, name, items) };
    });
  }
}

function keyOf(items: readonly string[]) {
  return [...new Set(items.map((item) => item.toLowerCase()))].sort().join(',');
}

/** The id of the provider of all domains; the first label of the first one where there is none. */
function wantedName(items: readonly string[]) {
  const providers = new Set(items.map((item) => providerOfDomain(item)?.id));
  const [provider] = providers;
  const label = /^\$?([^.]*)/.exec(items[0] ?? '')?.[1] ?? '';
  const name = providers.size === 1 && provider !== undefined ? provider : label;
  const valid = name.replace(/[^A-Za-z0-9]/g, '_').replace(/^_+|_+$/g, '');
  return valid === '' ? 'domains' : valid;
}

/** Writes the macro after the last one before the block, else before the block or the one around it. */
function definition(model: Model, section: SectionUse, name: string, items: readonly string[]) {
  const { file, tagRange } = section;
  const before = model.macros.definitions
    .map(({ use }) => use)
    .filter((use) => use.section === model.root && use.file === file && use.line.start < tagRange.start);
  const comma = before.length > 0 && !before.some(({ value }) => /,\s/.test(value ?? '')) ? ',' : ', ';
  const text = `domain-macro ${name} ${items.join(comma)}`;
  const last = before.at(-1);
  if (last !== undefined) return insertAfterLine(last, [text]);
  const top = [...section.ancestry()].find(({ parent }) => parent === model.root);
  if (top?.file !== file) return null;
  return insertLines(file, lineAt(file, top.tagRange.start)?.start ?? 0, [text]);
}

/** Puts the patterns of a tag into a macro; null where a macro cannot hold them. */
export function macroFor(
  section: SectionUse,
  patterns: readonly string[],
  macros: ListMacros,
): RuleFix | null {
  const range = section.node?.argument;
  const { file } = section;
  const prefix = PREFIX.exec(patterns[0] ?? '')?.[0] ?? '';
  const items = [...new Set(patterns.map((pattern) => pattern.slice(prefix.length)))];
  const isAlike = patterns.every((pattern) => (PREFIX.exec(pattern)?.[0] ?? '') === prefix);
  if (range == null || !isAlike || !items.every((item) => isPlain(item) && /[.$]/.test(item))) return null;
  if (items.length === 1) {
    const text = prefix + items.join('');
    return { effect: 'unsafe', title: 'leave one pattern', edits: [{ file, range, text }] };
  }
  const { name, definition: macro } = macros.for(section, items);
  const tag = { file, range, text: `${prefix}$${name}` };
  if (macro === null) return null;
  if (macro === 'there') return { effect: 'unsafe', title: `use the macro $${name}`, edits: [tag] };
  return { effect: 'unsafe', title: `define the macro ${name}`, edits: [macro, tag] };
}
