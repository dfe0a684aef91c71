import { isNamedByTag } from '../../../src/model/queues/reach.ts';
import { providerTaken, rollupLinesOf } from '../../../src/model/scopes/rollups.ts';
import { defineRule, groupBy, hasPlaceholder, quote } from '../../kit.ts';

export const rule = defineRule({
  id: 'rollup-without-block',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a rollup without a <domain> block, so that its mail uses <domain *>',
  requires: ['mx'],
  messages: {
    noBlock: ({ queue, provider }: { queue: string; provider: string | null }) => ({
      message: `No <domain> block for the rollup ${quote(queue)}: all its mail uses <domain *>`,
      why: 'The rollup joins the mail of many domains in one queue, but no limits and no pattern list are set for it.',
      help: `Add <domain ${queue}> with the limits of ${provider ?? 'these mail exchangers'}.`,
    }),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    const lines = model
      .sectionsOf('mx-rollup-list')
      .flatMap(rollupLinesOf)
      .filter(({ use, queue }) => queue.endsWith('.rollup') && !hasPlaceholder(use.plainValue ?? ''));
    for (const [queue, ofQueue] of groupBy(lines, (line) => line.queue)) {
      if (isNamedByTag(model, queue)) continue;
      // rollup-misnamed reports a wildcard whose hosts no block names: for the same lack, so at the same line.
      const first =
        ofQueue.find(({ pattern, isByAddress }) => pattern.includes('*') && !isByAddress) ?? ofQueue[0];
      if (first === undefined) continue;
      const others = ofQueue.filter((line) => line !== first);
      const provider = providerTaken(first.pattern)?.name ?? null;
      report({
        location: first.use.nameLocation,
        messageId: 'noBlock',
        data: { queue, provider },
        related: others.map(({ use }) => ({ ...use.nameLocation, message: 'the same queue' })),
      });
    }
  },
});
