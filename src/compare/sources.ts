import { containsRange } from '../catalog/values/address.ts';
import type { Model } from '../model/model.ts';
import { argumentKey } from '../model/scopes/argument-key.ts';
import type { Source } from '../model/scopes/sources.ts';
import { pairUp, presenceChange, type Change } from './change.ts';
import { addsUp, compareLines, compareValue, linesOfSource, valueOfLines } from './settings.ts';

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
    new Map(
      model.sources.all.map((source) => [argumentKey({ kind: 'source', argument: source.name }), source]),
    );
  const [old, now] = [byName(before), byName(after)];
  const pairs = pairUp(old, now);
  const changed = pairs.filter(([, was, is]) => textOf(was) !== textOf(is));
  if (changed.length === 0) return [];
  const directives = directivesIn(changed.flatMap(([, was, is]) => [was, is]));
  return pairs.flatMap(([name, was, is]): Change[] => {
    const base = { subject: 'source', name: (was ?? is)?.name ?? name } as const;
    if (was === undefined || is === undefined)
      return [presenceChange(base, 'source', was?.sections[0] ?? null, is?.sections[0] ?? null)];
    const isTouched = changed.some(([other, outer, added]) => {
      const wider = outer ?? added;
      return other === name || (wider !== undefined && reaches(wider, was));
    });
    if (!isTouched) return [];
    return [...directives].flatMap((directive): Change[] => {
      const [from, to] = [before.sources.setting(was, directive), after.sources.setting(is, directive)];
      const change = { ...base, directive, old: from.use, new: to.use };
      if (!addsUp(directive)) {
        const verdict = compareValue(directive, 'source', from.value, to.value);
        return verdict === 'equal' ? [] : [{ ...change, before: from.value, after: to.value, verdict }];
      }
      const [lines, newLines] = [linesOfSource(from, directive), linesOfSource(to, directive)];
      const verdict = compareLines(directive, 'source', lines, newLines);
      const shown = { before: valueOfLines(from.value, lines), after: valueOfLines(to.value, newLines) };
      return verdict === 'equal' ? [] : [{ ...change, ...shown, verdict }];
    });
  });
}
