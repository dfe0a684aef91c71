import { findDirective, quote, replaceName } from '../../kit.ts';
import type { DirectiveUse, Model, RuleFix, SectionUse } from '../../kit.ts';
import type { Replacement } from '../../../src/catalog/directives.ts';
import { isSetInSectionOf, renameTags, spoolSection } from '../_shared/line-fixes.ts';

/** Whether all lines of the section are known, so that it certainly does not set a directive. */
function isFullyKnown(model: Model, section: SectionUse): boolean {
  if (section === model.root) return model.knows('files');
  return model.knows('includes') || section.named('include').length === 0;
}

function renamed(use: DirectiveUse, { to, value }: Replacement): RuleFix | null {
  const title = `rename ${quote(use.name)} to ${quote(to)}`;
  if (value === 'same') return { effect: 'neutral', title, edits: [replaceName(use, to)] };
  const range = use.line.value;
  if (value !== 'N -> N/h' || range === null || !/^[1-9]\d*$/.test(use.plainValue ?? '')) return null;
  const end = use.file.text[range.end - 1] === '"' ? range.end - 1 : range.end;
  const edits = [replaceName(use, to), { file: use.file, range: { start: end, end }, text: '/h' }];
  return { effect: 'neutral', title: `${title}, with '/h' behind the number`, edits };
}

/**
 * Writes a line under the present name of its directive; null where the meaning may change by the catalog, or the block
 * sets, or may set, the present name too.
 */
export function directiveFix(model: Model, use: DirectiveUse): RuleFix | null {
  const replacement = use.facts?.deprecated?.oneForOne;
  if (replacement === undefined || use.line.value === null || !isFullyKnown(model, use.section)) return null;
  if (replacement.to === '<spool>') {
    if (model.named('spool-min-free-space').length > 0) return null;
    const edits = spoolSection(model, use);
    return edits && { effect: 'neutral', title: "write the spool as a '<spool>' section", edits };
  }
  const directive = findDirective(replacement.to);
  if (directive === undefined || isSetInSectionOf(use, directive)) return null;
  return renamed(use, replacement);
}

/** Writes the tags of a section under the present name. */
export function sectionFix(model: Model, section: SectionUse): RuleFix | null {
  const replacement = section.facts?.deprecated?.oneForOne;
  if (replacement?.value !== 'same' || !model.knows('files')) return null;
  const isTaken = model.sectionsOf(replacement.to).length > 0 || model.sectionsOf(section.kind).length > 1;
  return isTaken ? null : renameTags(section, replacement.to, 'neutral');
}
