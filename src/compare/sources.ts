import { containsRange } from '../catalog/values/address.ts';
import { findDirective } from '../catalog/directives.ts';
import { strictness } from '../catalog/compare-values.ts';
import { foldName } from '../catalog/decisions.ts';
import type { Model } from '../model/model.ts';
import type { Source } from '../model/scopes/sources.ts';
import { pairUp, presenceChange, type Change } from './change.ts';

/** The text of a source's settings, equal for equal settings. */
function textOf(source: Source | undefined): string {
  const uses = source?.sections.flatMap((section) => section.directives) ?? [];
  return uses.map((use) => `${use.canonical.name} ${use.canonical.value}`).join('\n');
}

function directivesIn(sources: readonly (Source | undefined)[]): Set<string> {
  const uses = sources.flatMap((source) => source?.sections.flatMap((section) => section.directives) ?? []);
  return new Set(uses.map((use) => use.canonical.name).filter((name) => name !== 'include'));
}

function reaches(outer: Source, inner: Source): boolean {
  if (outer.range === null) return false;
  return inner.range === null ? outer.range.prefix === 0 : containsRange(outer.range, inner.range);
}

/** Changes of what applies in each source, inherited settings included. */
export function compareSources(before: Model, after: Model): Change[] {
  const byName = (model: Model): Map<string, Source> =>
    new Map(model.sources.all.map((source) => [foldName(source.name), source]));
  const [old, now] = [byName(before), byName(after)];
  const pairs = pairUp(old, now);
  const changed = pairs.filter(([, was, is]) => textOf(was) !== textOf(is));
  if (changed.length === 0) return [];
  const directives = directivesIn(changed.flatMap(([, was, is]) => [was, is]));
  return pairs.flatMap(([name, was, is]): Change[] => {
    const base = { subject: 'source', name: (was ?? is)?.name ?? name } as const;
    if (was === undefined || is === undefined)
      return [presenceChange(base, 'source', was?.sections, is?.sections)];
    const isTouched = changed.some(([other, outer, added]) => {
      const wider = outer ?? added;
      return other === name || (wider !== undefined && reaches(wider, was));
    });
    if (!isTouched) return [];
    return [...directives].flatMap((directive) => {
      const [old, now] = [before.sources.setting(was, directive), after.sources.setting(is, directive)];
      const [from, to] = [old.value, now.value];
      const facts = findDirective(directive);
      const verdict =
        from === to ? 'equal' : facts === undefined ? 'unknown' : strictness(facts, 'source', from, to);
      return verdict === 'equal'
        ? []
        : [{ ...base, directive, before: from, after: to, verdict, old: old.use, new: now.use }];
    });
  });
}
