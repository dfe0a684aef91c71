import { addBackoff } from '../../../src/edits/add-backoff.ts';
import { isRollupWithoutBlock, mostSpecificBlocks } from '../../../src/model/queues/provider-queues.ts';
import { defineRule, groupBy, listOf, providerQueuesOf, providersNamed, wayIntoBackoff } from '../../kit.ts';
import type { Model, Provider, Queue, SectionUse } from '../../kit.ts';

/** Whether nothing puts the queue in backoff. The rule undefined-reference reports a list that is not defined. */
function isWithoutBackoff(model: Model, queue: Queue) {
  const { possible, list } = wayIntoBackoff(model, queue);
  return !possible && (list === null || list.sections.length > 0);
}

/** Whether a `<domain *>` delivers mail by itself. */
function delivers(queue: Queue) {
  const isForwarded = ['queue-to', 'smtp-hosts'].some((directive) => (queue.value(directive) ?? '') !== '');
  return !isForwarded && (queue.value('type') ?? 'smtp') === 'smtp';
}

/** The queues of providers to check, and whether only domains that a provider hosts for customers are in them. */
function* queuesToCheck(model: Model, chosen: readonly Provider[]) {
  const queues = providerQueuesOf(model);
  for (const provider of chosen) {
    const withoutBlock = queues.without(provider);
    const rolledUp = new Set<unknown>();
    for (const one of queues.of(provider)) {
      const { queue, routedBy, group } = one;
      if (routedBy === 'rollup') rolledUp.add(group);
      const isWithoutBlock = routedBy === 'default' && withoutBlock.has(group);
      if (one.isRelayed || isWithoutBlock || isRollupWithoutBlock(model, one)) continue;
      yield { queue, provider, group, isHosted: false };
    }
    if (provider.hostedBusiness !== true) continue;
    for (const group of queues.groups) {
      const queue = queues.defaultQueue(group);
      if (!rolledUp.has(group) && delivers(queue)) yield { queue, provider, group, isHosted: true };
    }
  }
}

/** The sections whose queues nothing puts in backoff, each with the first of these queues. */
function sectionsWithoutBackoff(model: Model, chosen: readonly Provider[]) {
  const seen = new Set<SectionUse>();
  const found = [...queuesToCheck(model, chosen)].flatMap((one) => {
    if (!isWithoutBackoff(model, one.queue)) return [];
    // A block of a VMTA that repeats the pattern of one that is reported has no finding of its own.
    const blocks = mostSpecificBlocks(one.queue);
    const section = blocks.find((block) => seen.has(block)) ?? blocks[0];
    if (section === undefined) return [];
    seen.add(section);
    return { ...one, section };
  });
  return [...groupBy(found, ({ section }) => section)].flatMap(([section, same]) =>
    same.slice(0, 1).map(({ queue }) => ({
      section,
      queue,
      providers: [...new Set(same.map(({ provider }) => provider))],
      vmtas: [...new Set(same.flatMap(({ group }) => group.vmtas))],
      hostedOnly: same.every(({ isHosted }) => isHosted),
    })),
  );
}

/** `subject` has the ids of the providers, `providers` their names. */
interface Data {
  subject: string;
  providers: string[];
}

function textOf(whose: string) {
  return `nothing puts ${whose} in backoff: no smtp-pattern-list with a mode=backoff rule is in force here; when the provider defers for rate or reputation, PowerMTA keeps sending as before, which prolongs the block`;
}

export const rule = defineRule({
  id: 'missing-backoff',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: "a large mailbox provider's queue that nothing can put in backoff",
  messages: {
    noBackoff: ({ providers }: Data) => ({ message: textOf(`mail for ${listOf(providers, 4)}`) }),
    noBackoffForHosted: ({ providers }: Data) => ({
      message: textOf(`domains that ${listOf(providers, 4)} host for customers`),
    }),
  },
  check({ model, settings, report }) {
    if (!model.knows('blocks')) return;
    const found = sectionsWithoutBackoff(model, providersNamed(settings.providers));
    let fixes: ReturnType<typeof addBackoff> | undefined;
    for (const [index, { section, providers, hostedOnly }] of found.entries()) {
      const ids = providers.map(({ id }) => id).sort();
      report({
        location: section.tagLocation,
        messageId: hostedOnly ? 'noBackoffForHosted' : 'noBackoff',
        data: { subject: ids.join(' '), providers: providers.map(({ name }) => name) },
        fix: () => (fixes ??= addBackoff(model, found))[index] ?? null,
      });
    }
  },
});
