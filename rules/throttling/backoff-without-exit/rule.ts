import {
  editsOf,
  type Model,
  mostSpecificBlock,
  namedQueueOf,
  Plan,
  providerOfDomain,
  providerQueuesOf,
  type Queue,
  quote,
  type Rule,
  type RuleFix,
  type SectionUse,
  shownValue,
} from '../../kit.ts';
import { backoffFigures, COMMON_BACKOFF } from '../../../src/edits/provider-figures.ts';
import {
  endsByItself,
  hasWayOut,
  wayIntoBackoff,
  type QueueWayIn,
} from '../../../src/model/queues/backoff.ts';
import { isRouted, isSelected } from '../../../src/model/queues/block-queue.ts';

const EXIT = 'backoff-to-normal-after';

const ABOUT_BACKOFF = [
  'smtp-pattern-list',
  'backoff-upon-all-sources-disabled',
  EXIT,
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

/**
 * The block whose line ends the queue's backoff: the most specific one, or, where the line of a narrower scope comes
 * before what that one says, the block of that line.
 */
function decidingBlock(model: Model, queue: Queue): SectionUse | undefined {
  const section = mostSpecificBlock(queue);
  const use = queue.use(EXIT);
  if (section === undefined || use === null) return section;
  const plan = new Plan(model);
  plan.set(section, EXIT, COMMON_BACKOFF.toNormalAfter);
  return endsByItself(plan.queue(queue)) ? section : use.section;
}

function fixFor(model: Model, section: SectionUse, queue: Queue): RuleFix | null {
  const use = queue.use(EXIT);
  if (section.isDefault || (use?.section === section && use.continuation.length > 0)) return null;
  const provider = providerOfDomain(queue.domain);
  const after = (provider === undefined ? COMMON_BACKOFF : backoffFigures(provider)).toNormalAfter;
  const plan = new Plan(model);
  plan.set(section, EXIT, after);
  return { safety: 'unsafe', title: `end backoff after ${after}`, edits: editsOf(plan) };
}

function entrance(way: QueueWayIn): string {
  return way.rules.length > 0 && way.list !== null
    ? `the list ${quote(way.list.name)} can put this queue in backoff`
    : 'this queue goes into backoff when all its sources are disabled';
}

function lack(queue: Queue): string {
  const use = queue.use(EXIT);
  return use === null ? `${EXIT} is not set (default never)` : `${EXIT} is ${shownValue(use)}`;
}

export const rule: Rule = {
  id: 'backoff-without-exit',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'backoff that a queue can enter and never leaves',
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  check({ model, report }) {
    if (model.completeness === 'partial') return;
    const reported = new Set<SectionUse>();
    const judge = (queue: Queue): void => {
      const way = wayIntoBackoff(model, queue);
      if (!way.possible || hasWayOut(queue, way) || isRouted(model, queue)) return;
      const section = decidingBlock(model, queue);
      if (section === undefined || reported.has(section)) return;
      reported.add(section);
      report({
        location: { file: section.file, range: section.tagRange },
        message: `${entrance(way)} and nothing takes it out: ${lack(queue)}; the queue stays slow until someone resets it or PowerMTA is restarted`,
        fix: () => fixFor(model, section, queue),
      });
    };
    for (const block of model.sectionsOf('domain')) {
      const queue = isSelected(model, block) ? namedQueueOf(model, block) : null;
      if (queue !== null) judge(queue);
    }
    for (const queue of queuesThroughOwnDefaults(model)) judge(queue);
  },
};
