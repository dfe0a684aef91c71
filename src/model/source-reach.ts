import type { Model } from './model.ts';
import type { Source } from './scopes/sources.ts';

/**
 * Whether what a source does not say of some directives is known: in a whole configuration; in a source that matches
 * every address as it stands, for no wider one can add to it, unless an include in it was not read; or where all of
 * them are said.
 */
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
