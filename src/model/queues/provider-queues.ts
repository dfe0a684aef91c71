import { getOrMake, groupBy, memoize } from '../../base/collections.ts';
import {
  domainsOf,
  findProvider,
  providerOfDomain,
  providerOfMx,
  providers,
  type Provider,
} from '../../catalog/providers.ts';
import type { SectionUse } from '../source/content.ts';
import { readDomainPattern, type DomainIndex } from '../scopes/domain-index.ts';
import type { Model } from '../model.ts';
import { Queue } from '../scopes/queue.ts';
import { providersRolledUp, providerTaken } from '../scopes/rollups.ts';
import { cannotBeInDns, forwardedQueues } from './queue-names.ts';
import { isNamedByTag } from './reach.ts';
import { unselectedGroupsOf, vmtaGroupsOf, type VmtaGroup } from './vmta-groups.ts';

export type { VmtaGroup } from './vmta-groups.ts';

/** What takes the mail of a domain: a block for it, a queue-to, a rollup, or only `<domain *>` or nothing. */
export type RoutedBy = 'block' | 'queue-to' | 'rollup' | 'default';

/** A queue of a provider: all its domains that share their settings, in all VMTAs that share theirs. */
export interface ProviderQueue {
  readonly provider: Provider;
  /** Of the first of the domains (or the queue that takes it) in the first of the VMTAs. */
  readonly queue: Queue;
  /** The provider's recipient domains in it; empty for a queue that is known by its hosts alone. */
  readonly domains: readonly string[];
  readonly group: VmtaGroup;
  readonly routedBy: RoutedBy;
  /** Whether mail goes to a host of someone else, or may wait in a rollup that takes some of the provider's MX hosts. */
  readonly isRelayed: boolean;
}

/** Whether a rollup without any block takes the mail. Another rule reports that, where all blocks are known. */
export function isRollupWithoutBlock(model: Model, { routedBy, queue }: ProviderQueue): boolean {
  return routedBy === 'rollup' && model.knows('blocks') && !isNamedByTag(model, queue.domain);
}

/** Represents the blocks of all domains that no tag names, which are the same. */
const NOT_NAMED: readonly { readonly blocks: readonly SectionUse[] }[] = [];

/** A domain that no block can name: its queue has the settings of all domains without a block. */
const UNNAMED = 'name.invalid';

/** Domains of a provider; those of one list share their blocks. */
interface DomainGroups {
  readonly outside: readonly (readonly string[])[];
  readonly inside: readonly (readonly string[])[];
}

interface ProviderDomain {
  readonly domain: string;
  readonly provider: Provider;
}

const below = new Map<string, readonly ProviderDomain[]>();

/** The providers' domains that are subdomains of a domain. */
function domainsBelow(parent: string): readonly ProviderDomain[] {
  return getOrMake(below, parent, () =>
    providers().flatMap((provider) =>
      domainsOf(provider).flatMap((domain) =>
        domain.endsWith(`.${parent}`) && provider.operatedBy === undefined ? { domain, provider } : [],
      ),
    ),
  );
}

/** The queues of mailbox providers: domains with the same blocks are one queue, VMTAs with the same scopes one group. */
export class ProviderQueues {
  readonly #queues = new Map<string, readonly ProviderQueue[]>();
  readonly #touched = new Map<DomainIndex, ReadonlyMap<string, ReadonlySet<string>>>();
  readonly #global = new Map<Provider, readonly (readonly string[])[]>();
  readonly #tags = new Map<DomainIndex, string>();
  /** By provider and by the tags of the VMTA's and the pool's blocks: VMTAs that a script wrote have the same tags. */
  readonly #domainGroups = new Map<string, DomainGroups>();
  readonly #without = new Map<Provider, ReadonlySet<VmtaGroup>>();
  /** By the first domain: queues of groups without blocks for it. */
  readonly #plain = new Map<string, ProviderQueue>();
  #namedInside: ReadonlySet<string> | undefined;
  #forwarded: ReadonlySet<string> | undefined;
  #named: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly #rolledUp: ReadonlySet<string>;
  readonly #globalQueues = new Map<string, Queue>();

  constructor(
    private readonly model: Model,
    readonly groups: readonly VmtaGroup[],
  ) {
    this.#rolledUp = providersRolledUp(model.sectionsOf('mx-rollup-list'));
  }

  /** The queues of a provider in all VMTAs of the groups. Empty for a brand that another one operates. */
  of(provider: Provider): readonly ProviderQueue[] {
    return getOrMake(this.#queues, provider.id, () =>
      this.groups.flatMap((group) => this.#inGroup(provider, group)),
    );
  }

  /** The queue of all domains that have no block, in each group. */
  defaultQueue(group: VmtaGroup): Queue {
    return this.#queue(UNNAMED, group);
  }

  /** The queue of a domain as the global blocks alone make it. One object for one domain. */
  globalQueue(domain: string): Queue {
    const scopes = { vmta: null, pool: null, poolName: null, global: this.model.vmtas.global };
    return getOrMake(
      this.#globalQueues,
      domain,
      () => new Queue(domain, null, scopes, this.model.options.version),
    );
  }

  #queue(domain: string, group: VmtaGroup): Queue {
    return this.model.queue(domain, group.vmtas[0] ?? null);
  }

  #inGroup(provider: Provider, group: VmtaGroup): ProviderQueue[] {
    const { outside, inside } = this.#groupsIn(provider, group);
    const found = outside.map((domains) => this.#fromGlobal(provider, domains, group));
    for (const domains of inside) found.push(this.#queueFor(provider, domains, group));
    for (const name of this.#namesOf(provider)) {
      const queue = this.#queue(name, group);
      if (queue.levels.every((level) => level.pattern === '*')) continue;
      if (found.some((other) => other.queue === queue)) continue;
      // With a queue-to no mail waits in it, unless others lead to it.
      this.#forwarded ??= forwardedQueues(this.model);
      if ((queue.value('queue-to') ?? '') !== '' && !this.#forwarded.has(name)) continue;
      found.push({
        provider,
        queue,
        domains: [],
        group,
        routedBy: 'block',
        isRelayed: isRelayed(queue, provider, name),
      });
    }
    return found;
  }

  /** The provider's domains by the blocks that apply to them: those that the group's own blocks name, and the others. */
  #groupsIn(provider: Provider, group: VmtaGroup): DomainGroups {
    const { vmta, pool } = group.scopes;
    const tags = [vmta, pool].map((index) => (index === null ? '' : this.#tagsOf(index))).join('\n\n');
    return getOrMake(this.#domainGroups, `${provider.id} ${tags}`, () => {
      const inner = new Set(
        [vmta, pool].flatMap((index) =>
          index === null ? [] : [...(this.#touchedBy(index).get(provider.id) ?? [])],
        ),
      );
      const ofGlobal = this.#globalGroups(provider);
      if (inner.size === 0) return { outside: ofGlobal, inside: [] };
      return {
        outside: ofGlobal
          .map((domains) => domains.filter((domain) => !inner.has(domain)))
          .filter((domains) => domains.length > 0),
        inside: this.#groupsOf([...inner], (domain) => this.#queue(domain, group).levels),
      };
    });
  }

  /** The tags of a scope's blocks: which domains have the same blocks depends on nothing else. */
  #tagsOf(index: DomainIndex): string {
    return getOrMake(this.#tags, index, () => index.blocks.map(({ argument }) => argument ?? '').join('\n'));
  }

  /** The queue of domains that the group's own blocks do not name, shared by all groups without `<domain *>`. */
  #fromGlobal(provider: Provider, domains: readonly string[], group: VmtaGroup): ProviderQueue {
    const first = domains[0] ?? '';
    const known = group.hasDefaults ? undefined : this.#plain.get(first);
    if (known !== undefined) {
      const { queue, routedBy, isRelayed } = known;
      // Written out: a spread takes twice as long, and there is one for each VMTA and provider.
      return { provider: known.provider, queue, domains, group, routedBy, isRelayed };
    }
    const made = this.#queueFor(provider, domains, group);
    // Another queue that takes the mail may have blocks in one group and none in another.
    if (!group.hasDefaults && (made.routedBy === 'block' || made.routedBy === 'default'))
      this.#plain.set(first, made);
    return made;
  }

  /** The provider's domains by the global blocks that apply to them. */
  #globalGroups(provider: Provider): readonly (readonly string[])[] {
    return getOrMake(this.#global, provider, () => {
      const { global } = this.model.vmtas;
      // Most domains are named by no block: they are one group, and need no look-up each.
      const touched = this.#touchedBy(global).get(provider.id);
      return this.#groupsOf(domainsOf(provider), (domain) =>
        touched?.has(domain) === true ? global.levelsOf(domain) : NOT_NAMED,
      );
    });
  }

  /** Whether a block of any scope names a domain of the provider or a queue that is known to be its. */
  names(provider: Provider): boolean {
    if (this.#namesOf(provider).size > 0) return true;
    const { global } = this.model.vmtas;
    const isNamed = (domain = ''): boolean => global.levelsOf(domain).some((level) => level.pattern !== '*');
    if (this.#globalGroups(provider).some(([domain]) => isNamed(domain))) return true;
    this.#namedInside ??= new Set(
      this.groups.flatMap(({ scopes: { vmta, pool } }) =>
        [vmta, pool].flatMap((index) => (index === null ? [] : [...this.#touchedBy(index).keys()])),
      ),
    );
    return this.#namedInside.has(provider.id);
  }

  /** The groups in which no domain of a provider has a block, a queue-to or a rollup of its own, or is relayed. */
  without(provider: Provider): ReadonlySet<VmtaGroup> {
    return getOrMake(this.#without, provider, () => {
      const ofDomains = this.of(provider).filter(({ domains }) => domains.length > 0);
      const routed = ofDomains.filter(({ routedBy, isRelayed }) => routedBy !== 'default' || isRelayed);
      const found = new Set(ofDomains.map(({ group }) => group));
      for (const { group } of routed) found.delete(group);
      return found;
    });
  }

  #groupsOf(
    domains: readonly string[],
    levelsOf: (domain: string) => readonly { readonly blocks: readonly SectionUse[] }[],
  ): string[][] {
    const keyOf = (domain: string): string =>
      levelsOf(domain)
        .map((level) => level.blocks.map((block) => block.order).join(','))
        .join(';');
    return [...groupBy(domains, keyOf).values()];
  }

  #queueFor(provider: Provider, domains: readonly string[], group: VmtaGroup): ProviderQueue {
    const first = domains[0] ?? '';
    const { queue, queueTo, rollup } = this.model.queueOf(first, group.vmtas[0] ?? null);
    const named = queue.levels.some((level) => level.pattern !== '*');
    const routedBy = queueTo !== null ? 'queue-to' : rollup !== null ? 'rollup' : named ? 'block' : 'default';
    return {
      provider,
      queue,
      domains,
      group,
      routedBy,
      isRelayed:
        isRelayed(queue, provider, first) || (routedBy === 'default' && this.#rolledUp.has(provider.id)),
    };
  }

  /** The providers' domains that a scope's own blocks name, apart from `<domain *>`, by provider. */
  #touchedBy(index: DomainIndex): ReadonlyMap<string, ReadonlySet<string>> {
    return getOrMake(this.#touched, index, () => {
      const touched = new Map<string, Set<string>>();
      const add = (domain: string, provider: Provider): void => {
        getOrMake(touched, provider.id, () => new Set()).add(domain);
      };
      for (const block of index.blocks) {
        for (const name of this.model.macros.expand(block.argument ?? '').names) {
          const pattern = readDomainPattern(name, false);
          if (pattern.kind === 'all' || pattern.kind === 'literal-address') continue;
          const provider = providerOfDomain(pattern.domain);
          if (provider !== undefined && pattern.kind !== 'proper') add(pattern.domain, provider);
          if (pattern.kind === 'name') continue;
          for (const { domain, provider: owner } of domainsBelow(pattern.domain)) add(domain, owner);
        }
      }
      return touched;
    });
  }

  /** Names of queues that are a provider's for where they lead: rollup targets, and blocks with its hosts. */
  #namesOf(provider: Provider): ReadonlySet<string> {
    this.#named ??= this.#findNames();
    return this.#named.get(provider.id) ?? new Set();
  }

  #findNames(): ReadonlyMap<string, ReadonlySet<string>> {
    const names = new Map<string, Set<string>>();
    const add = (name: string, provider: Provider | undefined): void => {
      if (provider === undefined || providerOfDomain(name) !== undefined) return;
      getOrMake(names, provider.id, () => new Set()).add(name);
    };
    for (const use of this.model.sectionsOf('mx-rollup-list').flatMap((list) => list.named('mx'))) {
      const [pattern, queue] = (use.plainValue ?? '').toLowerCase().split(/\s+/);
      if (pattern !== undefined && queue !== undefined) add(queue, providerTaken(pattern));
    }
    for (const block of this.model.vmtas.global.blocks) {
      const name = block.argument?.toLowerCase() ?? '';
      if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(name)) continue;
      // Hosts that another block gives do not show what this one is for.
      if (!block.settings.has('smtp-hosts')) continue;
      const hosts = this.globalQueue(name).setting('smtp-hosts');
      if (hosts.uses.some((use) => use.section === block))
        add(
          name,
          hostsOf(hosts.value ?? '')
            .map(providerOfHost)
            .find(Boolean),
        );
    }
    return names;
  }
}

function hostsOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(/[,;]/)
    .map((host) => host.trim().replace(/^lookup-mx:/, ''))
    .filter((host) => host !== '')
    .map((host) => (host.startsWith('[') ? host : host.replace(/:\d+$/, '')));
}

function providerOfHost(host: string): Provider | undefined {
  return providerOfDomain(host) ?? providerOfMx(host);
}

function isRelayed(queue: Queue, provider: Provider, domain: string): boolean {
  if (queue.type !== 'smtp') return true;
  const hosts = hostsOf(queue.value('smtp-hosts') ?? '');
  if (hosts.length > 0)
    return !hosts.some((host) => host === domain || providerOfHost(host)?.id === provider.id);
  if (queue.domain === domain || providerOfDomain(queue.domain)?.id === provider.id) return false;
  // Another name of the DNS, or one that PowerMTA itself serves.
  return queue.domain.startsWith('{') || !cannotBeInDns(queue.domain);
}

/** The queues of mailbox providers in the VMTAs that mail can go through; asked once, then remembered. */
export const providerQueuesOf = memoize((model: Model) => new ProviderQueues(model, vmtaGroupsOf(model)));

/** The queues of mailbox providers in VMTAs that nothing selects at present. */
export const unselectedQueuesOf = memoize(
  (model: Model) => new ProviderQueues(model, unselectedGroupsOf(model)),
);

/** The name of the VMTA or pool that a section is in; null at the global level. */
export function ownerOf(section: SectionUse): string | null {
  const owner = [...section.ancestry()].find(({ kind }) => kind.startsWith('virtual-mta'));
  return owner?.argument ?? null;
}

/** The providers of these ids, a brand as its operator, each once. */
export function providersNamed(ids: readonly string[]): Provider[] {
  const found = ids.flatMap((id) => {
    const provider = findProvider(id);
    return (provider?.operatedBy === undefined ? provider : findProvider(provider.operatedBy)) ?? [];
  });
  return [...new Set(found)];
}

/** How specific a pattern is: a name before wildcards, a longer domain before a shorter one, `*` last. */
function specificity(pattern: string): number {
  if (pattern === '*') return 0;
  return /^(?:\*\.|\[\*\.\])/.test(pattern) ? pattern.length : 10_000;
}

/** The blocks under a queue's most specific pattern, in any scope, the deciding one first; empty for none. */
export function mostSpecificBlocks(queue: Queue): SectionUse[] {
  const most = Math.max(...queue.levels.map((level) => specificity(level.pattern)));
  return queue.levels
    .filter((level) => specificity(level.pattern) === most)
    .flatMap((level) => level.blocks.toReversed());
}

/** The first of these blocks: a finding about the queue is at its tag. Does not copy the blocks, which may be thousands. */
export function mostSpecificBlock({ levels }: Queue): SectionUse | undefined {
  let most: (typeof levels)[number] | undefined;
  for (const level of levels)
    if (most === undefined || specificity(level.pattern) > specificity(most.pattern)) most = level;
  return most?.blocks.at(-1);
}
