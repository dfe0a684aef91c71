import { providerOfMx } from '../../../src/catalog/providers.ts';
import { type CidrRange, containsRange, parseRange } from '../../../src/catalog/values/address.ts';
import { limitedQueues } from '../../../src/model/queues/provider-limits.ts';
import { sourceAddressesOf } from '../../../src/model/queues/source-addresses.ts';
import { connectionsIn, DEFAULT_VMTA, getOrMake, groupBy } from '../../kit.ts';
import type { Model, Provider, Queue, SectionUse, VmtaGroup } from '../../kit.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;

/** What one queue, in VMTAs in which it has the same limit, adds to the connections of an address. */
export interface Contribution {
  readonly queue: Queue;
  /** How many domains of the provider have a queue of their own with these settings. */
  readonly domains: number;
  /** Of the queue in one VMTA. */
  readonly connections: number;
  /** How many VMTAs send it from the address. */
  readonly vmtas: number;
  /** Over how many addresses each of these VMTAs spreads its connections. */
  readonly addresses: number;
}

/** A contribution before those of the same queue are put together. */
interface Part extends Contribution {
  /** The connections of all its VMTAs that leave from one address, within the limits of VMTAs. */
  readonly share: number;
}

/** A limit over several queues or VMTAs that lowers a sum. */
export interface Cap {
  /** As it is written, also under a former name. */
  readonly directive: string;
  readonly limit: number;
  /** The domain of the queue that it limits; null for a limit of a VMTA or pool, or of the server. */
  readonly domain: string | null;
}

/** The connections to one provider that leave from one address at once. */
export interface AddressLoad {
  /** As written, an address or a range; empty for the one that the machine chooses. */
  readonly address: string;
  /** Of each address of a range; whole, and no more than the caps allow. */
  readonly connections: number;
  /** The largest first. */
  readonly contributions: readonly Contribution[];
  readonly caps: readonly Cap[];
}

/** Connections as a number, `Infinity` for no limit; 0 for a value without a known meaning. */
function limitIn(value: string | null | undefined) {
  return value == null ? UNLIMITED : (connectionsIn(value) ?? 0);
}

/** The lowest limit that a line in one of some sections sets. Skips `0`, whose meaning is not documented. */
function lowest(sections: readonly SectionUse[], directive: string) {
  const uses = sections.flatMap((section) => section.named(directive));
  const limits = uses.map((use) => limitIn(use.plainValue));
  return Math.min(...limits.filter((limit) => limit > 0));
}

/** The addresses of a VMTA, and how many they are; null where one cannot be read. */
function sourcesOf(model: Model, vmta: string | null) {
  const addresses = [...sourceAddressesOf(model, vmta)];
  if (addresses.length === 0) return { addresses: [''], number: 1 };
  const ranges = addresses.flatMap((address) => parseRange(address) ?? []);
  if (ranges.length < addresses.length) return null;
  return { addresses, number: ranges.reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0) };
}

/**
 * From which addresses the VMTAs of a group send; VMTAs with the same addresses and the same limit over all their queues
 * are one item. Skips VMTAs whose addresses cannot be counted.
 */
export function sendersIn(model: Model, group: VmtaGroup) {
  const { vmtas } = model;
  const senders = group.vmtas.flatMap((vmta) => {
    const name = vmta ?? DEFAULT_VMTA;
    const pools = vmtas.poolsOf(name).flatMap((pool) => vmtas.pool(pool));
    const limit = lowest([...vmtas.vmta(name), ...pools], 'max-smtp-out');
    const sources = sourcesOf(model, vmta);
    return sources === null ? [] : { ...sources, limit };
  });
  const alike = groupBy(senders, ({ addresses, limit }) => `${addresses.join(' ')} ${limit}`);
  return [...alike.values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({ ...one, vmtas: same.length })),
  );
}

/** The lowest limit that a queue has for connections from one address; undefined for none. */
function capForAddress(queue: Queue, range: CidrRange | undefined) {
  const { domain } = queue;
  const caps = queue.setting('source-ip-max-smtp-out').uses.flatMap((use): Cap[] => {
    const [cidr = '', limit] = (use.plainValue ?? '').split(/\s+/);
    const covered = parseRange(cidr);
    const applies = covered === undefined || range === undefined || containsRange(covered, range);
    return applies ? [{ directive: 'source-ip-max-smtp-out', limit: limitIn(limit), domain }] : [];
  });
  const former = 'max-smtp-out-per-source-ip';
  caps.push({ directive: former, limit: limitIn(queue.written(former)), domain });
  const [least] = caps.filter(({ limit }) => limit > 0).toSorted((a, b) => a.limit - b.limit);
  return least;
}

/** Whether a limit for connections by mail exchanger or destination may apply to a provider: then no sum is certain. */
function isLimitedElsewhere(model: Model, provider: Provider) {
  if (model.named('ip-connection-limit').length > 0) return true;
  return model.named('mx-connection-limit').some((use) => {
    const [pattern = ''] = (use.plainValue ?? '').toLowerCase().split(/\s+/);
    const host = pattern.replace(/^(?:\*\.|\[\*\.\])/, 'mx.');
    return pattern === '*' || providerOfMx(host)?.id === provider.id;
  });
}

/** The sum of an address, which caps of its queues and the server's limit lower. */
function loadOf(
  address: string,
  parts: readonly Part[],
  capsOfVmtas: readonly Cap[],
  ofServer: number,
): AddressLoad {
  const range = parseRange(address);
  const caps = [...capsOfVmtas];
  let sum = 0;
  for (const same of groupBy(parts, ({ queue }) => queue.domain).values()) {
    const connections = same.reduce((total, { share }) => total + share, 0);
    const cap = same[0] && capForAddress(same[0].queue, range);
    if (cap !== undefined && cap.limit < connections) caps.push(cap);
    sum += Math.min(cap?.limit ?? UNLIMITED, connections);
  }
  if (ofServer < sum) caps.push({ directive: 'total-max-smtp-out', limit: ofServer, domain: null });
  const alike = groupBy(
    parts,
    ({ queue, ...part }) => `${queue.domain} ${part.connections} ${part.addresses}`,
  );
  const contributions = [...alike.values()].flatMap((same) => {
    const vmtas = same.reduce((total, part) => total + part.vmtas, 0);
    return same.slice(0, 1).map((first) => ({ ...first, vmtas }));
  });
  const sizeOf = ({ connections, vmtas, addresses }: Contribution) => (connections * vmtas) / addresses;
  return {
    address,
    connections: Math.floor(Math.min(sum, ofServer)),
    contributions: contributions.sort((a, b) => sizeOf(b) - sizeOf(a)),
    caps: [...new Map(caps.map((cap) => [`${cap.directive} ${cap.limit} ${cap.domain}`, cap])).values()],
  };
}

/**
 * The connections to a provider that can leave from each source address at once: those of all queues that blocks name,
 * in all VMTAs that send from the address. Empty where the configuration has limits that no sum can consider.
 *
 * @param isChosen Whether the provider must have a block.
 */
export function addressLoads(
  model: Model,
  provider: Provider,
  isChosen: boolean,
  sendersOf: (group: VmtaGroup) => ReturnType<typeof sendersIn>,
): AddressLoad[] {
  if (isLimitedElsewhere(model, provider)) return [];
  const byAddress = new Map<string, { readonly parts: Part[]; readonly caps: Cap[] }>();
  const named = limitedQueues(model, provider, isChosen).filter(({ routedBy }) => routedBy !== 'default');
  for (const [group, ofGroup] of groupBy(named, ({ group }) => group)) {
    // By queue: several domains may have their mail in one.
    const byQueue = new Map(ofGroup.map((one) => [one.queue, one.domains]));
    const queues = [...byQueue].flatMap(([queue, domains]) => {
      const connections = limitIn(queue.value('max-smtp-out'));
      return connections > 0
        ? { queue, domains: domains.includes(queue.domain) ? domains.length : 1, connections }
        : [];
    });
    const wanted = queues.reduce((sum, { connections }) => sum + connections, 0);
    for (const { limit, number, addresses, vmtas } of sendersOf(group)) {
      const scale = Math.min(1, limit / wanted) / number;
      for (const address of addresses) {
        const { parts, caps } = getOrMake(byAddress, address, () => ({ parts: [], caps: [] }));
        if (limit < wanted) caps.push({ directive: 'max-smtp-out', limit, domain: null });
        for (const queue of queues)
          parts.push({ ...queue, vmtas, addresses: number, share: queue.connections * vmtas * scale });
      }
    }
  }
  const ofServer = lowest([model.root], 'total-max-smtp-out');
  return [...byAddress].map(([address, { parts, caps }]) => loadOf(address, parts, caps, ofServer));
}
