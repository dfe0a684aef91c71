import { makeBackoffEffective } from '../../../src/edits/slow-backoff.ts';
import { backoffQueuesOf } from '../../../src/model/queues/backoff-queues.ts';
import { lowersSomething, mayBeSlower, surelyFaster } from '../../../src/model/queues/pace.ts';
import { defineRule, quote, type SectionUse, wayIntoBackoff } from '../../kit.ts';

export const rule = defineRule({
  id: 'backoff-without-effect',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'backoff that leaves a queue as fast as it is',
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  messages: {
    noEffect: ({ list }: { list: string | null }) => ({
      message: `this queue can enter backoff ${list === null ? 'when all its sources are disabled' : `through the list ${quote(list)}`}, but backoff slows nothing: neither connections nor messages, connection attempts or bytes are fewer than normally, so the provider that asked for less gets as much as before and blocks`,
    }),
  },
  check({ model, settings, report }) {
    if (!model.knows('blocks')) return;
    // The other rule may report the same queue at another block.
    const isLeftToOther = !settings.isOff('backoff-faster-than-normal');
    const reported = new Set<SectionUse>();
    const queues = backoffQueuesOf(model);
    const ofDefaults = queues.throughOwnDefaults((pace, reroutes) => !reroutes && !mayBeSlower(pace));
    for (const { queue, section, pace } of [...queues.ofBlocks, ...ofDefaults]) {
      if (mayBeSlower(pace) || reported.has(section) || lowersSomething(queue)) continue;
      if (isLeftToOther && surelyFaster(pace, true).length > 0) continue;
      reported.add(section);
      const { list, rules } = wayIntoBackoff(model, queue);
      report({
        location: section.tagLocation,
        messageId: 'noEffect',
        data: { list: rules.length > 0 && list !== null ? list.name : null },
        fix: () => makeBackoffEffective(model, [queue]),
      });
    }
  },
});
