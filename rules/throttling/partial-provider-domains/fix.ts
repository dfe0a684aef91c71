import {
  canonicalOf,
  type DirectiveUse,
  findDirective,
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
} from '../../kit.ts';
import { wayIntoBackoff } from '../../../src/model/queues/backoff.ts';
import { macrosIn, type MacroDefinition } from '../../../src/model/names/macros.ts';
import type { PartialBlock } from './analysis.ts';
import type { NewBlock } from '../../../src/model/queues/plan.ts';
import { readingsOf } from '../../../src/model/queues/reach.ts';
import { placeDomainBlock } from '../../../src/edits/place-block.ts';
import { stricterOf } from '../../../src/edits/provider-figures.ts';
import { tightenUntilSafe } from '../../../src/edits/tighten.ts';
import { indentUnitOf, insertAfterSection } from '../../../src/edits/writing.ts';

/** How a block gets more domains: its macro grows, its name becomes a macro, or another block stands beside it. */
type Form = 'macro' | 'name' | 'beside';

/** The macro that a tag consists of, where more names in it reach nothing but blocks with that very tag. */
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

/** Whether a tag is a plain name that no other block of the scope is for: then a macro can take its place. */
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
  if (growingMacro(model, partial.block) !== undefined) return 'macro';
  return standsAlone(model, partial) ? 'name' : 'beside';
}

/** What a block sets, under present names; null where it sets something that a copy would not settle. */
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

/** The blocks as they will be, or would be, for the missing domains: one for each place where the block is read. */
function newBlocks(model: Model, { block, missing }: PartialBlock, form: Form): NewBlock[] {
  const readings =
    form === 'macro'
      ? model.sectionsOf('domain').filter(({ argument }) => argument === block.argument)
      : readingsOf(model, block);
  const names = new Set(missing);
  return [...new Set(readings.map(({ parent }) => parent ?? model.root))].map((parent) => ({
    parent,
    names,
  }));
}

function planFor(model: Model, partial: PartialBlock, form: Form, lines: ReadonlyMap<string, string>): Plan {
  const plan = new Plan(model);
  for (const target of newBlocks(model, partial, form)) {
    for (const [directive, value] of lines) plan.set(target, directive, value);
  }
  return plan;
}

/** Whether the missing domains may have what the block sets, as it is: nothing is looser for them. */
function mayJoin(model: Model, partial: PartialBlock, form: Form): boolean {
  const blocks =
    form === 'macro'
      ? model.sectionsOf('domain').filter(({ argument }) => argument === partial.block.argument)
      : [partial.block];
  return blocks.every((block) => {
    const lines = settingsOf(block);
    if (lines === null) return false;
    const plan = planFor(model, { ...partial, block }, form === 'macro' ? 'beside' : form, lines);
    if (!tightenUntilSafe(plan, 'here')) return false;
    return plan.targets.every((target) =>
      [...plan.linesOf(target)].every(([directive, value]) => lines.get(directive) === value),
    );
  });
}

/** The block's settings, for the missing domains each the stricter of it and of what holds now; null for none. */
function stricterSettings(model: Model, partial: PartialBlock): ReadonlyMap<string, string> | null {
  const { block, missing, view } = partial;
  const lines = settingsOf(block);
  if (lines === null) return null;
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
    const plan = planFor(model, partial, 'beside', kept);
    const [target] = plan.targets;
    if (target !== undefined && tightenUntilSafe(plan, 'here')) return plan.linesOf(target);
  }
  return null;
}

/** Gathers what is written for all blocks of a provider. */
class Completion {
  readonly edits: RuleEdit[] = [];
  readonly #macros = new Map<string, string>();

  constructor(
    readonly model: Model,
    readonly provider: Provider,
  ) {}

  /** The name of a macro for domains; where it is new, `define` writes it. */
  #macroFor(names: readonly string[], define: (line: string) => RuleEdit | null): string {
    const key = names.join(', ');
    const known = this.#macros.get(key);
    if (known !== undefined) return known;
    const id = this.provider.id.replace(/[^a-z0-9]/gi, '_');
    // Where whole VMTAs lack the provider, the fix for that makes a macro with the provider's name.
    const isSpokenFor = providerQueuesOf(this.model).without(this.provider).size > 0;
    const wanted = isSpokenFor ? `${id}_domains` : id;
    const taken = new Set(this.#macros.values());
    let name = wanted;
    for (let number = 2; taken.has(name) || this.model.macros.find(name) !== undefined; number++)
      name = `${wanted}_${number}`;
    this.#macros.set(key, name);
    const edit = define(`domain-macro ${name} ${key}`);
    if (edit !== null) this.edits.push(edit);
    return name;
  }

  /** Puts a line of the top level above what needs it. */
  #above(block: SectionUse, line: string): RuleEdit {
    const { root, main } = this.model;
    const top = [...block.ancestry()].find(({ parent }) => parent === root);
    return top?.node != null && (top === block || top.file === main)
      ? insertLines(top.file, top.node.open.start, [line])
      : placeDomainBlock(this.model, [line]);
  }

  extend(partial: PartialBlock, form: Form): void {
    const { block, missing } = partial;
    const macro = form === 'macro' ? growingMacro(this.model, block) : undefined;
    if (macro !== undefined) this.#grow(macro, missing);
    else if (form === 'name' && block.node?.argument != null) {
      const names = [...new Set([(block.argument ?? '').toLowerCase(), ...missing])];
      const name = this.#macroFor(names, (line) => this.#above(block, line));
      this.edits.push({ file: block.file, range: block.node.argument, text: `$${name}` });
    } else this.addBeside(partial, settingsOf(block) ?? new Map(usesAsWritten(block)));
  }

  #grow({ use, name }: MacroDefinition, missing: readonly string[]): void {
    const end = use.valueRange.end;
    const list = use.file.slice(use.valueRange).slice(name.length);
    const separator = /[ \t]*,[ \t]*(?=[^ \t,])/.exec(list)?.[0] ?? ', ';
    const begin = /,[ \t]*$/.test(list) ? separator.replace(/^[ \t]*,/, '') : separator;
    this.edits.push({ file: use.file, range: { start: end, end }, text: begin + missing.join(separator) });
  }

  addBeside({ block, missing }: PartialBlock, lines: ReadonlyMap<string, string>): void {
    const { file, node, parent } = block;
    const indent = /^[ \t]*/.exec(file.text.slice(node?.open.start ?? 0))?.[0] ?? '';
    const above: string[] = [];
    const [only] = missing;
    const name = (): string =>
      `$${this.#macroFor(missing, (line) => {
        if (parent !== this.model.root) return this.#above(block, line);
        above.push(line);
        return null;
      })}`;
    const argument = missing.length === 1 && only !== undefined ? only : name();
    const inside = [...lines].map(([directive, value]) => {
      const former = usesIn(block).get(directive)?.at(-1)?.use;
      return `${indentUnitOf(file)}${directive} ${former === undefined ? value : asWritten(former, value)}`;
    });
    const written = [`<domain ${argument}>`, ...inside, '</domain>'].map((line) => indent + line);
    this.edits.push(insertAfterSection(block, [...above, ...written]));
  }
}

/** A value as a line has it, with the quotes that stand there, where it is the value of that line. */
function asWritten(use: DirectiveUse, value: string): string {
  return use.plainValue === value ? (use.value ?? value) : value;
}

function usesAsWritten(block: SectionUse): [string, string][] {
  return block.directives.flatMap((use): [string, string][] => {
    const { name, value } = canonicalOf(use);
    return value === null || use.broken ? [] : [[name, value]];
  });
}

/**
 * Gives the domains of a provider that have no block what those with a block have: they join it where that loosens
 * nothing for them, else a block beside it holds for them what of it is stricter. Unsafe where neither is possible, for
 * a `queue-to` above all. Null where a block is not to be changed.
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
    if (mayJoin(model, partial, form)) completion.extend(partial, form);
    else {
      const lines = stricterSettings(model, partial);
      if (lines === null || lines.size === 0) {
        isSafe = false;
        completion.extend(partial, form);
      } else completion.addBeside(partial, lines);
    }
  }
  const [one] = domains;
  return {
    safety: isSafe ? 'safe' : 'unsafe',
    title: `add ${domains.size === 1 ? (one ?? '') : `${domains.size} domains`} of ${provider.name}`,
    edits: completion.edits,
  };
}
