import {
  foldName,
  type Model,
  type Provider,
  type Queue,
  type SectionUse,
  type VmtaGroup,
} from '../../kit.ts';
import { parseRange, containsRange, type CidrRange } from '../../../src/catalog/values/address.ts';
import { providerOfMx } from '../../../src/catalog/providers.ts';
import { limitedQueues } from '../../../src/model/queues/provider-limits.ts';
import { sourceAddressesOf } from '../../../src/model/queues/source-addresses.ts';

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
  /** By the name that is written. */
  readonly directive: string;
  readonly limit: number;
  /** The domain of the queue that it is a limit of; null for one of a VMTA or pool, or of the server. */
  readonly domain: string | null;
}

/** The connections to one provider that leave from one address at once. */
export interface AddressLoad {
  /** As written, an address or a range; empty for the one that the machine chooses. */
  readonly address: string;
  /** Of each address of a range; whole, and no more than the limits of VMTAs, of the address and of the server let through. */
  readonly connections: number;
  readonly contributions: readonly Contribution[];
  /** Such limits that lower the sum. */
  readonly caps: readonly Cap[];
}

/** Connections as a number, `Infinity` for no limit; 0 for what says nothing. */
function limitIn(value: string | null | undefined): number {
  if (value == null) return Number.POSITIVE_INFINITY;
  if (/^unlimited$/i.test(value)) return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(value) ? Number(value) : 0;
}

/** The lowest limit that a line in one of some sections gives; a `0` is left alone, for it is not said what it means. */
function lowest(sections: readonly SectionUse[], directive: string): number {
  const limits = sections
    .flatMap((section) => section.named(directive))
    .map((use) => limitIn(use.plainValue));
  return Math.min(...limits.filter((limit) => limit > 0));
}

/** The limit of a VMTA over all its queues, by itself or by a pool. */
function limitOfVmta({ vmtas }: Model, vmta: string | null): number {
  const name = vmta ?? '{default}';
  const pools = vmtas.poolsOf(name).flatMap((pool) => vmtas.pool(pool));
  return lowest([...vmtas.vmta(name), ...pools], 'max-smtp-out');
}

/** VMTAs that send from the same addresses and have the same limit over all their queues. */
interface Senders {
  /** As written; one empty text for the address that the machine chooses. */
  readonly addresses: readonly string[];
  /** How many addresses these are, of ranges too. */
  readonly number: number;
  readonly limit: number;
  vmtas: number;
}

/** How many addresses some texts stand for; null where one cannot be read. */
function numberOf(addresses: readonly string[]): number | null {
  let number = 0;
  for (const address of addresses) {
    const range = parseRange(address);
    if (range === undefined) return null;
    number += Number(range.last - range.first) + 1;
  }
  return number;
}

const senders = new WeakMap<VmtaGroup, readonly Senders[]>();

/** From where the VMTAs of a view send. Those whose addresses cannot be counted are left out. */
function sendersOf(model: Model, view: VmtaGroup): readonly Senders[] {
  const known = senders.get(view);
  if (known !== undefined) return known;
  const byKey = new Map<string, Senders>();
  let ofTop: readonly string[] | undefined;
  for (const vmta of view.vmtas) {
    const name = vmta === null ? null : foldName(vmta);
    const hasOwn = model.vmtas
      .vmta(name ?? '{default}')
      .some((section) => section.named('smtp-source-host').length > 0);
    const addresses = hasOwn
      ? [...sourceAddressesOf(model, name)]
      : (ofTop ??= [...sourceAddressesOf(model, name)]);
    const limit = limitOfVmta(model, vmta);
    const key = hasOwn ? `${addresses.join(' ')} ${limit}` : `${limit}`;
    const same = byKey.get(key);
    if (same !== undefined) same.vmtas++;
    else {
      const number = numberOf(addresses);
      if (number === null) continue;
      byKey.set(
        key,
        addresses.length === 0
          ? { addresses: [''], number: 1, limit, vmtas: 1 }
          : { addresses, number, limit, vmtas: 1 },
      );
    }
  }
  const found = [...byKey.values()];
  senders.set(view, found);
  return found;
}

/** The lowest limit that a queue has for connections from one address. */
function capForAddress(queue: Queue, range: CidrRange | undefined): Cap {
  const domain = queue.domain;
  const old = limitIn(queue.written('max-smtp-out-per-source-ip'));
  const limits = queue.setting('source-ip-max-smtp-out').uses.map((use): Cap => {
    const [cidr = '', limit] = (use.plainValue ?? '').split(/\s+/);
    const covered = parseRange(cidr);
    const holds = covered === undefined || range === undefined || containsRange(covered, range);
    return {
      directive: 'source-ip-max-smtp-out',
      limit: holds ? limitIn(limit) : Number.POSITIVE_INFINITY,
      domain,
    };
  });
  return [...limits, { directive: 'max-smtp-out-per-source-ip', limit: old, domain }]
    .filter(({ limit }) => limit > 0)
    .reduce((least, cap) => (cap.limit < least.limit ? cap : least), {
      directive: '',
      limit: Number.POSITIVE_INFINITY,
      domain,
    });
}

/** Whether a limit for connections by mail exchanger or destination may hold for a provider: then no sum is certain. */
function isLimitedElsewhere(model: Model, provider: Provider): boolean {
  if (model.named('ip-connection-limit').length > 0) return true;
  return model.named('mx-connection-limit').some((use) => {
    const [pattern = ''] = (use.plainValue ?? '').toLowerCase().split(/\s+/);
    const host = pattern.replace(/^(?:\*\.|\[\*\.\])/, 'mx.');
    return pattern === '*' || providerOfMx(host)?.id === provider.id;
  });
}

/** A queue and its connections. */
interface Limit {
  readonly queue: Queue;
  readonly domains: number;
  readonly connections: number;
}

/** A sum for one address under way. */
interface Tally {
  readonly byQueue: Map<string, { readonly queue: Queue; connections: number }>;
  readonly contributions: Map<string, Contribution>;
  /** By what tells one from another. */
  readonly caps: Map<string, Cap>;
}

function newTally(): Tally {
  return { byQueue: new Map(), contributions: new Map(), caps: new Map() };
}

function addCap(tally: Tally, cap: Cap): void {
  tally.caps.set(`${cap.directive} ${cap.limit} ${cap.domain}`, cap);
}

function add(tally: Tally, limit: Limit, { vmtas, number }: Senders, scale: number): void {
  const { queue, connections } = limit;
  const sum = tally.byQueue.get(queue.domain) ?? { queue, connections: 0 };
  sum.connections += connections * vmtas * scale;
  tally.byQueue.set(queue.domain, sum);
  const key = `${queue.domain} ${connections} ${number}`;
  const known = tally.contributions.get(key);
  if (known !== undefined) known.vmtas += vmtas;
  else tally.contributions.set(key, { ...limit, vmtas, addresses: number });
}

/**
 * The queues of a provider in some VMTAs that blocks name: those that a block with a macro stands for are one, and so are
 * those that another queue takes. With how many domains have such a queue.
 */
function namedQueues(
  model: Model,
  provider: Provider,
  isChosen: boolean,
): Map<VmtaGroup, Map<Queue, number>> {
  const byView = new Map<VmtaGroup, Map<Queue, number>>();
  for (const { routedBy, group, queue, domains } of limitedQueues(model, provider, isChosen)) {
    if (routedBy === 'default') continue;
    const known = byView.get(group) ?? new Map<Queue, number>();
    byView.set(group, known);
    known.set(queue, domains.includes(queue.domain) ? domains.length : 1);
  }
  return byView;
}

/**
 * The connections to a provider that can leave from each source address at once: those of all queues that blocks name,
 * in all VMTAs that send from the address. Empty where limits stand that no sum can respect.
 *
 * @param isChosen Whether the provider must have a block.
 */
export function addressLoads(model: Model, provider: Provider, isChosen: boolean): AddressLoad[] {
  if (isLimitedElsewhere(model, provider)) return [];
  const tallies = new Map<string, Tally>();
  for (const [view, queues] of namedQueues(model, provider, isChosen)) {
    const limits = [...queues].flatMap(([queue, domains]): Limit[] => {
      const connections = limitIn(queue.value('max-smtp-out'));
      return connections > 0 ? [{ queue, domains, connections }] : [];
    });
    const wanted = limits.reduce((sum, { connections }) => sum + connections, 0);
    for (const sender of sendersOf(model, view)) {
      const scale = Math.min(1, sender.limit / wanted) / sender.number;
      for (const address of sender.addresses) {
        const tally = tallies.get(address) ?? newTally();
        tallies.set(address, tally);
        if (sender.limit < wanted)
          addCap(tally, { directive: 'max-smtp-out', limit: sender.limit, domain: null });
        for (const limit of limits) add(tally, limit, sender, scale);
      }
    }
  }
  const ofServer = lowest([model.root], 'total-max-smtp-out');
  return [...tallies].map(([address, tally]) => {
    const range = parseRange(address);
    let sum = 0;
    for (const { queue, connections } of tally.byQueue.values()) {
      const cap = capForAddress(queue, range);
      if (cap.limit < connections) addCap(tally, cap);
      sum += Math.min(cap.limit, connections);
    }
    if (ofServer < sum) addCap(tally, { directive: 'total-max-smtp-out', limit: ofServer, domain: null });
    return {
      address,
      connections: Math.floor(Math.min(sum, ofServer)),
      contributions: [...tally.contributions.values()],
      caps: [...tally.caps.values()],
    };
  });
}
