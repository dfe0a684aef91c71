import { quote, type Rule } from '../../kit.ts';
import { unselected } from '../_shared/unselected.ts';

export const rule: Rule = {
  id: 'vmta-never-selected',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a VMTA or pool that no mail can come to',
  supersedes: ['unused-definition'],
  requires: ['<virtual-mta>', '<virtual-mta-pool>'],
  check({ model, report }) {
    for (const { kind, file, tagRange, argument } of unselected(model)) {
      const isPool = kind === 'virtual-mta-pool';
      const what = `${isPool ? 'pool' : 'VMTA'} ${quote(argument ?? '')}`;
      report({
        location: { file, range: tagRange },
        message: `nothing selects ${what}: no source, pattern-list${isPool ? '' : ', pool, cold-virtual-mta'} or reroute names it, and no source that may relay has process-x-virtual-mta on; no mail goes out through it, whatever is set in it${isPool ? '' : ', and its address loses the reputation that it has'}; name it in default-virtual-mta or a pattern-list, or take it out`,
      });
    }
  },
};
