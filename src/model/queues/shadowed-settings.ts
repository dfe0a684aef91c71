import { getOrMake } from '../../base/collections.ts';
import { strictness } from '../../catalog/compare-values.ts';
import { findDirective } from '../../catalog/directives.ts';
import { providers, type Provider } from '../../catalog/providers.ts';
import type { Line } from '../../../grammar/tree.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import type { Model } from '../model.ts';
import { isTemplateLine } from '../source/extent.ts';
import { providerQueuesOf, type ProviderQueue } from './provider-queues.ts';
import type { Overridden } from '../scopes/queue.ts';
import { addsReactions, repliesIn, sameReplies } from '../lists/replies.ts';

/** A setting of a provider's block at the top level that a `<domain *>` further inside hides. */
export interface HiddenSetting {
  readonly provider: Provider;
  readonly use: DirectiveUse;
  readonly value: string;
  /** The argument of its tag. */
  readonly pattern: string;
}

/** A line in the `<domain *>` of a VMTA or pool that comes before the provider settings of the top level. */
export interface Shadowing {
  readonly use: DirectiveUse;
  readonly value: string;
  /** The VMTA or pool; the first one where the line is included in several. */
  readonly parent: SectionUse;
  /** A queue that shows it, as PowerMTA's commands name it. */
  readonly queue: string;
  readonly hidden: readonly HiddenSetting[];
}

/** How many pairs of a provider's queue and a directive are checked. */
const MAX_PAIRS = 50_000;

/** Directives whose values have no order, and that are yet written for one provider. */
export const OF_PROVIDERS = ['smtp-pattern-list', 'max-cold-virtual-mta-msg', 'backoff-to-normal-after'];

/** Whether the value of a block for all domains, put over that of a provider's block, may let through more. */
function mayLoosen(model: Model, directive: string, { use }: Overridden, from: string, to: string): boolean {
  const { facts } = use;
  if (facts === undefined || directive.startsWith('log-')) return false;
  if (directive === 'smtp-pattern-list') {
    const [hidden, effective] = [repliesIn(model, from), repliesIn(model, to)];
    // Nothing is known of lists that were not read.
    const isKnown = hidden.length > 0 && effective.length > 0;
    if (isKnown && (sameReplies(hidden, effective) || addsReactions(hidden, effective))) return false;
  }
  if (OF_PROVIDERS.includes(directive)) return from.toLowerCase() !== to.toLowerCase();
  if (facts.stricter === undefined) return false;
  const change = strictness(facts, 'domain', from, to);
  return change === 'looser' || change === 'unknown';
}

/** VMTAs and pools in which something is yet to be read or filled in: it may be the provider's own block. */
function unreadSections(model: Model): ReadonlySet<SectionUse> {
  const filledIn = ['virtual-mta', 'virtual-mta-pool']
    .flatMap((kind) => model.sectionsOf(kind))
    .filter(({ content }) => content.some(isTemplateLine));
  const unread = model.includes.flatMap(({ use, problem }) => (problem === null ? [] : [use.section]));
  return new Set([...filledIn, ...unread]);
}

/** The known directives that the `<domain *>` blocks of a group's VMTA and pool set. */
function directivesForAll({ group }: ProviderQueue): Set<string> {
  const blocks = [group.scopes.vmta, group.scopes.pool].flatMap((index) => index?.all ?? []);
  const names = blocks.flatMap((block) => [...block.settings.keys()]);
  return new Set(names.filter((name) => findDirective(name) !== undefined));
}

/** Lines in the `<domain *>` of VMTAs and pools that override, and may loosen, a provider's top-level block. */
export function shadowings(model: Model): Shadowing[] {
  const found = new Map<Line, Shadowing & { readonly hidden: HiddenSetting[] }>();
  const queues = providerQueuesOf(model);
  if (!queues.groups.some(({ hasDefaults }) => hasDefaults)) return [];
  const unread = unreadSections(model);
  let left = MAX_PAIRS;
  for (const provider of providers()) {
    if (!queues.names(provider)) continue;
    for (const one of queues.of(provider)) {
      if (!one.group.hasDefaults || one.isRelayed || one.routedBy === 'default') continue;
      for (const directive of directivesForAll(one)) {
        if (left-- <= 0) return [...found.values()];
        const use = one.queue.use(directive);
        const parent = use?.section.parent ?? null;
        if (use?.section.argument !== '*' || parent === null || parent === model.root) continue;
        const { value, overrides } = one.queue.setting(directive);
        const rival = overrides.find(({ scope, pattern }) => scope === 'global' && pattern !== '*');
        if (rival === undefined || value === null || unread.has(parent)) continue;
        if (!mayLoosen(model, directive, rival, rival.value, value)) continue;
        const shadowing = { use, value, parent, queue: one.queue.name, hidden: [] };
        const { hidden } = getOrMake(found, use.line, () => shadowing);
        if (hidden.some((known) => known.use.line === rival.use.line)) continue;
        hidden.push({ provider, use: rival.use, value: rival.value, pattern: rival.pattern });
      }
    }
  }
  return [...found.values()];
}
