import { closest, nearest } from '../catalog/nearest.ts';
import { UsageError } from '../base/usage-error.ts';
import { listOf } from '../engine/message.ts';
import type { Model, QueueOfDomain } from '../model/model.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';

/** The queue that a call is about; `vmta` is null for {default}. */
export interface RequestedQueue {
  readonly domain: string;
  readonly vmta: string | null;
  readonly found: QueueOfDomain;
  readonly model: Model;
}

/** A queue as a call names it; the domain is in lower case, `vmta` undefined where none is named. */
export interface NamedQueue {
  readonly domain: string;
  readonly vmta: string | undefined;
}

/**
 * Reads `DOMAIN` or `DOMAIN/VMTA`. `vmta` is a VMTA that the call names apart. Throws a UsageError for what is not a
 * domain, and for two VMTAs.
 */
export function readQueueName(given: string, vmta: string | undefined): NamedQueue {
  if (given.includes('@')) {
    const domain = given.slice(given.lastIndexOf('@') + 1);
    throw new UsageError(`'${given}' is an address: give its domain, '${domain}'`);
  }
  const [, domain = '', own] = /^([^/]*)(?:\/(.*))?$/s.exec(given) ?? [];
  if (own === '' || !/^[^\s*/[\]<>"$,?.\p{Cc}]+(?:\.[^\s*/[\]<>"$,?.\p{Cc}]+)*\.?$/u.test(domain)) {
    throw new UsageError(
      `'${given}' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`,
    );
  }
  if (own !== undefined && vmta !== undefined && own.toLowerCase() !== vmta.toLowerCase())
    throw new UsageError(`'${given}' and the VMTA '${vmta}' are two queues: give one of them`);
  return { domain: domain.toLowerCase().replace(/\.$/, ''), vmta: own ?? vmta };
}

/** The VMTA's name as the configuration writes it; null for {default}. Throws a UsageError for a pool or an unknown name. */
export function checkVmta(name: string | undefined, model: Model): string | null {
  if (name === undefined || name.toLowerCase() === DEFAULT_VMTA) return null;
  const section = model.vmtas.vmta(name)[0];
  if (section !== undefined) return section.argument;
  if (model.vmtas.pool(name).length > 0) {
    const members = model.vmtas.membersOf(name).join(', ');
    throw new UsageError(
      `'${name}' is a pool, and queues belong to VMTAs: give one of its members (${members === '' ? 'it has none' : members})`,
    );
  }
  const names = model.sectionsOf('virtual-mta').flatMap((vmta) => vmta.argument ?? []);
  const near = nearest(name, names);
  const others = near === undefined ? closest(name, names, 3) : [near];
  const hint =
    others.length > 0
      ? `did you mean ${others.map((one) => `'${one}'`).join(' or ')}?`
      : names.length === 0
        ? 'the configuration defines none'
        : `there ${names.length === 1 ? 'is' : 'are'} ${listOf(names)}`;
  throw new UsageError(`no VMTA is named '${name}'; ${hint}`);
}

/** The queue that a call names. Throws a UsageError for a VMTA that is not one. */
export function queueOf({ domain, vmta: name }: NamedQueue, model: Model): RequestedQueue {
  const vmta = checkVmta(name, model);
  return { domain, vmta, found: model.queueOf(domain, vmta), model };
}
