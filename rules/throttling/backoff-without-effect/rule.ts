import { type Model, quote, type Rule, type SectionUse } from '../../kit.ts';
import { giveBackoffEffect } from '../../../src/edits/slow-backoff.ts';
import { wayIntoBackoff } from '../../../src/model/queues/backoff.ts';
import { backoffQueuesOf, type BackoffQueue } from '../../../src/model/queues/backoff-queues.ts';
import { lowersSomething, mayBeSlower, surelyFaster } from '../../../src/model/queues/pace.ts';

function* queuesToJudge(model: Model): Generator<BackoffQueue> {
  const queues = backoffQueuesOf(model);
  for (const found of queues.ofBlocks) if (!mayBeSlower(found.pace)) yield found;
  yield* queues.throughOwnDefaults((pace, reroutes) => !reroutes && !mayBeSlower(pace));
}

export const rule: Rule = {
  id: 'backoff-without-effect',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'backoff that leaves a queue as fast as it is',
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  check({ model, settings, report }) {
    if (model.completeness === 'partial') return;
    // What is even faster in backoff is reported where that is set, which may be another block.
    const isLeftToOther = !settings.isOff('backoff-faster-than-normal');
    const reported = new Set<SectionUse>();
    for (const { queue, section, pace } of queuesToJudge(model)) {
      if (reported.has(section) || lowersSomething(queue)) continue;
      if (isLeftToOther && surelyFaster(pace, true).length > 0) continue;
      reported.add(section);
      const { list, rules } = wayIntoBackoff(model, queue);
      const way =
        list === null || rules.length === 0
          ? 'when all its sources are disabled'
          : `through the list ${quote(list.name)}`;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `this queue can enter backoff ${way}, but backoff slows nothing: neither connections nor messages, connection attempts or bytes are fewer than normally, so the provider that asked for less gets as much as before and blocks`,
        fix: () => giveBackoffEffect(model, [queue]),
      });
    }
  },
};
