import type { CidrRange } from '../../../src/catalog/values/address.ts';
import type { Listener, Source } from '../../../src/model/scopes/sources.ts';
import { heirsOf, isOff, openings, type Opening } from '../../../src/model/source-reach.ts';
import { isSettled, listOf, type Location, type Model, quote, SectionUse } from '../../kit.ts';

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

/** The lines that open sources to strangers, where nothing closes them for sure. */
export function openingsBy(
  model: Model,
  { directive, guard, switches, ...strangers }: OpeningTest,
): Opening[] {
  const { sources } = model;
  return openings(model, {
    ...strangers,
    opener: (source) => {
      const isClosed =
        !sources.isOn(source, directive) ||
        !isSettled(model, source, [guard, 'smtp-service']) ||
        sources.isOn(source, guard) ||
        switches.some((name) => isOff(model, source, name));
      return isClosed ? null : sources.setting(source, directive).use;
    },
  });
}

/** How strangers come to a source: it matches every IP, or wide networks, or a listener gives it to its clients. */
type Reach = 'all' | 'networks' | 'listener';

export interface OpeningData {
  /** The arguments of the sources. */
  readonly sources: readonly string[];
  readonly reach: Reach;
}

function reachOf(sources: readonly Source[]): Reach {
  if (sources.some(({ range }) => range?.prefix === 0)) return 'all';
  return sources.some(({ range }) => range !== null) ? 'networks' : 'listener';
}

export function dataOf({ sources }: Opening): OpeningData {
  return { sources: sources.map(({ name }) => name), reach: reachOf(sources) };
}

/** `'<source 0/0>', which matches every address`. */
export function sourcesText({ sources, reach }: OpeningData, networks: string): string {
  const how = {
    all: 'matches every address',
    networks: `matches ${networks}`,
    listener: 'a listener that other networks can reach gives to every client',
  };
  return `${listOf(
    sources.map((name) => quote(`<source ${name}>`)),
    4,
  )}, which ${how[reach]}`;
}

/** The sections that inherit an opening, and the listeners through which clients come to it. */
export function relatedOf(opening: Opening): (Location & { message: string })[] {
  return [
    ...heirsOf(opening).map(({ tagLocation }) => ({ ...tagLocation, message: 'takes the setting over' })),
    ...opening.listeners.map(({ at }) => ({
      ...(at instanceof SectionUse ? at.tagLocation : at.nameLocation),
      message: 'clients come in here',
    })),
  ];
}
