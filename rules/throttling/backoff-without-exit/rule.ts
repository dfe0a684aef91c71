import { providerOfDomain } from '../../../src/catalog/providers.ts';
import { quote } from '../../../src/engine/message.ts';
import { backoffFigures, COMMON_BACKOFF } from '../../../src/drafting/provider-figures.ts';
import type { NewFix, Rule } from '../../../src/engine/rule.ts';
import { appendToSection, replaceValue } from '../../../src/drafting/writing.ts';
import { hasWayOut, wayIntoBackoff, type QueueWayIn } from '../../../src/model/backoff.ts';
import { isRouted, isSelected, namedQueueOf } from '../../../src/model/block-queue.ts';
import type { SectionUse } from '../../../src/model/content.ts';
import type { Model } from '../../../src/model/model.ts';
import { knowsAllBlocks, mostSpecificBlocks, providerQueuesOf } from '../../../src/model/provider-queues.ts';
import type { Queue } from '../../../src/model/queue.ts';

const ABOUT_BACKOFF = [
  'smtp-pattern-list',
  'backoff-upon-all-sources-disabled',
  'backoff-to-normal-after',
  'backoff-to-normal-after-delivery',
] as const;

/** Domains whose queues, taken together, show what every global block means in every VMTA and pool. */
function* queuesThroughOwnDefaults(model: Model): Generator<Queue> {
  const queues = providerQueuesOf(model);
  const seen = new Set<string>();
  for (const view of queues.views) {
    if (!view.hasDefaults) continue;
    const rest = queues.rest(view);
    const own = ABOUT_BACKOFF.map((name) => rest.setting(name)).map(({ scope, value }) =>
      scope === 'vmta' || scope === 'pool' ? (value ?? '') : null,
    );
    const key = JSON.stringify(own);
    if (own.every((value) => value === null) || seen.has(key)) continue;
    seen.add(key);
    for (const block of model.vmtas.global.blocks) {
      const domain = namedQueueOf(model, block)?.domain;
      if (domain !== undefined) yield model.queue(domain, view.vmtas[0] ?? null);
    }
  }
}

function fixFor(section: SectionUse, queue: Queue): NewFix {
  const provider = providerOfDomain(queue.domain);
  const after = (provider === undefined ? COMMON_BACKOFF : backoffFigures(provider)).toNormalAfter;
  const use = queue.use('backoff-to-normal-after');
  const edit =
    use?.section === section
      ? replaceValue(use, after)
      : appendToSection(section, [`backoff-to-normal-after ${after}`]);
  return { safety: 'unsafe', title: `end backoff after ${after}`, edits: [edit] };
}

function entrance(way: QueueWayIn): string {
  return way.rules.length > 0 && way.list !== null
    ? `the list ${quote(way.list.name)} can put this queue in backoff`
    : 'this queue goes into backoff when all its sources are disabled';
}

export const rule: Rule = {
  id: 'backoff-without-exit',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'backoff that a queue can enter and never leaves',
  needs: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  check({ model, report }) {
    if (!knowsAllBlocks(model)) return;
    const reported = new Set<SectionUse>();
    const judge = (queue: Queue): void => {
      const section = mostSpecificBlocks(queue)[0];
      const way = wayIntoBackoff(model, queue);
      if (section === undefined || reported.has(section) || isRouted(model, queue)) return;
      if (!way.possible || hasWayOut(queue, way)) return;
      reported.add(section);
      report({
        at: { file: section.file, range: section.tagRange },
        message: `${entrance(way)} and nothing takes it out: backoff-to-normal-after is not set (default never); the queue stays slow until someone resets it or PowerMTA is restarted`,
        fix: () => fixFor(section, queue),
      });
    };
    for (const block of model.sectionsOf('domain')) {
      const queue = isSelected(model, block) ? namedQueueOf(model, block) : null;
      if (queue !== null) judge(queue);
    }
    for (const queue of queuesThroughOwnDefaults(model)) judge(queue);
  },
};
