import { isLoopback, isPrivate, type CidrRange } from '../../../src/catalog/values/address.ts';
import type { Listener, Source } from '../../../src/model/scopes/sources.ts';
import {
  areUnsetKnown,
  booleanOf,
  getOrMake,
  listOf,
  quote,
  repeatsOf,
  replaceValue,
  SectionUse,
  setValue,
} from '../../kit.ts';
import type { DirectiveUse, Model, RuleFix } from '../../kit.ts';

/** Whether hosts of other networks can reach a listener; false where its address cannot be read. */
export function isPublic({ address }: Listener): boolean {
  return address !== null && !isLoopback(address) && !isPrivate(address);
}

/** Whether clients of other hosts can reach no listener but safe ones, whatever source they belong to. */
export function isClosedToOthers(model: Model, isSafe: (listener: Listener) => boolean): boolean {
  const { sources, root } = model;
  const isOld = ['smtp-ip', 'smtp-port'].some((name) => root.named(name).length > 0);
  const isClosed = (listener: Listener): boolean =>
    isSafe(listener) || (listener.address !== null && isLoopback(listener.address));
  return model.knows('files') && !isOld && sources.listeners.length > 0 && sources.listeners.every(isClosed);
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
  if (!sources.isOn(source, test.directive) || sources.isOn(source, test.guard)) return null;
  if (!areUnsetKnown(model, source, [test.guard, 'smtp-service']) || test.switches.some(isOff)) return null;
  return sources.setting(source, test.directive).use;
}

export interface OpeningData {
  /** The arguments of the sources. */
  readonly sources: readonly string[];
  /** How strangers come to them: by every address, by wide networks, or by a listener that gives them to its clients. */
  readonly reach: 'all' | 'networks' | 'listener';
}

/**
 * The lines that open sources to strangers, by address or through a listener that names a source; each once, with its
 * part of a finding.
 */
export function openingsBy(model: Model, test: OpeningTest) {
  const { sources } = model;
  const found = new Map<DirectiveUse, { sources: Set<Source>; listeners: Listener[] }>();
  const add = (source: Source, ...listeners: Listener[]): void => {
    const use = openingLine(model, source, test);
    if (use === null) return;
    const opening = getOrMake(found, use, () => ({ sources: new Set<Source>(), listeners: [] }));
    opening.sources.add(source);
    opening.listeners.push(...listeners);
  };
  for (const source of sources.all) if (source.range !== null && test.isWide(source.range)) add(source);
  for (const listener of sources.listeners.filter(test.isReached)) {
    const source = listener.sourceName === null ? undefined : sources.named(listener.sourceName);
    if (source?.range === null) add(source, listener);
  }
  return Array.from(found, ([use, opening]) => {
    const opened = [...opening.sources];
    const data = { sources: opened.map(({ name }) => name), reach: reachOf(opened) };
    return { use, location: use.nameLocation, data, related: relatedOf(use, opened, opening.listeners) };
  });
}

function reachOf(sources: readonly Source[]): OpeningData['reach'] {
  if (sources.some(({ range }) => range?.prefix === 0)) return 'all';
  return sources.some(({ range }) => range !== null) ? 'networks' : 'listener';
}

/** The sections that inherit an opening from a wider source, and the listeners through which clients come to it. */
function relatedOf(use: DirectiveUse, sources: readonly Source[], listeners: readonly Listener[]) {
  const heirs = sources.flatMap(({ sections }) => (sections.includes(use.section) ? [] : sections));
  return [
    ...heirs.map(({ tagLocation }) => ({ ...tagLocation, message: 'takes the setting over' })),
    ...listeners.map(({ at }) => ({
      ...(at instanceof SectionUse ? at.tagLocation : at.nameLocation),
      message: 'clients come in here',
    })),
  ];
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

/** Sets the line that opens some sources to no, with all its repeats; `effect` says what their clients lose. */
export function closingFix(use: DirectiveUse, { sources }: OpeningData, effect: string): RuleFix | null {
  const tags = sources.map((name) => `<source ${name}>`);
  const title = `set ${use.canonical.name} to no: clients of ${listOf(tags, 2)} ${effect}`;
  const fix = setValue(use, 'no', 'unsafe', title);
  return fix && { ...fix, edits: repeatsOf(use).map((one) => replaceValue(one, 'no')) };
}
