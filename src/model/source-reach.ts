import { booleanOf } from '../catalog/values/scalar.ts';
import { isLoopback, isPrivate, type CidrRange } from '../catalog/values/address.ts';
import type { DirectiveUse, SectionUse } from './source/content.ts';
import type { Model } from './model.ts';
import type { Listener, Source } from './scopes/sources.ts';

/** Whether a boolean directive is switched off in a source, by a line or by its default. */
export function isOff({ sources }: Model, source: Source, directive: string): boolean {
  return booleanOf(sources.setting(source, directive).value ?? '') === false;
}

/** Whether unset directives of a source are known: no unread include or wider source can set them. */
export function isSelectionKnown(
  { isWhole, includes, sources }: Model,
  source: Source,
  directives: readonly string[],
): boolean {
  if (isWhole) return true;
  if (directives.every((name) => sources.setting(source, name).use !== null)) return true;
  const unread = includes.some(
    ({ use, problem }) => problem !== null && problem !== 'no-match' && source.sections.includes(use.section),
  );
  return source.range?.prefix === 0 && !unread;
}

/** A listener that hosts of other networks can reach. One whose address cannot be read is not judged. */
export function isPublic({ address }: Listener): boolean {
  return address !== null && !isLoopback(address) && !isPrivate(address);
}

/** Whether clients of other hosts can reach no listener but those that are safe, whatever source they belong to. */
export function isClosedToOthers(
  { isWhole, sources, root }: Model,
  isSafe: (listener: Listener) => boolean,
): boolean {
  const isOld = ['smtp-ip', 'smtp-port'].some((name) => root.named(name).length > 0);
  return (
    isWhole &&
    !isOld &&
    sources.listeners.length > 0 &&
    sources.listeners.every(
      (listener) => isSafe(listener) || (listener.address !== null && isLoopback(listener.address)),
    )
  );
}

/** A line that opens something to strangers, and how they come to it. */
export interface Opening {
  readonly use: DirectiveUse;
  /** The sources in which it holds and that strangers are treated by. */
  readonly sources: readonly Source[];
  /** The listeners that give a named one of these sources to their clients. */
  readonly listeners: readonly Listener[];
}

/** What counts as an opening. */
export interface OpeningTest {
  /** The line that opens a source; null where it is closed, or not known to be open. */
  readonly opener: (source: Source) => DirectiveUse | null;
  /** Whether strangers have addresses of a range. */
  readonly isWide: (range: CidrRange) => boolean;
  /** Whether strangers can come in through a listener. */
  readonly isReached: (listener: Listener) => boolean;
}

/** The lines that open sources to strangers, by address or through a listener that names a source; each once. */
export function openings({ sources }: Model, { opener, isWide, isReached }: OpeningTest): Opening[] {
  const found = new Map<DirectiveUse, { use: DirectiveUse; sources: Set<Source>; listeners: Listener[] }>();
  const add = (source: Source, listener: Listener | null): void => {
    const use = opener(source);
    if (use === null) return;
    const opening = found.get(use) ?? { use, sources: new Set(), listeners: [] };
    found.set(use, opening);
    opening.sources.add(source);
    if (listener !== null) opening.listeners.push(listener);
  };
  for (const source of sources.all) if (source.range !== null && isWide(source.range)) add(source, null);
  for (const listener of sources.listeners.filter(isReached)) {
    const source = listener.sourceName === null ? undefined : sources.named(listener.sourceName);
    if (source?.range === null) add(source, listener);
  }
  return [...found.values()].map((opening) => ({ ...opening, sources: [...opening.sources] }));
}

/** The sections that take an opening over from a wider source, which is where its line stands. */
export function heirsOf({ use, sources }: Opening): readonly SectionUse[] {
  return sources
    .filter(({ sections }) => !sections.includes(use.section))
    .flatMap(({ sections }) => sections);
}
