import type { Provider } from '../../catalog/providers.ts';
import { repliesOf, wantsReaction, type Reply } from '../../catalog/replies.ts';
import { wayIntoBackoff, type EffectiveList } from './backoff.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName } from '../../catalog/decisions.ts';
import { hasMajorDomain } from './provider-limits.ts';
import type { Model } from '../model.ts';
import { hasUnreadRules } from '../lists/pattern-lists.ts';
import { isRollupWithoutBlock, providerQueuesOf } from './provider-queues.ts';
import { readListOf } from '../lists/read-patterns.ts';
import { vmtaGroupsOf } from './vmta-groups.ts';

/** Replies of a provider that a list should react to, and does not. */
export interface UncoveredReplies {
  readonly provider: Provider;
  readonly list: EffectiveList;
  /** The line that refers to the list; the first one where queues of the provider have several. */
  readonly reference: DirectiveUse;
  readonly replies: readonly Reply[];
}

/** The replies that some rule of a list matches; null where a rule cannot be checked. */
function answeredBy(model: Model, sections: readonly SectionUse[]): ReadonlySet<Reply> | null {
  const answered = new Set<Reply>();
  for (const section of sections) {
    if (hasUnreadRules(model, section)) return null;
    const list = readListOf(model, section);
    for (const rule of list.rules) {
      const replies = list.repliesOf(rule);
      if (replies === undefined) return null;
      for (const reply of replies) answered.add(reply);
    }
  }
  return answered;
}

/** The effective lists for a provider's queues that can enter backoff, each once, with the lines that refer to it. */
function listsFor(
  model: Model,
  provider: Provider,
): Map<string, { list: EffectiveList; reference: DirectiveUse }> {
  const queues = providerQueuesOf(model);
  // Another rule reports a provider without any block, where all blocks are known.
  const without = model.knows('blocks') ? queues.without(provider) : null;
  const found = new Map<string, { list: EffectiveList; reference: DirectiveUse }>();
  for (const one of queues.of(provider)) {
    const { queue, routedBy, group, domains } = one;
    if (one.isRelayed || isRollupWithoutBlock(model, one)) continue;
    if (routedBy === 'default') {
      // That a domain has no block of its own is known of a whole configuration only.
      if (without === null || without.has(group)) continue;
      // Small domains next to a block for the large ones are missing in that block, which partial-provider-domains reports.
      if (domains.length > 0 && !hasMajorDomain(provider, domains)) continue;
    }
    const { list, possible } = wayIntoBackoff(model, queue);
    if (!possible || list === null || list.sections.length === 0) continue;
    const key = foldName(list.name);
    const known = found.get(key);
    if (known === undefined || list.reference.order < known.reference.order)
      found.set(key, { list, reference: list.reference });
  }
  return found;
}

/** Throttling and reputation replies that a provider's lists ignore. Skips lists with an unreadable rule. */
export function uncoveredReplies(model: Model, provider: Provider): UncoveredReplies[] {
  const wanted = repliesOf(provider.id).filter(wantsReaction);
  if (wanted.length === 0) return [];
  return [...listsFor(model, provider).values()].flatMap(({ list, reference }) => {
    const answered = answeredBy(model, list.sections);
    const replies = answered === null ? [] : wanted.filter((reply) => !answered.has(reply));
    return replies.length === 0 ? [] : { provider, list, reference, replies };
  });
}

/** How many replies of a provider a list should react to. */
export function repliesThatWantReaction(provider: Provider): number {
  return repliesOf(provider.id).filter(wantsReaction).length;
}

/** The VMTAs whose queues may use a list: those around a line that refers to it, all for a global line. */
export function vmtasUsing(model: Model, list: string): readonly (string | null)[] {
  const found = new Set<string | null>();
  for (const { use } of model.referencesTo('smtp-pattern-list', list)) {
    const around = [...use.section.ancestry()];
    const vmta = around.find((section) => section.kind === 'virtual-mta')?.argument;
    const pool = around.find((section) => section.kind === 'virtual-mta-pool')?.argument;
    const vmtas =
      vmta != null
        ? [vmta]
        : pool != null
          ? model.vmtas.membersOf(pool)
          : vmtaGroupsOf(model).flatMap((group) => group.vmtas);
    for (const name of vmtas) found.add(name);
  }
  return [...found];
}
