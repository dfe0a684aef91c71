import { placeDomainBlock } from '../../../src/edits/place-block.ts';
import { stricterOf } from '../../../src/edits/provider-figures.ts';
import { tightenUntilSafe } from '../../../src/edits/tighten.ts';
import { freeName, indentUnitOf, insertAfterSection } from '../../../src/edits/writing.ts';
import { type MacroDefinition, macrosIn } from '../../../src/model/names/macros.ts';
import { readingsOf } from '../../../src/model/queues/reach.ts';
import {
  findDirective,
  getOrMake,
  insertLines,
  Plan,
  providerQueuesOf,
  readDomainPattern,
  wayIntoBackoff,
} from '../../kit.ts';
import type { Model, Provider, RuleEdit, RuleFix, SectionUse } from '../../kit.ts';
import type { PartialBlock } from './analysis.ts';

/** The macro that a tag consists of, where more names in it change only blocks with the same tag. */
function growingMacro(model: Model, tag: string) {
  const name = /^\$([A-Za-z0-9_]+)$/.exec(tag)?.[1];
  const macro = name === undefined ? undefined : model.macros.find(name);
  if (name === undefined || macro === undefined) return undefined;
  const { file, continuation, line } = macro.use;
  if (file === model.defaults || continuation.length > 0 || line.value === null) return undefined;
  const names = (text: string | null) => macrosIn(text ?? '').includes(name);
  const isPart =
    model.macros.definitions.some(({ items }) => items.some(names)) ||
    model.sectionsOf('domain').some(({ argument }) => argument !== tag && names(argument));
  return file.slice(line.value).endsWith('"') || isPart || macro.items.length === 0 ? undefined : macro;
}

/** Whether a tag is a plain name that no other block of the scope is for: then a macro can replace it. */
function isOnlyBlock(model: Model, { block, group }: PartialBlock) {
  const { argument, parent, node } = block;
  const { kind, domain } = readDomainPattern(argument ?? '', false);
  if (kind !== 'name' || argument?.includes('$') !== false || node?.argument == null) return false;
  const scope = parent === model.root ? 'global' : parent?.kind === 'virtual-mta' ? 'vmta' : 'pool';
  const { levels } = model.queue(domain, group.vmtas[0] ?? null);
  const same = levels.filter((level) => level.scope === scope && level.pattern === domain);
  return same.length === 1 && same[0]?.blocks.length === 1;
}

/** What a block sets, under present names; null where it sets something that cannot be copied. */
function settingsOf(block: SectionUse) {
  const lines = new Map<string, string>();
  for (const [directive, uses] of block.settings) {
    const facts = findDirective(directive);
    if (facts === undefined || facts.repeatable === true || directive === 'queue-to') return null;
    const last = uses.at(-1);
    if (last !== undefined) lines.set(directive, last.value);
  }
  return lines;
}

/** A plan with lines for the missing domains, wherever the block is read. */
function planFor(model: Model, { block, missing }: PartialBlock, lines: ReadonlyMap<string, string>) {
  const plan = new Plan(model);
  const names = new Set(missing);
  for (const parent of new Set(readingsOf(model, block).map((reading) => reading.parent ?? model.root))) {
    const target = { parent, names };
    for (const [directive, value] of lines) plan.set(target, directive, value);
  }
  return plan;
}

function blocksUnder(model: Model, tag: string) {
  return model.sectionsOf('domain').filter(({ argument }) => argument === tag);
}

/** Whether the missing domains can get what some blocks set, unchanged: nothing is looser for them. */
function mayJoin(model: Model, partial: PartialBlock, blocks: readonly SectionUse[]) {
  return blocks.every((block) => {
    const lines = settingsOf(block);
    if (lines === null) return false;
    const plan = planFor(model, { ...partial, block }, lines);
    return (
      tightenUntilSafe(plan, 'tighten-value') &&
      plan.targets.every((target) =>
        [...plan.linesOf(target)].every(([directive, value]) => lines.get(directive) === value),
      )
    );
  });
}

/** For the missing domains the stricter of each setting of the block and of what applies now; empty for none. */
function stricterSettings(model: Model, partial: PartialBlock): ReadonlyMap<string, string> {
  const lines = settingsOf(partial.block) ?? new Map<string, string>();
  const now = model.queue(partial.missing[0] ?? '', partial.group.vmtas[0] ?? null);
  const canEnter = wayIntoBackoff(model, now).possible;
  const mayTakeList = lines.has('smtp-pattern-list') && (now.value('smtp-pattern-list') ?? '') === '';
  for (const takesList of mayTakeList ? [true, false] : [false]) {
    const kept = new Map<string, string>();
    for (const [directive, value] of lines) {
      const isList = directive === 'smtp-pattern-list';
      const isBackoff = directive.startsWith('backoff-');
      if (!takesList && (isList || (isBackoff && !canEnter))) continue;
      const isTaken = takesList && (isBackoff || isList);
      const stricter = isTaken ? value : stricterOf(directive, value, now.value(directive));
      if (stricter !== null) kept.set(directive, stricter);
    }
    const plan = planFor(model, partial, kept);
    const [target] = plan.targets;
    if (target !== undefined && tightenUntilSafe(plan, 'tighten-value')) return plan.linesOf(target);
  }
  return new Map();
}

/** Collects the edits for all blocks of a provider. */
class Completion {
  readonly edits: RuleEdit[] = [];
  readonly #macros = new Map<string, string>();

  constructor(
    readonly model: Model,
    readonly provider: Provider,
  ) {}

  /** The name of a macro for domains; `define` is called with the line of a new one. */
  #macroFor(domains: readonly string[], define: (line: string) => void) {
    const list = domains.join(', ');
    return getOrMake(this.#macros, list, () => {
      const id = this.provider.id.replace(/[^a-z0-9]/gi, '_');
      // Where whole VMTAs have no block, the fix of missing-provider-domain makes a macro with the provider's name.
      const isReserved = providerQueuesOf(this.model).without(this.provider).size > 0;
      const taken = new Set([...this.#macros.values(), ...this.model.macros.names]);
      const name = freeName(isReserved ? `${id}_domains` : id, (one) => taken.has(one));
      define(`domain-macro ${name} ${list}`);
      return name;
    });
  }

  /** Adds a line of the top level above a block that needs it. */
  #addAbove(block: SectionUse, line: string) {
    const { root, main } = this.model;
    const top = [...block.ancestry()].find(({ parent }) => parent === root);
    this.edits.push(
      top?.node != null && (top === block || top.file === main)
        ? insertLines(top.file, top.node.open.start, [line])
        : placeDomainBlock(this.model, [line]),
    );
  }

  /** Adds domains to the macro of a tag. */
  grow({ use, name }: MacroDefinition, missing: readonly string[]) {
    const { file, valueRange } = use;
    const list = file.slice(valueRange).slice(name.length);
    const separator = /[ \t]*,[ \t]*(?=[^ \t,])/.exec(list)?.[0] ?? ', ';
    const begin = /,[ \t]*$/.test(list) ? separator.replace(/^[ \t]*,/, '') : separator;
    const range = { start: valueRange.end, end: valueRange.end };
    this.edits.push({ file, range, text: begin + missing.join(separator) });
  }

  /** Makes the name in a tag a macro for more domains. */
  replaceName({ block, missing }: PartialBlock) {
    const { file, node, argument } = block;
    if (node?.argument == null) return;
    const domains = [...new Set([(argument ?? '').toLowerCase(), ...missing])];
    const name = this.#macroFor(domains, (line) => this.#addAbove(block, line));
    this.edits.push({ file, range: node.argument, text: `$${name}` });
  }

  /** Adds a block for the missing domains after a block. */
  addBlock({ block, missing }: PartialBlock, lines: ReadonlyMap<string, string>) {
    const { file, node, parent } = block;
    const indent = /^[ \t]*/.exec(file.text.slice(node?.open.start ?? 0))?.[0] ?? '';
    const above: string[] = [];
    const define = (line: string) =>
      parent === this.model.root ? above.push(line) : this.#addAbove(block, line);
    const [only = ''] = missing;
    const argument = missing.length > 1 ? `$${this.#macroFor(missing, define)}` : only;
    const inside = [...lines].map(([directive, value]) => {
      const use = block.settings.get(directive)?.at(-1)?.use;
      // A value of the block keeps its quotes.
      const written = use?.plainValue === value ? (use.value ?? value) : value;
      return `${indentUnitOf(file)}${directive} ${written}`;
    });
    const written = [`<domain ${argument}>`, ...inside, '</domain>'].map((line) => indent + line);
    this.edits.push(insertAfterSection(block, [...above, ...written]));
  }
}

/** The lines of a block that can be read, also those that nothing but a copy can have. */
function linesAsWritten(block: SectionUse) {
  const uses = block.directives.filter((use) => !use.broken).map((use) => use.canonical);
  return new Map(uses.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])));
}

/**
 * Gives the domains of a provider that have no block what those with a block have: they join it where that loosens
 * nothing for them, else a new block gets those of its settings that are stricter for them. Unsafe where neither is
 * possible, above all for a `queue-to`. Null where a block cannot be changed.
 */
export function completeDomains(
  model: Model,
  provider: Provider,
  blocks: readonly PartialBlock[],
): RuleFix | null {
  const completion = new Completion(model, provider);
  let isSafe = true;
  // Blocks under one macro grow together, so the answer for the first of them is that for all.
  const joinsByMacro = new Map<string, boolean>();
  const macroOf = new Map<string, MacroDefinition | null>();
  for (const partial of blocks.toSorted((a, b) => a.block.order - b.block.order)) {
    const { block, missing } = partial;
    if (missing.length === 0) continue;
    if (block.isDefault || block.node?.close == null) return null;
    const tag = block.argument ?? '';
    const macro = getOrMake(macroOf, tag, () => growingMacro(model, tag) ?? null);
    const joins =
      macro === null
        ? mayJoin(model, partial, [block])
        : getOrMake(joinsByMacro, `${macro.name} ${missing.join(' ')}`, () =>
            mayJoin(model, partial, blocksUnder(model, tag)),
          );
    const lines = joins ? new Map<string, string>() : stricterSettings(model, partial);
    if (lines.size > 0) completion.addBlock(partial, lines);
    else if (macro !== null) completion.grow(macro, missing);
    else if (isOnlyBlock(model, partial)) completion.replaceName(partial);
    else completion.addBlock(partial, settingsOf(block) ?? linesAsWritten(block));
    isSafe &&= joins || lines.size > 0;
  }
  const domains = new Set(blocks.flatMap(({ missing }) => missing));
  const [only = ''] = domains;
  return {
    effect: isSafe ? 'tightens' : 'unsafe',
    title: `add ${domains.size === 1 ? only : `${domains.size} domains`} of ${provider.name}`,
    edits: completion.edits,
  };
}
