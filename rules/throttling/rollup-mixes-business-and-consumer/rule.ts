import { rollupLinesOf, takesHostsOf } from '../../../src/model/scopes/rollups.ts';
import {
  defineRule,
  findProvider,
  groupBy,
  hasPlaceholder,
  type Model,
  type Provider,
  providerQueuesOf,
  providers,
  quote,
} from '../../kit.ts';

/** The queues that mail for a provider's own domains is moved to, in lower case. */
function queuesOf(model: Model, provider: Provider): Set<string> {
  return new Set(
    providerQueuesOf(model)
      .of(provider)
      .map(({ queue }) => queue.domain),
  );
}

export const rule = defineRule({
  id: 'rollup-mixes-business-and-consumer',
  category: 'throttling',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: "a rollup that joins a provider's mail for consumers with that for hosted business domains",
  requires: ['mx'],
  messages: {
    mixed: ({ pattern, business, consumer }: { pattern: string; business: string; consumer: string }) => ({
      message: `mx ${quote(pattern)} puts ${business} in the queue of ${consumer}`,
      why: 'The two have limits of their own: one slows the other down, and the lower limits apply to both.',
      help: `Give the hosts of ${business} a rollup of their own.`,
    }),
  },
  check({ model, report }) {
    const lines = model.allSections
      .filter(({ scope }) => scope === 'mx-rollup-list')
      .flatMap(rollupLinesOf)
      .filter(({ use }) => !hasPlaceholder(use.plainValue ?? ''));
    for (const business of providers()) {
      const consumer = business.businessOf === undefined ? undefined : findProvider(business.businessOf);
      if (consumer === undefined) continue;
      const moved = queuesOf(model, consumer);
      for (const [queue, ofQueue] of groupBy(lines, (line) => line.queue)) {
        const isForConsumers =
          moved.has(queue) || ofQueue.some(({ pattern }) => takesHostsOf(pattern, consumer));
        const [first, ...others] = ofQueue.filter(({ pattern }) => takesHostsOf(pattern, business));
        if (first === undefined || !isForConsumers) continue;
        const { pattern, use } = first;
        report({
          location: use.nameLocation,
          messageId: 'mixed',
          data: { pattern, business: business.name, consumer: consumer.name },
          related: others.map((line) => ({ ...line.use.nameLocation, message: 'the same queue' })),
        });
      }
    }
  },
});
