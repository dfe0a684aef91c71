import { providerOfMx } from '../../../src/catalog/providers.ts';
import { type CidrRange, containsRange, parseRange } from '../../../src/catalog/values/address.ts';
import { limitedQueues } from '../../../src/model/queues/provider-limits.ts';
import type { ProviderQueue } from '../../../src/model/queues/provider-queues.ts';
import { sourceAddressesOf } from '../../../src/model/queues/source-addresses.ts';
import {
  connectionsIn,
  DEFAULT_VMTA,
  getOrMake,
  groupBy,
  type Model,
  type Provider,
  type Queue,
  type SectionUse,
  type VmtaGroup,
} from '../../kit.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;

/** What one queue, in VMTAs in which it has the same limit, adds to the connections of an address. */
export interface Contribution {
  readonly queue: Queue;
  /** How many domains of the provider have a queue of their own with these settings. */
  readonly domains: number;
  /** Of the queue in one VMTA. */
  readonly connections: number;
  /** How many VMTAs send it from the address. */
  vmtas: number;
  /** Over how many addresses each of these VMTAs spreads its connections. */
  readonly addresses: number;
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
function limitIn(value: string | null | undefined): number {
  return value == null ? UNLIMITED : (connectionsIn(value) ?? 0);
}

/** The lowest limit that a line in one of some sections sets. A `0` is left out: its meaning is not documented. */
function lowest(sections: readonly SectionUse[], directive: string): number {
  const limits = sections
    .flatMap((section) => section.named(directive))
    .map((use) => limitIn(use.plainValue));
  return Math.min(...limits.filter((limit) => limit > 0));
}

/** VMTAs that send from the same addresses and have the same limit over all their queues. */
export interface Senders {
  /** As written; one empty text for the address that the machine chooses. */
  readonly addresses: readonly string[];
  /** How many addresses these are, with those in ranges. */
  readonly number: number;
  /** Of the VMTA or of a pool. */
  readonly limit: number;
  vmtas: number;
}

/** The addresses of a VMTA, and how many they are; null where one cannot be read. */
function sourcesOf(
  model: Model,
  vmta: string | null,
): Pick<Senders, 'addresses'> & { number: number | null } {
  const addresses = [...sourceAddressesOf(model, vmta)];
  if (addresses.length === 0) return { addresses: [''], number: 1 };
  const ranges = addresses.flatMap((address) => parseRange(address) ?? []);
  if (ranges.length < addresses.length) return { addresses, number: null };
  const number = ranges.reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0);
  return { addresses, number };
}

/** From which addresses the VMTAs of a view send. VMTAs whose addresses cannot be counted are left out. */
export function sendersIn(model: Model, view: VmtaGroup): readonly Senders[] {
  const { vmtas } = model;
  const byKey = new Map<string, Senders>();
  let shared: ReturnType<typeof sourcesOf> | undefined;
  for (const vmta of view.vmtas) {
    const name = vmta ?? DEFAULT_VMTA;
    const sections = vmtas.vmta(name);
    const hasOwn = sections.some((section) => section.named('smtp-source-host').length > 0);
    const { addresses, number } = hasOwn ? sourcesOf(model, vmta) : (shared ??= sourcesOf(model, vmta));
    if (number === null) continue;
    const pools = vmtas.poolsOf(name).flatMap((pool) => vmtas.pool(pool));
    const limit = lowest([...sections, ...pools], 'max-smtp-out');
    const key = hasOwn ? `${addresses.join(' ')} ${limit}` : `${limit}`;
    getOrMake(byKey, key, (): Senders => ({ addresses, number, limit, vmtas: 0 })).vmtas++;
  }
  return [...byKey.values()];
}

/** The lowest limit that a queue has for connections from one address; null for none. */
function capForAddress(queue: Queue, range: CidrRange | undefined): Cap | null {
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
  return least ?? null;
}

/** Whether a limit for connections by mail exchanger or destination may apply to a provider: then no sum is certain. */
function isLimitedElsewhere(model: Model, provider: Provider): boolean {
  if (model.named('ip-connection-limit').length > 0) return true;
  return model.named('mx-connection-limit').some((use) => {
    const [pattern = ''] = (use.plainValue ?? '').toLowerCase().split(/\s+/);
    const host = pattern.replace(/^(?:\*\.|\[\*\.\])/, 'mx.');
    return pattern === '*' || providerOfMx(host)?.id === provider.id;
  });
}

/** A queue and its connections. */
type Limit = Pick<Contribution, 'queue' | 'domains' | 'connections'>;

function limitOf({ queue, domains }: ProviderQueue): Limit {
  const connections = limitIn(queue.value('max-smtp-out'));
  return { queue, domains: domains.includes(queue.domain) ? domains.length : 1, connections };
}

/** The sum for one address. */
class Tally {
  readonly #byQueue = new Map<string, { readonly queue: Queue; connections: number }>();
  readonly #contributions = new Map<string, Contribution>();
  readonly #caps = new Map<string, Cap>();

  addCap(cap: Cap): void {
    this.#caps.set(`${cap.directive} ${cap.limit} ${cap.domain}`, cap);
  }

  /** @param scale The share of a VMTA's connections that the address has. */
  add(limit: Limit, { vmtas, number }: Senders, scale: number): void {
    const { queue, connections } = limit;
    getOrMake(this.#byQueue, queue.domain, () => ({ queue, connections: 0 })).connections +=
      connections * vmtas * scale;
    const key = `${queue.domain} ${connections} ${number}`;
    getOrMake(this.#contributions, key, () => ({ ...limit, vmtas: 0, addresses: number })).vmtas += vmtas;
  }

  /** @param ofServer The limit of the server over all connections. */
  load(address: string, ofServer: number): AddressLoad {
    const range = parseRange(address);
    let sum = 0;
    for (const { queue, connections } of this.#byQueue.values()) {
      const cap = capForAddress(queue, range);
      if (cap !== null && cap.limit < connections) this.addCap(cap);
      sum += Math.min(cap?.limit ?? UNLIMITED, connections);
    }
    if (ofServer < sum) this.addCap({ directive: 'total-max-smtp-out', limit: ofServer, domain: null });
    const sizeOf = ({ connections, vmtas, addresses }: Contribution): number =>
      (connections * vmtas) / addresses;
    return {
      address,
      connections: Math.floor(Math.min(sum, ofServer)),
      contributions: [...this.#contributions.values()].sort((a, b) => sizeOf(b) - sizeOf(a)),
      caps: [...this.#caps.values()],
    };
  }
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
  sendersOf: (view: VmtaGroup) => readonly Senders[],
): AddressLoad[] {
  if (isLimitedElsewhere(model, provider)) return [];
  const tallies = new Map<string, Tally>();
  const named = limitedQueues(model, provider, isChosen).filter(({ routedBy }) => routedBy !== 'default');
  for (const [view, ofView] of groupBy(named, (one) => one.group)) {
    // By queue: several domains may have their mail in one.
    const byQueue = new Map(ofView.map((one) => [one.queue, limitOf(one)]));
    const limits = [...byQueue.values()].filter(({ connections }) => connections > 0);
    const wanted = limits.reduce((sum, { connections }) => sum + connections, 0);
    for (const senders of sendersOf(view)) {
      const { limit: ofVmta, number, addresses } = senders;
      for (const address of addresses) {
        const tally = getOrMake(tallies, address, () => new Tally());
        if (ofVmta < wanted) tally.addCap({ directive: 'max-smtp-out', limit: ofVmta, domain: null });
        for (const limit of limits) tally.add(limit, senders, Math.min(1, ofVmta / wanted) / number);
      }
    }
  }
  const ofServer = lowest([model.root], 'total-max-smtp-out');
  return [...tallies].map(([address, tally]) => tally.load(address, ofServer));
}
