import { destinationOf, providerQueuesOf } from '../../kit.ts';
import type { DomainLine, Model, Queue, SectionUse } from '../../kit.ts';

/*
 * Where mail is delivered to.
 */

/** Whether the mail of a block's queues is delivered by SMTP, to hosts of others or of the sender. */
export function deliversBySmtp(model: Model, block: SectionUse): boolean {
  return ['others', 'own-hosts'].includes(destinationOf(model, block));
}

/** Whether mail of a line's blocks goes to hosts of others. */
export function reachesOthers(model: Model, { blocks }: DomainLine): boolean {
  return blocks.some((block) => destinationOf(model, block) === 'others');
}

/** Whether a queue delivers its mail somewhere without a look-up of its name. A second queue-to may help it on. */
export function hasDestination(queue: Queue): boolean {
  return queue.type !== 'smtp' || ['smtp-hosts', 'queue-to'].some((way) => (queue.value(way) ?? '') !== '');
}

/**
 * Whether there is a VMTA through which a queue has no destination.
 *
 * @param isMovedThere Whether mail of a VMTA (null for {default}) is moved to the queue.
 */
export function hasNoDestination(
  model: Model,
  name: string,
  isMovedThere: (vmta: string | null) => boolean = () => true,
): boolean {
  const queues = providerQueuesOf(model);
  if (hasDestination(queues.globalQueue(name))) return false;
  return queues.groups.some(
    ({ vmtas: [vmta = null] }) => isMovedThere(vmta) && !hasDestination(model.queue(name, vmta)),
  );
}
