import { defineRule, quote } from '../../kit.ts';
import { unselectedSections } from './analysis.ts';

export const rule = defineRule({
  id: 'vmta-never-selected',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a VMTA or pool that no mail can come to',
  supersedes: ['unused-definition'],
  requires: ['<virtual-mta>', '<virtual-mta-pool>'],
  messages: {
    vmta: ({ name }: { name: string }) => ({
      message: `nothing selects VMTA ${quote(name)}: no source, pattern-list, pool, cold-virtual-mta or reroute names it, and no source that may relay has process-x-virtual-mta on; no mail goes out through it, whatever is set in it, and its address loses the reputation that it has; name it in default-virtual-mta or a pattern-list, or take it out`,
    }),
    pool: ({ name }: { name: string }) => ({
      message: `nothing selects pool ${quote(name)}: no source, pattern-list or reroute names it, and no source that may relay has process-x-virtual-mta on; no mail goes out through it, whatever is set in it; name it in default-virtual-mta or a pattern-list, or take it out`,
    }),
  },
  check({ model, report }) {
    for (const { kind, tagLocation, argument } of unselectedSections(model)) {
      report({
        location: tagLocation,
        messageId: kind === 'virtual-mta-pool' ? 'pool' : 'vmta',
        data: { name: argument ?? '' },
      });
    }
  },
});
