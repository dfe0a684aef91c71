import type { Macros } from './names/macros.ts';
import type { DirectiveUse, SectionUse } from './source/content.ts';
import { hasPlaceholder } from '../catalog/placeholders.ts';
import { isTemplateLine } from './source/extent.ts';

/**
 * How much is known of a configuration, from least to most; each includes those before it. Below `blocks` nothing may be
 * reported as missing from the queues, and no finding may rest on a default.
 */
const LEVELS = [
  /** An include was not read, or a tag stands for more domains than are computed. */
  'partial',
  /** Every include was read, but it is a fragment. */
  'includes',
  /** Every file of a main configuration was read; a template engine may still fill in blocks. */
  'files',
  /** Every block for queues, while a template engine fills in some lines. */
  'blocks',
  /** Every line. */
  'lines',
] as const;

export type Completeness = (typeof LEVELS)[number];

export function isAtLeast(known: Completeness, level: Completeness): boolean {
  return LEVELS.indexOf(known) >= LEVELS.indexOf(level);
}

/** Whether a line is a placeholder alone, or includes a file of a template engine: any lines may come in its place. */
function mayBeBlocks(use: DirectiveUse): boolean {
  if (!isTemplateLine(use)) return false;
  return use.value === null || /^\{(?:\{[^{}]*\}\}|%-?\s*include\b.*)$/.test(`${use.name} ${use.value}`);
}

/** How much is known of a main configuration of which every file was read. */
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
    return 'files';
  const tags = new Set(sections.flatMap(({ kind, argument }) => (kind === 'domain' ? [argument ?? ''] : [])));
  for (const tag of tags) {
    const { undefinedMacros } = macros.expand(tag);
    if (undefinedMacros.length > 0 || hasPlaceholder(tag, true)) return 'files';
  }
  // PowerMTA does not know a name that a template engine fills in.
  const namesAll = ({ directives }: SectionUse): boolean =>
    !directives.some((use) => use.facts === undefined && isTemplateLine(use));
  return [root, ...sections].every((section) => !isFilledIn(section) && namesAll(section))
    ? 'lines'
    : 'blocks';
}
