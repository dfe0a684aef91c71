import {
  type DirectiveUse,
  findDirective,
  type Model,
  quote,
  replaceName,
  type RuleEdit,
  type SectionUse,
} from '../../kit.ts';
import type { Replacement } from '../../../src/catalog/directives.ts';
import { spoolSection } from '../_shared/spool.ts';
import { holdsAlready } from '../_shared/replacement-line.ts';

/** How a line is written today: the same meaning under the present name. */
export interface Modernised {
  readonly title: string;
  readonly edits: readonly RuleEdit[];
}

/** Whether all that stands in the section is known, so that a name can be said not to stand there. */
function isFullyKnown(model: Model, section: SectionUse): boolean {
  if (section === model.root) return model.kind === 'main' && model.complete;
  return model.complete || section.named('include').length === 0;
}

function renamed(use: DirectiveUse, { to, value }: Replacement): Modernised | null {
  const title = `rename ${quote(use.name)} to ${quote(to)}`;
  if (value === 'same') return { title, edits: [replaceName(use, to)] };
  const range = use.line.value;
  if (value !== 'N -> N/h' || range === null || !/^[1-9]\d*$/.test(use.plainValue ?? '')) return null;
  const isQuoted = use.file.text[range.end - 1] === '"';
  const behind = isQuoted ? range.end - 1 : range.end;
  return {
    title: `${title}, with '/h' behind the number`,
    edits: [replaceName(use, to), { file: use.file, range: { start: behind, end: behind }, text: '/h' }],
  };
}

/**
 * The edits that write a line with an old name as it is written today; null where the two may not mean the same. The
 * catalog's conditions are kept, and nothing is renamed where the new name stands, or may stand, in the same block.
 */
export function modernised(model: Model, use: DirectiveUse): Modernised | null {
  const replacement = use.facts?.deprecated?.oneForOne;
  if (replacement === undefined || use.line.value === null || !isFullyKnown(model, use.section)) return null;
  if (replacement.to === '<spool>') {
    if (model.named('spool-min-free-space').length > 0) return null;
    const edits = spoolSection(model, use);
    return edits === null ? null : { title: "write the spool as a '<spool>' section", edits };
  }
  const directive = findDirective(replacement.to);
  if (directive === undefined || holdsAlready(use, directive)) return null;
  return renamed(use, replacement);
}

/** The same for the tags of a section. */
export function modernisedSection(model: Model, section: SectionUse): Modernised | null {
  const replacement = section.facts?.deprecated?.oneForOne;
  const { node, file } = section;
  const close = node?.close ?? null;
  if (replacement?.value !== 'same' || node === null || close === null || !model.isWhole) return null;
  if (model.sectionsOf(replacement.to).length > 0 || model.sectionsOf(section.kind).length > 1) return null;
  return {
    title: `rename '<${section.kind}>' to '<${replacement.to}>'`,
    edits: [node.name, close.name].map((range) => ({ file, range, text: replacement.to })),
  };
}
