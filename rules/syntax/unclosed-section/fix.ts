import { allowsIn, findDirective, findSection, hasSecret, insertLines, mayHold, memoize } from '../../kit.ts';
import type { RuleFix, SectionUse, SourceFile } from '../../kit.ts';
import { indentOf } from '../../../src/edits/writing.ts';
import { mistakenEndOf } from '../../../src/model/source/extent.ts';
import type { Line, Node, Section } from '../../../grammar/tree.ts';

const byOpening = memoize(
  (parent: SectionUse) => new Map(parent.sections.map((section) => [section.node?.open, section])),
);

/**
 * The section without a name that was meant as the closing tag (`<domain gmail.com>` … `<domain>`); null where there
 * is none.
 */
export function missingSlash({ node, parent, kind, sections }: SectionUse): SectionUse | null {
  if (node === null || parent === null) return null;
  const after = node.endedBy?.kind === 'open' ? byOpening(parent).get(node.endedBy) : undefined;
  const lastInside = sections.at(-1);
  // A list can hold one of its own kind, so that the tag is read as its beginning.
  const next = after?.kind === kind ? after : node.children.at(-1) === lastInside?.node ? lastInside : null;
  if (next?.kind !== kind || next.argument !== null) return null;
  return next.node?.close === null && next.node.open.kind === 'open' ? next : null;
}

function firstLineOf(node: Node): Line {
  return node.kind === 'section' ? node.open : node;
}

/** Whether a line or a section can be directly in a scope, as far as that is known. */
function fits(file: SourceFile, node: Node, scope: string): boolean {
  switch (node.kind) {
    case 'section':
      return findSection(file.slice(node.name)) === undefined || mayHold(scope, file.slice(node.name));
    case 'directive': {
      const directive = findDirective(file.slice(node.name));
      return directive === undefined || allowsIn(directive, scope) !== 'no';
    }
    case 'pattern':
      return findSection(scope)?.content === 'mini-language';
    case 'close':
      return false;
    case 'template':
    case 'invalid':
      return true;
  }
}

/**
 * How many of a section's children most likely belong to it: up to the first that cannot, or that is indented like the
 * tag while the first child is indented more. Null for unknown.
 */
function ownChildren(section: SectionUse, node: Section): number | null {
  const { file } = section;
  const outer = section.parent?.scope ?? 'global';
  const tagIndent = indentOf(file, node.open).length;
  const [first] = node.children;
  const isIndented = first !== undefined && indentOf(file, firstLineOf(first)).length > tagIndent;
  const border = node.children.findIndex((child) => {
    if (!fits(file, child, section.scope)) return true;
    const isOutside = isIndented && indentOf(file, firstLineOf(child)).length <= tagIndent;
    return isOutside && fits(file, child, outer);
  });
  if (border === -1) return node.children.length;
  return node.children.slice(border).every((child) => fits(file, child, outer)) ? border : null;
}

/** Writes the closing tag, instead of a tag that was meant as it where there is one; null where the end is unsure. */
export function closingFix(section: SectionUse, unslashed: SectionUse | null): RuleFix | null {
  const { file, node } = section;
  if (node === null || hasSecret(file, node.name)) return null;
  const tag = `</${file.slice(node.name)}>`;
  const mistaken = mistakenEndOf(section)?.tag ?? unslashed?.node?.tag;
  if (mistaken !== undefined)
    return { effect: 'unsafe', title: `write ${tag} here`, edits: [{ file, range: mistaken, text: tag }] };
  // Sections inside have to be closed first.
  if (node.children.some((child) => child.kind === 'section' && child.close === null)) return null;
  const own = ownChildren(section, node);
  if (own === null) return null;
  const last = node.children[own - 1] ?? node.open;
  const at = last.kind === 'section' ? (last.close?.next ?? last.end) : last.next;
  const edit = insertLines(file, at, [indentOf(file, node.open) + tag]);
  return { effect: 'unsafe', title: `close the section with ${tag}`, edits: [edit] };
}
