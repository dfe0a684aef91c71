import { backoffFigures, COMMON_BACKOFF } from '../../../src/edits/provider-figures.ts';
import { endsByItself, hasWayOut } from '../../../src/model/queues/backoff.ts';
import { backoffQueuesOf } from '../../../src/model/queues/backoff-queues.ts';
import { isRouted } from '../../../src/model/queues/block-queue.ts';
import {
  defineRule,
  mostSpecificBlock,
  namedQueueOf,
  Plan,
  providerOfDomain,
  providerQueuesOf,
  quote,
  setDirective,
  wayIntoBackoff,
} from '../../kit.ts';
import type { Model, Queue, SectionUse } from '../../kit.ts';

const EXIT = 'backoff-to-normal-after';

const ABOUT_BACKOFF = [
  'smtp-pattern-list',
  'backoff-upon-all-sources-disabled',
  EXIT,
  'backoff-to-normal-after-delivery',
] as const;

/** Queues that can enter backoff, and those of global blocks in VMTAs and pools whose defaults decide about backoff. */
function* queuesToCheck(model: Model) {
  for (const { queue } of backoffQueuesOf(model).ofBlocks) yield queue;
  const queues = providerQueuesOf(model);
  const seen = new Set<string>();
  for (const group of queues.groups) {
    if (!group.hasDefaults) continue;
    const settings = ABOUT_BACKOFF.map((name) => queues.defaultQueue(group).setting(name));
    const own = settings.map(({ scope, value }) =>
      scope === 'vmta' || scope === 'pool' ? (value ?? '') : null,
    );
    const key = JSON.stringify(own);
    if (own.every((value) => value === null) || seen.has(key)) continue;
    seen.add(key);
    for (const block of model.vmtas.global.blocks) {
      const domain = namedQueueOf(model, block)?.domain;
      if (domain !== undefined) yield model.queue(domain, group.vmtas[0] ?? null);
    }
  }
}

/** The block that can end the queue's backoff: the most specific one, unless a line of a narrower scope overrides it. */
function decidingBlock(model: Model, queue: Queue) {
  const section = mostSpecificBlock(queue);
  const use = queue.use(EXIT);
  if (section === undefined || use === null) return section;
  const plan = new Plan(model);
  plan.set(section, EXIT, COMMON_BACKOFF.toNormalAfter);
  return endsByItself(plan.queue(queue)) ? section : use.section;
}

/** @param list The list that leads into backoff; null where disabled sources do. */
function textOf(list: string | null, exit: string) {
  const alone = 'this queue goes into backoff when all its sources are disabled';
  const entrance = list === null ? alone : `the list ${quote(list)} can put this queue in backoff`;
  return `${entrance} and nothing takes it out: ${EXIT} is ${exit}; the queue stays slow until someone resets it or PowerMTA is restarted`;
}

export const rule = defineRule({
  id: 'backoff-without-exit',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'backoff that a queue can enter and never leaves',
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  messages: {
    notSet: ({ list }: { subject: string; list: string | null }) => ({
      message: textOf(list, 'not set (default never)'),
    }),
    never: ({ list, value }: { list: string | null; value: string }) => ({
      message: textOf(list, quote(value)),
    }),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    const reported = new Set<SectionUse>();
    for (const queue of queuesToCheck(model)) {
      const way = wayIntoBackoff(model, queue);
      if (!way.possible || hasWayOut(queue, way) || isRouted(model, queue)) continue;
      const section = decidingBlock(model, queue);
      if (section === undefined || reported.has(section)) continue;
      reported.add(section);
      const list = way.rules.length > 0 && way.list !== null ? way.list.name : null;
      const use = queue.use(EXIT);
      report({
        location: section.tagLocation,
        ...(use === null
          ? { messageId: 'notSet', data: { subject: EXIT, list } }
          : { messageId: 'never', data: { list, value: use.plainValue ?? '' } }),
        fix: () => {
          if (section.isDefault || (use?.section === section && use.continuation.length > 0)) return null;
          const provider = providerOfDomain(queue.domain);
          const { toNormalAfter: after } = provider ? backoffFigures(provider) : COMMON_BACKOFF;
          const edits = setDirective(model, section, EXIT, after);
          return { effect: 'unsafe', title: `end backoff after ${after}`, edits };
        },
      });
    }
  },
});
