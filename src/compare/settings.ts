import { strictness, type Strictness } from '../catalog/compare-values.ts';
import { MAY_ADD_UP } from '../catalog/decisions.ts';
import { findDirective } from '../catalog/directives.ts';
import type { SectionUse } from '../model/source/content.ts';
import type { Queue } from '../model/scopes/queue.ts';
import type { SourceSetting } from '../model/scopes/sources.ts';
import { unshared, type Item } from './lists.ts';

/** Whether each line of a directive counts, not only the last one. */
export function addsUp(directive: string): boolean {
  return findDirective(directive)?.repeatable === true || MAY_ADD_UP.has(directive);
}

function linesIn(sections: readonly SectionUse[], directive: string): Item[] {
  return sections
    .flatMap((section) => section.settings.get(directive) ?? [])
    .map(({ use, value }) => ({ name: directive, value, line: use }));
}

/** The lines of a directive that apply to a queue together: those under the most specific pattern. */
export function linesOfQueue(queue: Queue, directive: string): Item[] {
  const level = queue.levels.find(({ blocks }) => blocks.some((block) => block.settings.has(directive)));
  return linesIn(level?.blocks ?? [], directive);
}

/** The lines of a directive in the source that sets it. */
export function linesOfSource({ source }: SourceSetting, directive: string): Item[] {
  return linesIn(source?.sections ?? [], directive);
}

/** The effective value as it is shown; of lines that add up all of them. */
export function valueOfLines(value: string | null, lines: readonly Item[]): string | null {
  return lines.length < 2 ? value : lines.map((line) => line.value).join('; ');
}

/** How a change of lines that add up moves what PowerMTA does. */
export function compareLines(
  directive: string,
  scope: string,
  was: readonly Item[],
  is: readonly Item[],
): Strictness {
  return unshared(directive, scope, was, is).every((lines) => lines.length === 0) ? 'equal' : 'unknown';
}

/** How a change of the one effective value moves what PowerMTA does. Null: no value is known. */
export function compareValue(
  directive: string,
  scope: string,
  was: string | null,
  is: string | null,
): Strictness {
  if (was === is) return 'equal';
  const facts = findDirective(directive);
  return facts === undefined ? 'unknown' : strictness(facts, scope, was, is);
}
