import { getOrMake, memoize } from '../../base/collections.ts';
import type { Range } from '../../../grammar/range.ts';
import { providers, type Provider } from '../../catalog/providers.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import type { Model } from '../model.ts';
import {
  isRollupWithoutBlock,
  mostSpecificBlock,
  ownerOf,
  providerQueuesOf,
  unselectedQueuesOf,
  type ProviderQueue,
} from './provider-queues.ts';
import type { Queue } from '../scopes/queue.ts';
import type { SourceFile } from '../source/source-file.ts';

const limitedOf = memoize<Model, Map<string, readonly ProviderQueue[]>>(() => new Map());

/**
 * The queues of a provider that its limits apply to. `isChosen`: it must have a block, so `<domain *>` counts for major
 * domains.
 */
export function limitedQueues(model: Model, provider: Provider, isChosen: boolean): readonly ProviderQueue[] {
  return getOrMake(limitedOf(model), `${provider.id} ${isChosen}`, () =>
    findLimited(model, provider, isChosen),
  );
}

function findLimited(model: Model, provider: Provider, isChosen: boolean): ProviderQueue[] {
  const all = providerQueuesOf(model);
  if (!isChosen && !all.names(provider)) return [];
  const silent = isChosen && model.knows('blocks') ? all.without(provider) : null;
  return all.of(provider).filter((one) => {
    if (one.isRelayed || isRollupWithoutBlock(model, one)) return false;
    return (
      one.routedBy !== 'default' ||
      (silent?.has(one.group) === false && hasMajorDomain(provider, one.domains))
    );
  });
}

/** Whether mail of note goes to one of the domains of a provider. */
export function hasMajorDomain({ majorDomains }: Provider, domains: readonly string[]): boolean {
  return majorDomains === undefined || domains.some((domain) => majorDomains.includes(domain));
}

export interface ValueLocation {
  readonly file: SourceFile;
  /** Of the name of the line that sets it; of a default, the tag of the queue's most specific block. */
  readonly range: Range;
  /** Null for a default. */
  readonly use: DirectiveUse | null;
  readonly section: SectionUse;
  readonly value: string;
}

/** Where a queue's value comes from; null without one, or for a default that an unknown line may change. */
export function locationOfValue(model: Model, queue: Queue, directive: string): ValueLocation | null {
  const value = queue.value(directive);
  if (value === null) return null;
  const use = queue.use(directive);
  if (use !== null) return { file: use.file, range: use.nameRange, use, section: use.section, value };
  const section = mostSpecificBlock(queue);
  if (section === undefined || !model.knows('blocks')) return null;
  return { file: section.file, range: section.tagRange, use, section, value };
}

/** Whether a value was written for some queues: one that `<domain *>` gives to all was not, nor was a default. */
export function isExplicit({ use, section }: ValueLocation): boolean {
  return use !== null && section.argument !== '*';
}

export interface Excess<Figure> {
  readonly queue: ProviderQueue;
  readonly figure: Figure;
  /** Whether the provider must have a block. */
  readonly isChosen: boolean;
}

/** One place, and all queues for which the value there is beyond a figure. */
export interface ExceededLimit<Figure> extends ValueLocation {
  /** Never empty. */
  readonly excesses: Excess<Figure>[];
  /** The VMTA or pool of the line, where nothing selects it at present; else null. */
  readonly unselected: string | null;
}

/** The queues of a provider in VMTAs that nothing selects, where blocks there name it. */
function unselectedQueues(model: Model, provider: Provider): readonly ProviderQueue[] {
  const all = unselectedQueuesOf(model);
  if (all.groups.length === 0 || !all.names(provider)) return [];
  return all.of(provider).filter((one) => {
    return one.routedBy !== 'default' && !one.isRelayed && !isRollupWithoutBlock(model, one);
  });
}

/**
 * The places where a provider's queues exceed its figure, each once; then lines in VMTAs and pools that nothing selects.
 * `chosen`: providers that must have a block.
 */
export function exceededLimits<Figure>(
  model: Model,
  chosen: readonly Provider[],
  directive: string,
  figureOf: (provider: Provider) => Figure | undefined,
  isBeyond: (value: string, figure: Figure) => boolean,
): ExceededLimit<Figure>[] {
  const places = new Map<string, ExceededLimit<Figure>>();
  const idle = new Map<string, ExceededLimit<Figure>>();
  for (const provider of providers()) {
    const figure = figureOf(provider);
    if (figure === undefined) continue;
    const isChosen = chosen.includes(provider);
    for (const queue of limitedQueues(model, provider, isChosen)) {
      const value = queue.queue.value(directive);
      if (value === null || !isBeyond(value, figure)) continue;
      const found = locationOfValue(model, queue.queue, directive);
      if (found === null) continue;
      const key = `${found.file.path} ${found.range.start}`;
      const place = getOrMake(places, key, () => ({ ...found, excesses: [], unselected: null }));
      place.excesses.push({ queue, figure, isChosen });
    }
    for (const queue of unselectedQueues(model, provider)) {
      const use = queue.queue.use(directive);
      const unselected = use === null ? null : ownerOf(use.section);
      const value = queue.queue.value(directive);
      if (use === null || unselected === null || value === null || !isBeyond(value, figure)) continue;
      const key = `${use.file.path} ${use.nameRange.start}`;
      const found = { file: use.file, range: use.nameRange, use, section: use.section, value, unselected };
      const place = getOrMake(idle, key, () => ({ ...found, excesses: [] }));
      place.excesses.push({ queue, figure, isChosen });
    }
  }
  const onlyIdle = [...idle].filter(([key]) => !places.has(key)).map(([, place]) => place);
  return [...places.values(), ...onlyIdle];
}

/** How many queues a place is beyond a figure for, and the names of their providers. */
export function extentOfPlace({ excesses }: ExceededLimit<unknown>): { queues: number; names: string[] } {
  return {
    queues: new Set(excesses.map(({ queue }) => queue.queue)).size,
    names: [...new Set(excesses.map(({ queue }) => queue.provider.name))],
  };
}

/** Which domains the strictest figure of a place comes from, and to how many others its value applies too. */
export interface StrictestDomains {
  /** Never empty. */
  readonly domains: readonly string[];
  readonly others: number;
}

/**
 * The domains that the strictest figure of a place comes from, where it applies to others too: for those of several
 * providers, or for a block of which they are the lesser part. Null where it does not, and for `<domain *>`, which names no
 * domains.
 *
 * @param strictest Of the excesses of the place those with the strictest figure.
 */
export function strictestDomains<Figure>(
  model: Model,
  place: ExceededLimit<Figure>,
  strictest: readonly Excess<Figure>[],
): StrictestDomains | null {
  const { argument } = place.section;
  if (argument === '*') return null;
  const named = new Set(argument === null ? [] : model.macros.expand(argument).names);
  const domainsIn = (excesses: readonly Excess<Figure>[]): Set<string> =>
    new Set(
      excesses.flatMap(({ queue }) => (queue.domains.length > 0 ? queue.domains : [queue.queue.domain])),
    );
  const domains = domainsIn(strictest);
  const all = Math.max(named.size, domainsIn(place.excesses).size);
  const others = all - domains.size;
  const isShared = strictest.length < place.excesses.length || domains.size < others;
  return others > 0 && isShared ? { domains: [...domains], others } : null;
}
