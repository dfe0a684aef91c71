import { getOrMake } from '../../base/collections.ts';
import { providerOfDomain } from '../../catalog/providers.ts';
import type { SectionUse } from '../source/content.ts';
import { readDomainPattern, type DomainPattern } from '../scopes/domain-index.ts';
import type { Model } from '../model.ts';
import { mostSpecificBlock, providerQueuesOf } from './provider-queues.ts';
import type { Queue } from '../scopes/queue.ts';

/** A domain that a pattern stands for; null where it is an address. */
export function domainFor({ kind, domain }: DomainPattern): string | null {
  if (kind === 'literal-address') return null;
  if (kind === 'all') return 'name.invalid';
  return kind === 'proper' ? `any.${domain}` : domain;
}

/** How many names of a macro are tried: nearly always the first one will do. */
const MOST_TRIED = 50;

const known = new WeakMap<SectionUse, Queue | null>();

/**
 * The queue that a `<domain>` block is the most specific one for, or counts first for: of the first such domain that it
 * names, in the VMTA or pool around it; of a global block as the global blocks alone make it. Null where the
 * block decides for no queue, or its name is not known.
 */
export function namedQueueOf(model: Model, block: SectionUse): Queue | null {
  return getOrMake(known, block, () => findNamedQueue(model, block));
}

const memberOf = new WeakMap<SectionUse, string | null>();

/** A member of a pool that shows what the pool's blocks say: one without blocks of its own if there is any. */
function memberFor({ vmtas }: Model, pool: SectionUse): string | null {
  return getOrMake(memberOf, pool, () => {
    // A member that no section defines takes no mail.
    const members = vmtas.membersOf(pool.argument ?? '').filter((vmta) => vmtas.vmta(vmta).length > 0);
    return members.find((vmta) => vmtas.scopesOf(vmta).vmta === null) ?? members[0] ?? null;
  });
}

function findNamedQueue(model: Model, block: SectionUse): Queue | null {
  const { parent } = block;
  const names = model.macros.expand(block.argument ?? '').names.slice(0, MOST_TRIED);
  const queues = providerQueuesOf(model);
  for (const name of names) {
    const domain = domainFor(readDomainPattern(name, false));
    if (domain === null) continue;
    let queue: Queue;
    if (parent === model.root) queue = queues.globalQueue(domain);
    else if (parent?.kind === 'virtual-mta') queue = model.queue(domain, parent.argument);
    else if (parent?.kind === 'virtual-mta-pool') {
      queue = model.queue(domain, memberFor(model, parent));
    } else return null;
    if (mostSpecificBlock(queue) === block || queue.block === block) return queue;
  }
  return null;
}

/** Whether mail can go through the VMTA or pool around a block; in a part of a configuration through any. */
export function isSelected(model: Model, block: SectionUse): boolean {
  const { parent } = block;
  if (parent === null || parent === model.root || !model.knows('files')) return true;
  const vmtas =
    parent.kind === 'virtual-mta-pool'
      ? model.vmtas.membersOf(parent.argument ?? '')
      : [parent.argument ?? ''];
  return vmtas.some((vmta) => vmta === '{default}' || model.selection.vmtas.has(vmta.toLowerCase()));
}

/** Whether mail for the queue's domain waits in another queue, or is not sent by SMTP. */
export function isRouted(model: Model, queue: Queue): boolean {
  if ((queue.value('queue-to') ?? '') !== '' || queue.type !== 'smtp') return true;
  // Only a provider's domains are taken to be in a rollup.
  if (providerOfDomain(queue.domain) === undefined) return false;
  return model.queueOf(queue.domain, queue.vmta).rollup !== null;
}
