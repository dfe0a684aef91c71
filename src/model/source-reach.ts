import type { Model } from './model.ts';
import type { Source } from './scopes/sources.ts';

/** Whether unset directives of a source are known: no unread include or wider source can set them. */
export function areUnsetKnown(model: Model, source: Source, directives: readonly string[]): boolean {
  if (model.knows('files')) return true;
  const { includes, sources } = model;
  if (directives.every((name) => sources.setting(source, name).use !== null)) return true;
  const unread = includes.some(
    ({ use, problem }) => problem !== null && problem !== 'no-match' && source.sections.includes(use.section),
  );
  return source.range?.prefix === 0 && !unread;
}
