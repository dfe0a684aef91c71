import {
  type Model,
  type Provider,
  providerOfDomain,
  providerQueuesOf,
  providers,
  readDomainPattern,
  type SectionUse,
  usesIn,
  type VmtaGroup,
} from '../../kit.ts';
import type { ProviderQueue } from '../../../src/model/queues/provider-queues.ts';
import { providersRolledUp } from '../../../src/model/scopes/rollups.ts';

/** A block for some of a provider's domains where others have none. */
export interface PartialBlock {
  readonly block: SectionUse;
  /** Domains of the provider that the block is for. */
  readonly present: readonly string[];
  /** Domains of the provider without any block, in the VMTAs that the block holds for; in the catalog's order. */
  readonly missing: readonly string[];
  /** One of these VMTAs, with those that are like it. */
  readonly view: VmtaGroup;
}

/** A provider whose domains are only in part in blocks. */
export interface PartialProvider {
  readonly provider: Provider;
  /** The block for most of the domains first. */
  readonly blocks: readonly PartialBlock[];
}

/** How many names of a tag are looked at to see whose block it is. */
const MOST_NAMES = 500;

/** The providers that a block is about: those that most of its names belong to. */
class Subjects {
  readonly #model: Model;
  readonly #byTag = new Map<string, ReadonlySet<string>>();

  constructor(model: Model) {
    this.#model = model;
  }

  of(block: SectionUse): ReadonlySet<string> {
    const tag = block.argument ?? '';
    let found = this.#byTag.get(tag);
    if (found === undefined) this.#byTag.set(tag, (found = this.#count(tag)));
    return found;
  }

  #count(tag: string): ReadonlySet<string> {
    const counts = new Map<string, number>();
    for (const name of this.#model.macros.expand(tag).names.slice(0, MOST_NAMES)) {
      const id = providerOfDomain(readDomainPattern(name, false).domain)?.id;
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    return new Set([...counts].flatMap(([id, number]) => (number === most ? [id] : [])));
  }
}

/** The block that is for the domains of a queue themselves, not for a top-level domain that they happen to be in. */
function blockFor(
  { queue, domains, provider }: ProviderQueue,
  view: VmtaGroup,
  model: Model,
): SectionUse | undefined {
  const own = domains[0] === queue.domain ? queue : model.queue(domains[0] ?? '', view.vmtas[0] ?? null);
  const level = own.levels.find(({ pattern }) => {
    const { kind, domain } = readDomainPattern(pattern, false);
    return kind === 'name' || (kind !== 'all' && providerOfDomain(domain)?.id === provider.id);
  });
  return level?.blocks.at(-1);
}

/** Directives of a block that says how a provider's mail is sent; one for a single oddity is no such block. */
const ABOUT_SENDING =
  /^(?:max-(?:smtp-out|msg-rate|msg-per-connection|connect-rate|data-volume-rate|cold-virtual-mta-msg)|source-ip-max-.*|retry-after|backoff-.*|smtp-pattern-list|queue-to)$/;

function isAboutSending(block: SectionUse): boolean {
  return [...usesIn(block).keys()].some((directive) => ABOUT_SENDING.test(directive));
}

/** Whether mail of both goes the same way: to the provider, or to one and the same relay. */
function goSameWay(a: ProviderQueue, b: ProviderQueue): boolean {
  if (a.isRelayed !== b.isRelayed) return false;
  return (
    !a.isRelayed ||
    ['type', 'smtp-hosts'].every((directive) => a.queue.value(directive) === b.queue.value(directive))
  );
}

/** A block as views find it; the domains that each of them misses, in the catalog's order. */
interface Found extends Omit<PartialBlock, 'missing'> {
  readonly missing: (readonly string[])[];
}

function addPartial(
  found: Map<unknown, Found>,
  queues: readonly ProviderQueue[],
  view: VmtaGroup,
  model: Model,
  subjects: Subjects,
): void {
  const rest = queues.find(({ routedBy }) => routedBy === 'default');
  if (rest === undefined) return;
  let most: { block: SectionUse; present: readonly string[] } | undefined;
  for (const queue of queues) {
    if (queue.routedBy === 'default' || !goSameWay(queue, rest)) continue;
    const block = blockFor(queue, view, model);
    if (block === undefined || !subjects.of(block).has(queue.provider.id) || !isAboutSending(block)) continue;
    const isBetter =
      most === undefined ||
      queue.domains.length > most.present.length ||
      (queue.domains.length === most.present.length && block.order < most.block.order);
    if (isBetter) most = { block, present: queue.domains };
  }
  if (most === undefined) return;
  const key = most.block.node ?? most.block;
  const known = found.get(key);
  if (known === undefined) found.set(key, { ...most, missing: [rest.domains], view });
  else if (!known.missing.includes(rest.domains)) known.missing.push(rest.domains);
}

/**
 * Providers of which some domains have a block that is about the provider, and others fall to `<domain *>` or to
 * nothing. Silent about a provider that an mx-rollup-list names: which of its domains that takes, the DNS decides.
 */
export function partialProviders(model: Model): PartialProvider[] {
  const queues = providerQueuesOf(model);
  const subjects = new Subjects(model);
  const rolledUp = providersRolledUp(model.sectionsOf('mx-rollup-list'));
  return providers().flatMap((provider) => {
    const { domains = [], operatedBy, group } = provider;
    if (domains.length < 2 || operatedBy !== undefined || group === true) return [];
    if (rolledUp.has(provider.id) || !queues.names(provider)) return [];
    const byView = new Map<VmtaGroup, ProviderQueue[]>();
    for (const queue of queues.of(provider)) {
      if (queue.domains.length === 0) continue;
      const known = byView.get(queue.group);
      if (known === undefined) byView.set(queue.group, [queue]);
      else known.push(queue);
    }
    const found = new Map<unknown, Found>();
    for (const [view, ofView] of byView) addPartial(found, ofView, view, model, subjects);
    if (found.size === 0) return [];
    const blocks = [...found.values()].map(({ missing: lists, ...one }) => {
      const [only] = lists;
      const all = new Set(lists.flat());
      const missing = lists.length === 1 && only !== undefined ? only : domains.filter((it) => all.has(it));
      return { ...one, missing };
    });
    blocks.sort((a, b) => b.present.length - a.present.length || a.block.order - b.block.order);
    return [{ provider, blocks }];
  });
}
