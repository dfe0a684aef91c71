import {
  type DomainLine,
  findDirective,
  isToBeFilledIn,
  type Model,
  namedQueueOf,
  parseValue,
  providerQueuesOf,
  type Queue,
  type SectionUse,
} from '../../kit.ts';
import type { MailHost } from '../../../src/catalog/values/value.ts';
import { cannotBeInDns } from '../../../src/model/queues/queue-names.ts';
import { rollupLinesOf } from '../../../src/model/scopes/rollups.ts';

/*
 * Where a queue's mail is delivered to.
 */

/** The hosts of an `smtp-hosts` value, whatever their preference; empty where it cannot be read. */
export function mailHostsOf(value: string): readonly MailHost[] {
  const facts = findDirective('smtp-hosts');
  const result = facts === undefined || value === '' ? undefined : parseValue(facts, 'domain', value);
  return result?.ok === true && result.value.kind === 'hosts' ? result.value.levels.flat() : [];
}

/** Whether a queue delivers its mail somewhere without a look-up of its name. A second queue-to may help it on. */
function hasDestination(queue: Queue): boolean {
  return queue.type !== 'smtp' || ['smtp-hosts', 'queue-to'].some((way) => (queue.value(way) ?? '') !== '');
}

/** Whether there is a VMTA through which a queue has no destination, asked of its name alone. */
export function lacksDestination(model: Model, name: string): boolean {
  const queues = providerQueuesOf(model);
  if (hasDestination(queues.globalQueue(name))) return false;
  return queues.groups.some(({ vmtas: [vmta = null] }) => !hasDestination(model.queue(name, vmta)));
}

/** Whether a block's `queue-to` leads to a queue without a destination, in a VMTA in which it holds. */
function leadsNowhere(model: Model, block: SectionUse, { use, value }: DomainLine): boolean {
  const queue = namedQueueOf(model, block);
  if (queue === null || queue.use('queue-to')?.line !== use.line) return false;
  if (block.parent !== model.root) return !hasDestination(model.queue(value, queue.vmta));
  const queues = providerQueuesOf(model);
  if (hasDestination(queues.globalQueue(value))) return false;
  // A VMTA may have a block of its own for either queue.
  return queues.groups.some(({ vmtas: [vmta = null] }) => {
    const holds = model.queue(queue.domain, vmta).use('queue-to')?.line === use.line;
    return holds && !hasDestination(model.queue(value, vmta));
  });
}

const rollups = new WeakMap<Model, ReadonlySet<string>>();

/** The queues that lists of rollups name, in lower case. */
function rollupQueues(model: Model): ReadonlySet<string> {
  let queues = rollups.get(model);
  if (queues === undefined) {
    const lines = model.sectionsOf('mx-rollup-list').flatMap(rollupLinesOf);
    rollups.set(model, (queues = new Set(lines.map(({ queue }) => queue))));
  }
  return queues;
}

/**
 * Whether mail that a line `queue-to` moves has nowhere to go: the queue's name is none of the DNS, no rollup and no
 * queue of PowerMTA itself, and there are no hosts for it. Asked of whole configurations only.
 */
export function isDeadEnd(model: Model, line: DomainLine): boolean {
  const { value } = line;
  if (value === '' || value.startsWith('{') || isToBeFilledIn(value) || !cannotBeInDns(value)) return false;
  // The hosts of a rollup are its mail exchangers.
  if (rollupQueues(model).has(value.toLowerCase())) return false;
  return line.blocks.some((block) => leadsNowhere(model, block, line));
}
