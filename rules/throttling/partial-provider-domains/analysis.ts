import type { ProviderQueue } from '../../../src/model/queues/provider-queues.ts';
import { providersRolledUp } from '../../../src/model/scopes/rollups.ts';
import {
  getOrMake,
  groupBy,
  providerOfDomain,
  providerQueuesOf,
  providers,
  readDomainPattern,
} from '../../kit.ts';
import type { Model, Provider, SectionUse, VmtaGroup } from '../../kit.ts';

/** A block for some of a provider's domains where others have none. */
export interface PartialBlock {
  readonly block: SectionUse;
  /** Domains of the provider that the block is for. */
  readonly present: readonly string[];
  /** Domains of the provider without any block, in the VMTAs that the block applies to; in the catalog's order. */
  readonly missing: readonly string[];
  /** One of these VMTAs, with those that are like it. */
  readonly group: VmtaGroup;
}

/** How many names of a tag are checked to find the providers that its block is about. */
const MOST_NAMES = 500;

/** Ids of the providers that most names of a tag belong to. */
function subjectsOf(model: Model, tag: string) {
  const names = model.macros.expand(tag).names.slice(0, MOST_NAMES);
  const ids = names.flatMap((name) => providerOfDomain(readDomainPattern(name, false).domain)?.id ?? []);
  const byId = groupBy(ids, (id) => id);
  const most = Math.max(...[...byId.values()].map((same) => same.length));
  return new Set([...byId].flatMap(([id, same]) => (same.length === most ? [id] : [])));
}

/** The block that is for the domains of a queue themselves, not for a top-level domain that they happen to be in. */
function blockFor({ queue, domains, provider }: ProviderQueue, group: VmtaGroup, model: Model) {
  const own = domains[0] === queue.domain ? queue : model.queue(domains[0] ?? '', group.vmtas[0] ?? null);
  const level = own.levels.find(({ pattern }) => {
    const { kind, domain } = readDomainPattern(pattern, false);
    return kind === 'name' || (kind !== 'all' && providerOfDomain(domain)?.id === provider.id);
  });
  return level?.blocks.at(-1);
}

/** Directives that show that a block is about sending a provider's mail, not about one oddity of its hosts. */
const ABOUT_SENDING =
  /^(?:max-(?:smtp-out|msg-rate|msg-per-connection|connect-rate|data-volume-rate|cold-virtual-mta-msg)|source-ip-max-.*|retry-after|backoff-.*|smtp-pattern-list|queue-to)$/;

/** Whether mail of both goes the same way: to the provider, or to one and the same relay. */
function goSameWay(a: ProviderQueue, b: ProviderQueue) {
  const isSame = (directive: string) => a.queue.value(directive) === b.queue.value(directive);
  return a.isRelayed === b.isRelayed && (!a.isRelayed || ['type', 'smtp-hosts'].every(isSame));
}

function mostDomainsFirst(a: PartialBlock, b: PartialBlock) {
  return b.present.length - a.present.length || a.block.order - b.block.order;
}

/**
 * Providers of which some domains have a block that is about the provider, and others fall to `<domain *>` or to
 * nothing, with these blocks, the one for most domains first. Skips a provider that an mx-rollup-list names: which of
 * its domains that covers depends on DNS.
 */
export function partialProviders(model: Model) {
  const queues = providerQueuesOf(model);
  const rolledUp = providersRolledUp(model.sectionsOf('mx-rollup-list'));
  const subjects = new Map<string, ReadonlySet<string>>();
  const isAbout = (block: SectionUse, { id }: Provider) => {
    const tag = block.argument ?? '';
    const isForProvider = getOrMake(subjects, tag, () => subjectsOf(model, tag)).has(id);
    if (!isForProvider) return false;
    for (const directive of block.settings.keys()) if (ABOUT_SENDING.test(directive)) return true;
    return false;
  };

  const partialBlockIn = (group: VmtaGroup, ofGroup: readonly ProviderQueue[]) => {
    const withoutBlock = ofGroup.find(({ routedBy }) => routedBy === 'default');
    if (withoutBlock === undefined) return [];
    const found = ofGroup.flatMap((queue) => {
      if (queue.routedBy === 'default' || !goSameWay(queue, withoutBlock)) return [];
      const block = blockFor(queue, group, model);
      if (block === undefined || !isAbout(block, queue.provider)) return [];
      return [{ block, present: queue.domains, missing: withoutBlock.domains, group }];
    });
    return found.sort(mostDomainsFirst).slice(0, 1);
  };

  return providers().flatMap((provider) => {
    const { domains = [], operatedBy, group } = provider;
    if (domains.length < 2 || operatedBy !== undefined || group === true) return [];
    if (rolledUp.has(provider.id) || !queues.names(provider)) return [];
    const withDomains = queues.of(provider).filter((queue) => queue.domains.length > 0);
    const found = [...groupBy(withDomains, (queue) => queue.group)].flatMap(([group, ofGroup]) =>
      partialBlockIn(group, ofGroup),
    );
    const blocks = [...groupBy(found, ({ block }) => block.node ?? block).values()].flatMap((same) => {
      const [first] = same;
      if (first === undefined || same.length === 1) return same;
      const missing = new Set(same.flatMap((one) => one.missing));
      return { ...first, missing: domains.filter((domain) => missing.has(domain)) };
    });
    return blocks.length === 0 ? [] : [{ provider, blocks: blocks.sort(mostDomainsFirst) }];
  });
}
