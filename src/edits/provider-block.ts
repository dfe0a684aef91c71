import { getOrMake } from '../base/collections.ts';
import type { Provider } from '../catalog/providers.ts';
import { effectiveListOf, wayIntoBackoff } from '../model/queues/backoff.ts';
import { SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import { Plan, type NewBlock } from '../model/queues/plan.ts';
import { providerQueuesOf, type VmtaGroup } from '../model/queues/provider-queues.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { OF_PROVIDERS } from '../model/queues/shadowed-settings.ts';
import { backoffSettings, enterWithoutAddresses, type Assignment } from './backoff-settings.ts';
import { FIGURES_COMMENT, newList, repliesToAdd, type NewList } from './backoff-list.ts';
import { placeDomainBlock } from './place-block.ts';
import { editsOf } from './plan-edits.ts';
import { tightenUntilSafe } from './tighten.ts';
import {
  connectionFigure,
  connectionsIn,
  messageFigure,
  rateFigure,
  backoffFigures,
  perMinute,
  stricterOf,
} from './provider-figures.ts';
import type { RuleEdit, RuleFix } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { appendToSection, freeName } from './writing.ts';

/** Limits of the normal state for a provider's queue: the stricter of the figures and of what applies. */
function limits(provider: Provider, queue: Queue, settings: Settings): Assignment[] {
  const figures = [
    ['max-smtp-out', connectionFigure(provider, settings)?.connections],
    ['max-msg-per-connection', messageFigure(provider, settings)?.messages],
    ['max-msg-rate', rateFigure(provider, settings)?.rate],
  ] as const;
  const found = figures.flatMap(([directive, figure]) => {
    const value = figure === undefined ? null : stricterOf(directive, `${figure}`, queue.value(directive));
    return value === null ? [] : [{ directive, value }];
  });
  // More connections than messages a minute would be idle.
  const rate = perMinute(
    found.find(({ directive }) => directive === 'max-msg-rate')?.value ?? queue.value('max-msg-rate'),
  );
  const most = Math.max(1, Math.floor(rate ?? Number.POSITIVE_INFINITY));
  return found.map((line) =>
    line.directive === 'max-smtp-out' && (connectionsIn(line.value) ?? 0) > most
      ? { ...line, value: `${most}` }
      : line,
  );
}

/** Where a provider's block has to be to decide: a VMTA or pool whose `<domain *>` would hide it, else null. */
function decidingSection(model: Model, group: VmtaGroup, directives: readonly string[]): SectionUse | null {
  const queue = providerQueuesOf(model).defaultQueue(group);
  for (const scope of ['vmta', 'pool'] as const) {
    const lines = queue.levels
      .filter((level) => level.scope === scope)
      .flatMap(({ blocks }) => blocks.flatMap((block) => block.directives));
    if (lines.some((use) => directives.includes(use.facts?.name ?? use.name)))
      return sectionOf(model, group, scope) ?? null;
  }
  return null;
}

/** The section whose `<domain *>` gets backoff from another fix and would then hide a top-level block; else null. */
function sectionGettingBackoff(model: Model, group: VmtaGroup): SectionUse | null {
  const queues = providerQueuesOf(model);
  const defaults = queues.defaultQueue(group);
  const scope = defaults.levels[0]?.scope ?? 'global';
  const isWide = model.vmtas.global.all.length > 0 && queues.groups.some(({ hasDefaults }) => !hasDefaults);
  if (scope === 'global' || isWide || wayIntoBackoff(model, defaults).possible) return null;
  return sectionOf(model, group, scope) ?? null;
}

/** The last section of the VMTA, or of the pool, that gives a group its settings. */
export function sectionOf(model: Model, group: VmtaGroup, scope: 'vmta' | 'pool'): SectionUse | undefined {
  const { vmtas } = model;
  if (scope === 'vmta') return vmtas.vmta(group.vmtas[0] ?? '{default}').at(-1);
  return group.scopes.poolName === null ? undefined : vmtas.pool(group.scopes.poolName).at(-1);
}

const IN_BLOCK = [
  'max-smtp-out',
  'max-msg-per-connection',
  'max-msg-rate',
  'smtp-pattern-list',
  'backoff-max-smtp-out',
  'backoff-max-msg-rate',
  'backoff-retry-after',
  'backoff-to-normal-after',
];

export interface MissingBlock {
  readonly provider: Provider;
  readonly group: VmtaGroup;
}

/** The domains that a new block is for: the major ones in preset recommended, else all. */
function domainsToAdd({ majorDomains, domains = [] }: Provider, { preset }: Settings): readonly string[] {
  return preset === 'recommended' ? (majorDomains ?? domains) : domains;
}

/** Whether a macro has all domains that a block needs, and none that is not the provider's. */
function isUsable(
  names: ReadonlySet<string>,
  { domains = [] }: Provider,
  wanted: readonly string[],
): boolean {
  return wanted.every((domain) => names.has(domain)) && [...names].every((name) => domains.includes(name));
}

interface PlannedBlock {
  readonly provider: Provider;
  /** The VMTA or pool that it goes into; null for the global level. */
  readonly section: SectionUse | null;
  readonly block: NewBlock;
  /** One that it is for. */
  readonly queue: Queue;
  /** That the block refers to, where it is new. */
  readonly list: RuleEdit | null;
}

interface BlockScope {
  readonly section: SectionUse | null;
  readonly group: VmtaGroup;
  readonly vmtas: (string | null)[];
}

/** Gathers what fixes write, so that names are free and what several blocks share is written once. */
class FixBuilder {
  plan: Plan;
  blocks: PlannedBlock[] = [];
  /** Whether the new blocks contain all that other rules require of them. */
  isComplete = true;

  constructor(
    readonly model: Model,
    readonly settings: Settings,
  ) {
    this.plan = new Plan(model);
  }

  copy(): FixBuilder {
    const copy = new FixBuilder(this.model, this.settings);
    copy.plan = this.plan.copy();
    copy.blocks = [...this.blocks];
    return copy;
  }

  /** The list for a provider's queue, if it needs another one than the effective one. */
  #listFor(
    provider: Provider,
    queue: Queue,
    vmtas: readonly (string | null)[],
    exit: string | null,
  ): NewList | null {
    const list = effectiveListOf(this.model, queue);
    if (list !== null && list.sections.length === 0) return null;
    const entersBackoff = wayIntoBackoff(this.model, queue).rules.length > 0;
    if (entersBackoff && repliesToAdd(this.model, [provider], list).length === 0) return null;
    const request = { label: provider.id, providers: [provider], list, vmtas, exit };
    const added = newList(this.model, request);
    this.plan.setList(added.name, list?.name ?? null, added.added);
    return added;
  }

  /** @param endsInRules Whether the rules of the list end backoff, not a setting of the queue. */
  add(provider: Provider, { section, group, vmtas }: BlockScope, endsInRules: boolean): void {
    const { model, settings, plan } = this;
    const { domains } = this.#macroFor(provider);
    const domain = domains[0] ?? '';
    const queue =
      section === null
        ? providerQueuesOf(model).globalQueue(domain)
        : model.queue(domain, group.vmtas[0] ?? null);
    const block: NewBlock = { parent: section ?? model.root, names: new Set(domains) };
    const normal = limits(provider, queue, settings);
    for (const { directive, value } of normal) plan.set(block, directive, value);
    const figures = backoffFigures(provider);
    const list = this.#listFor(provider, queue, vmtas, endsInRules ? figures.toNormalAfter : null);
    if (list !== null) plan.set(block, 'smtp-pattern-list', list.name);
    this.blocks.push({ provider, section, block, queue, list: list?.edit ?? null });
    enterWithoutAddresses(plan, block, queue);
    const listName = plan.queue(queue).value('smtp-pattern-list');
    // Another rule reports a list that is not defined.
    const isDefined = listName === null || listName === '' || plan.list(listName).texts.length > 0;
    if (isDefined && !plan.wayInto(plan.queue(queue)).possible) this.isComplete = false;
    const planned = new Map(normal.map(({ directive, value }) => [directive, value]));
    for (const { directive, value } of backoffSettings(model, queue, figures, planned).lines) {
      if (!endsInRules || directive !== 'backoff-to-normal-after') plan.set(block, directive, value);
    }
  }

  /** Copies values that the `<domain *>` of a VMTA or pool sets for a provider into its new block there. */
  keepInside(provider: Provider): void {
    const { plan } = this;
    const blocks = this.blocks.filter((planned) => planned.provider === provider);
    const top = blocks.find(({ section }) => section === null);
    if (top === undefined) return;
    for (const { section, block, queue } of blocks) {
      for (const directive of section === null ? [] : OF_PROVIDERS) {
        if (plan.get(top.block, directive) === undefined) continue;
        const planned = plan.queue(queue);
        const decider = planned.decider(directive);
        const value = planned.value(directive);
        const isForAll = decider instanceof SectionUse && decider.parent !== this.model.root;
        if (isForAll && value !== null) plan.set(block, directive, value === '' ? '""' : value);
      }
    }
  }

  #macroFor(provider: Provider): { name: string; isNew: boolean; domains: readonly string[] } {
    const { macros } = this.model;
    const domains = domainsToAdd(provider, this.settings);
    const wanted = provider.id.replace(/[^a-z0-9]/gi, '_');
    if (macros.find(wanted) !== undefined) {
      const names = new Set(macros.expand(`$${wanted}`).names.map((name) => name.toLowerCase()));
      if (isUsable(names, provider, domains)) return { name: wanted, isNew: false, domains: [...names] };
    }
    return { name: freeName(wanted, (name) => macros.find(name) !== undefined), isNew: true, domains };
  }

  /** The edits, the blocks in VMTAs and pools first. */
  get edits(): RuleEdit[] {
    const { model, plan } = this;
    const inSections = new Map<SectionUse, string[]>();
    const top: RuleEdit[] = [];
    const withMacro = new Set<Provider>();
    for (const { provider, section, block, list } of this.blocks) {
      const { name, isNew, domains } = this.#macroFor(provider);
      if (isNew && !withMacro.has(provider)) {
        withMacro.add(provider);
        top.push(placeDomainBlock(model, [`domain-macro ${name} ${domains.join(', ')}`]));
      }
      if (list !== null && !top.some(({ text }) => text === list.text)) top.push(list);
      const lines = [...plan.linesOf(block)].map(([directive, value]) => `\t${directive} ${value}`);
      const written = [`<domain $${name}>`, ...lines, '</domain>'];
      if (section === null) top.push(placeDomainBlock(model, [FIGURES_COMMENT, ...written]));
      else getOrMake(inSections, section, () => []).push(...written);
    }
    const inside = [...inSections].map(([section, lines]) => appendToSection(section, lines));
    return [...inside, ...editsOf(plan), ...top];
  }

  fix(effect: RuleFix['effect']): RuleFix {
    const names = [...new Set(this.blocks.map(({ provider }) => provider.id))];
    const title = `add ${names.length === 1 ? 'a block' : 'blocks'} for ${names.join(', ')}`;
    return { effect, title, edits: this.edits };
  }

  addAll(provider: Provider, scopes: Iterable<BlockScope>, endsInRules: boolean): void {
    for (const scope of scopes) this.add(provider, scope, endsInRules);
    this.keepInside(provider);
  }
}

/**
 * Blocks for providers that have none: a macro with the provider's domains (in preset recommended the major ones), an smtp-pattern-list with the replies that
 * it should react to, and the limits, each the stricter of the catalog's figure and of what applies. A block is at the
 * global level, or in the VMTA or pool whose `<domain *>` would hide it there.
 *
 * @returns The fix by provider: one for all those whose blocks loosen nothing in any queue, an unsafe one for each other.
 */
export function addProviderBlocks(
  model: Model,
  settings: Settings,
  missing: readonly MissingBlock[],
  onlyIn: boolean,
): ReadonlyMap<Provider, RuleFix> {
  const scopes = new Map<Provider, Map<string, BlockScope>>();
  for (const { provider, group } of missing) {
    const section =
      decidingSection(model, group, IN_BLOCK) ??
      sectionGettingBackoff(model, group) ??
      (onlyIn ? (sectionOf(model, group, 'vmta') ?? null) : null);
    const ofProvider = getOrMake(scopes, provider, () => new Map<string, BlockScope>());
    const key = section === null ? '' : `${section.file.path} ${section.tagRange.start}`;
    getOrMake(ofProvider, key, () => ({ section, group, vmtas: [] })).vmtas.push(...group.vmtas);
  }
  let common = new FixBuilder(model, settings);
  const found = new Map<Provider, RuleFix>();
  for (const [provider, ofProvider] of scopes) {
    const tried = (endsInRules: boolean): FixBuilder | null => {
      const trial = common.copy();
      trial.addAll(provider, ofProvider.values(), endsInRules);
      return trial.isComplete && tightenUntilSafe(trial.plan, 'tighten-value') ? trial : null;
    };
    const safe = tried(false) ?? tried(true);
    if (safe === null) {
      const alone = new FixBuilder(model, settings);
      alone.addAll(provider, ofProvider.values(), false);
      found.set(provider, alone.fix('unsafe'));
    } else common = safe;
  }
  const shared = common.fix('tightens');
  for (const { provider } of common.blocks) found.set(provider, shared);
  return found;
}
