import type { SectionUse } from './content.ts';
import { readDomainPattern, type DomainPattern } from './domain-index.ts';
import type { Model } from './model.ts';
import { mostSpecificBlocks, providerQueuesOf } from './provider-queues.ts';
import type { Queue } from './queue.ts';

/** A domain that a pattern stands for; null where it is an address. */
function domainFor({ kind, domain }: DomainPattern): string | null {
  if (kind === 'literal-address') return null;
  if (kind === 'all') return 'name.invalid';
  return kind === 'proper' ? `any.${domain}` : domain;
}

/** How many names of a macro are tried: nearly always the first one will do. */
const MOST_TRIED = 50;

/**
 * The queue that a `<domain>` block is the most specific one for, or counts first for: of the first such domain that it
 * names, in the VMTA or pool around it; of a global block as the global blocks alone make it. Null where the
 * block decides for no queue, or its name is not known.
 */
export function namedQueueOf(model: Model, block: SectionUse): Queue | null {
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
      // A member that no section defines takes no mail.
      const members = model.vmtas
        .membersOf(parent.argument ?? '')
        .filter((vmta) => model.vmtas.vmta(vmta).length > 0);
      const plain = members.find((vmta) => model.vmtas.scopesOf(vmta).vmta === null);
      queue = model.queue(domain, plain ?? members[0] ?? null);
    } else return null;
    if (mostSpecificBlocks(queue)[0] === block || queue.block === block) return queue;
  }
  return null;
}
