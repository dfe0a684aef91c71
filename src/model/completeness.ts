import type { Macros } from './names/macros.ts';
import type { DirectiveUse, SectionUse } from './source/content.ts';
import { isToBeFilledIn } from '../catalog/placeholders.ts';
import { isTemplateLine } from './source/extent.ts';

/**
 * How much is known of a configuration: `full`, every line of a main configuration; `blocks`, every block for queues,
 * while a template engine fills in some lines; `partial`, anything less: then nothing may be reported as missing, and no
 * finding may rest on a default.
 */
export type Completeness = 'full' | 'blocks' | 'partial';

/** Whether a line is a placeholder alone, or includes a file of a template engine: any lines may come in its place. */
function mayBeBlocks(use: DirectiveUse): boolean {
  if (!isTemplateLine(use)) return false;
  return use.value === null || /^\{(?:\{[^{}]*\}\}|%-?\s*include\b.*)$/.test(`${use.name} ${use.value}`);
}

/** How much is known of a main configuration of which every include was read. */
export function completenessOf(
  root: SectionUse,
  sections: readonly SectionUse[],
  macros: Macros,
): Completeness {
  const isFilledIn = ({ others, directives }: SectionUse): boolean =>
    others.some(isTemplateLine) || directives.some(mayBeBlocks);
  const holdsBlocks = ({ kind }: SectionUse): boolean =>
    kind === 'virtual-mta' || kind === 'virtual-mta-pool';
  if (isFilledIn(root) || sections.some((section) => holdsBlocks(section) && isFilledIn(section)))
    return 'partial';
  const tags = new Set(sections.flatMap(({ kind, argument }) => (kind === 'domain' ? [argument ?? ''] : [])));
  for (const tag of tags) {
    const { usesMacro, undefinedMacros } = macros.expand(tag);
    if (usesMacro ? undefinedMacros.length > 0 : isToBeFilledIn(tag)) return 'partial';
  }
  // A name that a template engine fills in is none that PowerMTA knows.
  const namesAll = ({ directives }: SectionUse): boolean =>
    !directives.some((use) => use.facts === undefined && isTemplateLine(use));
  return [root, ...sections].every((section) => !isFilledIn(section) && namesAll(section))
    ? 'full'
    : 'blocks';
}
