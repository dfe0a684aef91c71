import { placeDomainBlock } from '../../../src/edits/place-block.ts';
import { stricterOf } from '../../../src/edits/provider-figures.ts';
import { tightenUntilSafe } from '../../../src/edits/tighten.ts';
import { indentUnitOf, insertBehindSection } from '../../../src/edits/writing.ts';
import { type MacroDefinition, macrosIn } from '../../../src/model/names/macros.ts';
import { readingsOf } from '../../../src/model/queues/reach.ts';
import {
  canonicalOf,
  findDirective,
  getOrMake,
  insertLines,
  type Model,
  Plan,
  type Provider,
  providerQueuesOf,
  readDomainPattern,
  type RuleEdit,
  type RuleFix,
  type SectionUse,
  usesIn,
  wayIntoBackoff,
} from '../../kit.ts';
import type { PartialBlock } from './analysis.ts';

/** How a block gets more domains: its macro grows, its name becomes a macro, or a block is added after it. */
type Form = MacroDefinition | 'name' | 'block';

/** The macro that a tag consists of, where more names in it change only blocks with the same tag. */
function growingMacro(model: Model, block: SectionUse): MacroDefinition | undefined {
  const [, name] = /^\$([A-Za-z0-9_]+)$/.exec(block.argument ?? '') ?? [];
  const macro = name === undefined ? undefined : model.macros.find(name);
  if (name === undefined || macro === undefined) return undefined;
  const { file, continuation, line } = macro.use;
  if (file === model.defaults || continuation.length > 0 || line.value === null) return undefined;
  if (file.slice(line.value).endsWith('"')) return undefined;
  const isNested = model.macros.definitions.some(({ items }) =>
    items.some((item) => macrosIn(item).includes(name)),
  );
  const isPart = model
    .sectionsOf('domain')
    .some(({ argument }) => argument !== block.argument && macrosIn(argument ?? '').includes(name));
  return isNested || isPart || macro.items.length === 0 ? undefined : macro;
}

/** Whether a tag is a plain name that no other block of the scope is for: then a macro can replace it. */
function standsAlone(model: Model, { block, view }: PartialBlock): boolean {
  const argument = block.argument ?? '';
  const { kind, domain } = readDomainPattern(argument, false);
  if (kind !== 'name' || argument.includes('$') || block.node?.argument == null) return false;
  const scope =
    block.parent === model.root ? 'global' : block.parent?.kind === 'virtual-mta' ? 'vmta' : 'pool';
  const levels = model
    .queue(domain, view.vmtas[0] ?? null)
    .levels.filter((level) => level.scope === scope && level.pattern === domain);
  return levels.length === 1 && levels[0]?.blocks.length === 1;
}

function formFor(model: Model, partial: PartialBlock): Form {
  return growingMacro(model, partial.block) ?? (standsAlone(model, partial) ? 'name' : 'block');
}

/** What a block sets, under present names; null where it sets something that cannot be copied. */
function settingsOf(block: SectionUse): Map<string, string> | null {
  const lines = new Map<string, string>();
  for (const [directive, uses] of usesIn(block)) {
    const facts = findDirective(directive);
    if (facts === undefined || facts.repeatable === true || directive === 'queue-to') return null;
    const last = uses.at(-1);
    if (last !== undefined) lines.set(directive, last.value);
  }
  return lines;
}

/** A plan with lines for the missing domains, wherever the block is read. */
function planFor(model: Model, { block, missing }: PartialBlock, lines: ReadonlyMap<string, string>): Plan {
  const plan = new Plan(model);
  const names = new Set(missing);
  for (const parent of new Set(readingsOf(model, block).map((reading) => reading.parent ?? model.root))) {
    const target = { parent, names };
    for (const [directive, value] of lines) plan.set(target, directive, value);
  }
  return plan;
}

/** Whether the missing domains can get what the block sets, unchanged: nothing is looser for them. */
function mayJoin(model: Model, partial: PartialBlock, form: Form): boolean {
  const { block: own } = partial;
  const blocks =
    typeof form === 'string'
      ? [own]
      : model.sectionsOf('domain').filter(({ argument }) => argument === own.argument);
  return blocks.every((block) => {
    const lines = settingsOf(block);
    if (lines === null) return false;
    const plan = planFor(model, { ...partial, block }, lines);
    if (!tightenUntilSafe(plan, 'here')) return false;
    return plan.targets.every((target) =>
      [...plan.linesOf(target)].every(([directive, value]) => lines.get(directive) === value),
    );
  });
}

/** For the missing domains the stricter of each setting of the block and of what applies now; empty for none. */
function stricterSettings(model: Model, partial: PartialBlock): ReadonlyMap<string, string> {
  const { block, missing, view } = partial;
  const lines = settingsOf(block);
  if (lines === null) return new Map();
  const now = model.queue(missing[0] ?? '', view.vmtas[0] ?? null);
  const canEnter = wayIntoBackoff(model, now).possible;
  const mayTakeList = lines.has('smtp-pattern-list') && (now.value('smtp-pattern-list') ?? '') === '';
  for (const takesList of mayTakeList ? [true, false] : [false]) {
    const kept = new Map<string, string>();
    for (const [directive, value] of lines) {
      const isBackoff = directive.startsWith('backoff-');
      if (directive === 'smtp-pattern-list' ? !takesList : isBackoff && !takesList && !canEnter) continue;
      const stricter =
        takesList && (isBackoff || directive === 'smtp-pattern-list')
          ? value
          : stricterOf(directive, value, now.value(directive));
      if (stricter !== null) kept.set(directive, stricter);
    }
    const plan = planFor(model, partial, kept);
    const [target] = plan.targets;
    if (target !== undefined && tightenUntilSafe(plan, 'here')) return plan.linesOf(target);
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

  /** The name of a macro for domains; `define` writes the line of a new one. */
  #macroFor(domains: readonly string[], define: (line: string) => void): string {
    const list = domains.join(', ');
    return getOrMake(this.#macros, list, () => {
      const id = this.provider.id.replace(/[^a-z0-9]/gi, '_');
      // Where whole VMTAs have no block for the provider, the fix of missing-provider-domain makes a macro with the provider's name.
      const isReserved = providerQueuesOf(this.model).without(this.provider).size > 0;
      const wanted = isReserved ? `${id}_domains` : id;
      const taken = new Set(this.#macros.values());
      let name = wanted;
      for (let number = 2; taken.has(name) || this.model.macros.find(name) !== undefined; number++)
        name = `${wanted}_${number}`;
      define(`domain-macro ${name} ${list}`);
      return name;
    });
  }

  /** Adds a line of the top level above a block that needs it. */
  #addAbove(block: SectionUse, line: string): void {
    const { root, main } = this.model;
    const top = [...block.ancestry()].find(({ parent }) => parent === root);
    this.edits.push(
      top?.node != null && (top === block || top.file === main)
        ? insertLines(top.file, top.node.open.start, [line])
        : placeDomainBlock(this.model, [line]),
    );
  }

  extend(partial: PartialBlock, form: Form): void {
    const { block, missing } = partial;
    if (typeof form === 'object') this.#grow(form, missing);
    else if (form === 'name' && block.node?.argument != null) {
      const domains = [...new Set([(block.argument ?? '').toLowerCase(), ...missing])];
      const name = this.#macroFor(domains, (line) => {
        this.#addAbove(block, line);
      });
      this.edits.push({ file: block.file, range: block.node.argument, text: `$${name}` });
    } else this.addBlock(partial, settingsOf(block) ?? usesAsWritten(block));
  }

  #grow({ use, name }: MacroDefinition, missing: readonly string[]): void {
    const end = use.valueRange.end;
    const list = use.file.slice(use.valueRange).slice(name.length);
    const separator = /[ \t]*,[ \t]*(?=[^ \t,])/.exec(list)?.[0] ?? ', ';
    const begin = /,[ \t]*$/.test(list) ? separator.replace(/^[ \t]*,/, '') : separator;
    this.edits.push({ file: use.file, range: { start: end, end }, text: begin + missing.join(separator) });
  }

  /** Adds a block for the missing domains after a block. */
  addBlock({ block, missing }: PartialBlock, lines: ReadonlyMap<string, string>): void {
    const { file, node, parent } = block;
    const indent = /^[ \t]*/.exec(file.text.slice(node?.open.start ?? 0))?.[0] ?? '';
    const above: string[] = [];
    let [argument = ''] = missing;
    if (missing.length > 1) {
      const name = this.#macroFor(missing, (line) => {
        if (parent === this.model.root) above.push(line);
        else this.#addAbove(block, line);
      });
      argument = `$${name}`;
    }
    const inside = [...lines].map(([directive, value]) => {
      const use = usesIn(block).get(directive)?.at(-1)?.use;
      // A value of the block keeps its quotes.
      const written = use?.plainValue === value ? (use.value ?? value) : value;
      return `${indentUnitOf(file)}${directive} ${written}`;
    });
    const written = [`<domain ${argument}>`, ...inside, '</domain>'].map((line) => indent + line);
    this.edits.push(insertBehindSection(block, [...above, ...written]));
  }
}

function usesAsWritten(block: SectionUse): Map<string, string> {
  const uses = block.directives.filter((use) => !use.broken).map(canonicalOf);
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
  const domains = new Set<string>();
  let isSafe = true;
  for (const partial of blocks.toSorted((a, b) => a.block.order - b.block.order)) {
    if (partial.missing.length === 0) continue;
    if (partial.block.isDefault || partial.block.node?.close == null) return null;
    for (const domain of partial.missing) domains.add(domain);
    const form = formFor(model, partial);
    const joins = mayJoin(model, partial, form);
    const lines = joins ? new Map<string, string>() : stricterSettings(model, partial);
    if (lines.size > 0) completion.addBlock(partial, lines);
    else completion.extend(partial, form);
    if (!joins && lines.size === 0) isSafe = false;
  }
  const [one] = domains;
  return {
    safety: isSafe ? 'safe' : 'unsafe',
    title: `add ${domains.size === 1 ? (one ?? '') : `${domains.size} domains`} of ${provider.name}`,
    edits: completion.edits,
  };
}
