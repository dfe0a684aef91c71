import { addBackoff } from '../../../src/edits/add-backoff.ts';
import { mostSpecificBlocks } from '../../../src/model/queues/provider-queues.ts';
import {
  defineRule,
  getOrMake,
  listOf,
  type Model,
  type Provider,
  providerQueuesOf,
  providersNamed,
  type Queue,
  type SectionUse,
  type View,
  wayIntoBackoff,
} from '../../kit.ts';

/** The queues whose most specific block is one section, and which nothing puts in backoff. */
interface MissingBackoff {
  readonly section: SectionUse;
  /** The first of the queues. */
  readonly queue: Queue;
  readonly providers: Set<Provider>;
  readonly vmtas: Set<string | null>;
  /** Whether only domains that the providers host for customers are affected. */
  hostedOnly: boolean;
}

/** Whether nothing puts the queue in backoff. The rule undefined-reference reports a list that is not defined. */
function lacksBackoff(model: Model, queue: Queue): boolean {
  const { possible, list } = wayIntoBackoff(model, queue);
  return !possible && (list === null || list.sections.length > 0);
}

/** The views in which domains that a provider hosts for customers fall to a `<domain *>` that delivers their mail. */
function viewsWithHostedDomains(model: Model, provider: Provider): View[] {
  const queues = providerQueuesOf(model);
  const rolledUp = new Set(
    queues.of(provider).flatMap(({ carrier, view }) => (carrier === 'rollup' ? [view] : [])),
  );
  return queues.views.filter((view) => {
    const queue = queues.rest(view);
    const isForwarded = ['queue-to', 'smtp-hosts'].some((directive) => (queue.value(directive) ?? '') !== '');
    return !isForwarded && (queue.value('type') ?? 'smtp') === 'smtp' && !rolledUp.has(view);
  });
}

function missingBackoffs(model: Model, providers: readonly Provider[]): MissingBackoff[] {
  const found = new Map<SectionUse, MissingBackoff>();
  const check = (queue: Queue, provider: Provider, view: View, isHosted: boolean): void => {
    if (!lacksBackoff(model, queue)) return;
    // A block of a VMTA that repeats the pattern of one that is reported has no finding of its own.
    const blocks = mostSpecificBlocks(queue);
    const section = blocks.find((block) => found.has(block)) ?? blocks[0];
    if (section === undefined) return;
    const missing = getOrMake(found, section, (): MissingBackoff => ({
      section,
      queue,
      providers: new Set(),
      vmtas: new Set(),
      hostedOnly: true,
    }));
    missing.providers.add(provider);
    for (const vmta of view.vmtas) missing.vmtas.add(vmta);
    if (!isHosted) missing.hostedOnly = false;
  };
  const queues = providerQueuesOf(model);
  for (const provider of providers) {
    const withoutBlock = queues.without(provider);
    for (const { queue, carrier, view, leadsElsewhere } of queues.of(provider)) {
      if (leadsElsewhere || (carrier === 'rest' && withoutBlock.has(view))) continue;
      check(queue, provider, view, false);
    }
    if (provider.hostedBusiness === true) {
      for (const view of viewsWithHostedDomains(model, provider))
        check(queues.rest(view), provider, view, true);
    }
  }
  return [...found.values()];
}

interface Data {
  /** Ids of the providers. */
  readonly subject: string;
  /** Names of the providers. */
  readonly providers: readonly string[];
}

function textOf(whose: string): string {
  return `nothing puts ${whose} in backoff: no smtp-pattern-list with a mode=backoff rule is in force here; when the provider defers for rate or reputation, PowerMTA keeps sending as before, which prolongs the block`;
}

export const rule = defineRule({
  id: 'missing-backoff',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: "a large mailbox provider's queue that nothing can put in backoff",
  messages: {
    noBackoff: ({ providers }: Data) => ({ message: textOf(`mail for ${listOf(providers, 4)}`) }),
    noBackoffForHosted: ({ providers }: Data) => ({
      message: textOf(`domains that ${listOf(providers, 4)} host for customers`),
    }),
  },
  check({ model, settings, report }) {
    if (model.completeness === 'partial') return;
    const found = missingBackoffs(model, providersNamed(settings.providers));
    let fixes: ReturnType<typeof addBackoff> | undefined;
    for (const [index, { section, providers, hostedOnly }] of found.entries()) {
      const names = [...providers].map(({ name }) => name);
      const ids = [...providers].map(({ id }) => id).sort();
      report({
        location: section.tagLocation,
        messageId: hostedOnly ? 'noBackoffForHosted' : 'noBackoff',
        data: { subject: ids.join(' '), providers: names },
        fix: () => {
          fixes ??= addBackoff(
            model,
            found.map((one) => ({ ...one, providers: [...one.providers], vmtas: [...one.vmtas] })),
          );
          return fixes[index] ?? null;
        },
      });
    }
  },
});
