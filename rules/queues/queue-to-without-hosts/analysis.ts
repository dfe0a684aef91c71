import {
  findDirective,
  hasPlaceholder,
  memoize,
  namedQueueOf,
  parseValue,
  providerOfDomain,
  readDomainPattern,
} from '../../kit.ts';
import type { DomainLine, Model, SectionUse } from '../../kit.ts';
import { cannotBeInDns } from '../../../src/model/queues/queue-names.ts';
import { rollupLinesOf } from '../../../src/model/scopes/rollups.ts';
import { hasDestination, hasNoDestination } from '../_shared/delivery.ts';

/** Whether a block's `queue-to` leads to a queue without a destination, in a VMTA in which it is in effect. */
function hasNoHosts(model: Model, block: SectionUse, { use, value }: DomainLine): boolean {
  const queue = namedQueueOf(model, block);
  if (queue === null || queue.use('queue-to')?.line !== use.line) return false;
  if (block.parent !== model.root) return !hasDestination(model.queue(value, queue.vmta));
  // A VMTA may have a block of its own for either queue.
  return hasNoDestination(
    model,
    value,
    (vmta) => model.queue(queue.domain, vmta).use('queue-to')?.line === use.line,
  );
}

/** The queues that lists of rollups name, in lower case. */
const rollupQueues = memoize((model: Model) => {
  const lines = model.sectionsOf('mx-rollup-list').flatMap(rollupLinesOf);
  return new Set(lines.map(({ queue }) => queue));
});

/**
 * Whether mail that a line `queue-to` moves has nowhere to go: the queue's name is not in the DNS, not a rollup and not
 * a queue of PowerMTA itself, and it has no hosts. For whole configurations only.
 */
export function isDeadEnd(model: Model, line: DomainLine): boolean {
  const { value, blocks } = line;
  if (value === '' || value.startsWith('{') || hasPlaceholder(value) || !cannotBeInDns(value)) return false;
  // The hosts of a rollup are its mail exchangers.
  if (rollupQueues(model).has(value.toLowerCase())) return false;
  return blocks.some((block) => hasNoHosts(model, block, line));
}

/** The hosts of an `smtp-hosts` value, without IPs and look-ups; empty where it cannot be read. */
function hostsOf(value: string) {
  const facts = findDirective('smtp-hosts');
  const result = facts === undefined || value === '' ? undefined : parseValue(facts, 'domain', value);
  return result?.ok === true && result.value.kind === 'hosts'
    ? result.value.levels.flat().filter(({ kind }) => kind === 'host')
    : [];
}

/** The domains that a line's blocks are for, without wildcards below them. */
function ownDomains(model: Model, { value, blocks }: DomainLine): ReadonlySet<string> {
  if (hasPlaceholder(value)) return new Set();
  const names = new Set(blocks.flatMap(({ argument }) => model.macros.expand(argument ?? '').names));
  const patterns = [...names].map((name) => readDomainPattern(name, false));
  return new Set(
    patterns.flatMap(({ kind, domain }) => (kind === 'name' || kind === 'whole' ? [domain] : [])),
  );
}

/** Names of hosts in `smtp-hosts` that are domains of mailboxes: a provider's, or the block's own. */
export function bareDomains(model: Model, line: DomainLine): string[] {
  const hosts = hostsOf(line.value);
  if (hosts.length === 0) return [];
  const own = ownDomains(model, line);
  return hosts
    .filter(
      // A port is written for a host that is known to listen there.
      ({ name, port }) => providerOfDomain(name) !== undefined || (own.has(name) && port === undefined),
    )
    .map(({ name }) => name);
}
