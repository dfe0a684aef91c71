import { isLoopback, isPrivate, type CidrRange } from '../../../src/catalog/values/address.ts';
import type { Listener, Source } from '../../../src/model/scopes/sources.ts';
import { areUnsetKnown, booleanOf, getOrMake, listOf, quote, SectionUse } from '../../kit.ts';
import type { DirectiveUse, Location, Model } from '../../kit.ts';

/** Whether hosts of other networks can reach a listener; false where its address cannot be read. */
export function isPublic({ address }: Listener): boolean {
  return address !== null && !isLoopback(address) && !isPrivate(address);
}

/** Whether clients of other hosts can reach no listener but safe ones, whatever source they belong to. */
export function isClosedToOthers(
  { isWhole, sources, root }: Model,
  isSafe: (listener: Listener) => boolean,
): boolean {
  const isOld = ['smtp-ip', 'smtp-port'].some((name) => root.named(name).length > 0);
  const isClosed = (listener: Listener): boolean =>
    isSafe(listener) || (listener.address !== null && isLoopback(listener.address));
  return isWhole && !isOld && sources.listeners.length > 0 && sources.listeners.every(isClosed);
}

/** A line that opens something to strangers, and how they come to it. */
interface Opening {
  readonly use: DirectiveUse;
  /** The sources in which it is effective and to which strangers belong. */
  readonly sources: Set<Source>;
  /** The listeners that give one of these sources to their clients. */
  readonly listeners: Listener[];
}

/** What opens a source to strangers, and what closes it again. */
interface OpeningTest {
  readonly directive: string;
  /** The directive that closes the source when it is on. */
  readonly guard: string;
  /** Directives that close the source when they are off. */
  readonly switches: readonly string[];
  /** Whether strangers have addresses of a range. */
  readonly isWide: (range: CidrRange) => boolean;
  /** Whether strangers reach a listener. */
  readonly isReached: (listener: Listener) => boolean;
}

/** The line that opens a source; null where it is closed, or not known to be open. */
function openingLine(model: Model, source: Source, test: OpeningTest): DirectiveUse | null {
  const { sources } = model;
  const isOff = (name: string): boolean => booleanOf(sources.setting(source, name).value ?? '') === false;
  const isOpen =
    sources.isOn(source, test.directive) &&
    areUnsetKnown(model, source, [test.guard, 'smtp-service']) &&
    !sources.isOn(source, test.guard) &&
    !test.switches.some(isOff);
  return isOpen ? sources.setting(source, test.directive).use : null;
}

/** The lines that open sources to strangers, by address or through a listener that names a source; each once. */
export function openingsBy(model: Model, test: OpeningTest): Iterable<Opening> {
  const { sources } = model;
  const found = new Map<DirectiveUse, Opening>();
  const add = (source: Source, ...listeners: Listener[]): void => {
    const use = openingLine(model, source, test);
    if (use === null) return;
    const opening = getOrMake(found, use, () => ({ use, sources: new Set<Source>(), listeners: [] }));
    opening.sources.add(source);
    opening.listeners.push(...listeners);
  };
  for (const source of sources.all) if (source.range !== null && test.isWide(source.range)) add(source);
  for (const listener of sources.listeners.filter(test.isReached)) {
    const source = listener.sourceName === null ? undefined : sources.named(listener.sourceName);
    if (source?.range === null) add(source, listener);
  }
  return found.values();
}

export interface OpeningData {
  /** The arguments of the sources. */
  readonly sources: readonly string[];
  /** How strangers come to them: by every address, by wide networks, or by a listener that gives them to its clients. */
  readonly reach: 'all' | 'networks' | 'listener';
}

export function dataOf(opening: Opening): OpeningData {
  const sources = [...opening.sources];
  const isForAll = sources.some(({ range }) => range?.prefix === 0);
  const isByAddress = sources.some(({ range }) => range !== null);
  return {
    sources: sources.map(({ name }) => name),
    reach: isForAll ? 'all' : isByAddress ? 'networks' : 'listener',
  };
}

/** `'<source 0/0>', which matches every address`. */
export function sourcesText({ sources, reach }: OpeningData, networks: string): string {
  const how = {
    all: 'matches every address',
    networks: `matches ${networks}`,
    listener: 'a listener that other networks can reach gives to every client',
  };
  const tags = sources.map((name) => quote(`<source ${name}>`));
  return `${listOf(tags, 4)}, which ${how[reach]}`;
}

/** The sections that inherit an opening from a wider source, and the listeners through which clients come to it. */
export function relatedOf({ use, sources, listeners }: Opening): (Location & { message: string })[] {
  const heirs = [...sources].flatMap(({ sections }) => (sections.includes(use.section) ? [] : sections));
  return [
    ...heirs.map(({ tagLocation }) => ({ ...tagLocation, message: 'takes the setting over' })),
    ...listeners.map(({ at }) => ({
      ...(at instanceof SectionUse ? at.tagLocation : at.nameLocation),
      message: 'clients come in here',
    })),
  ];
}
