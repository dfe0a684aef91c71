import {
  allowsIn,
  findDirective,
  findSection,
  insertLines,
  type RuleFix,
  type SectionUse,
  type SourceFile,
} from '../../kit.ts';
import { mayHold } from '../../../src/catalog/sections.ts';
import { mistakenEndOf } from '../../../src/model/source/extent.ts';
import type { CloseTag, Node, OpenTag, Section } from '../../../grammar/tree.ts';

const byOpening = new WeakMap<SectionUse, ReadonlyMap<unknown, SectionUse>>();

/** The section in `parent` that begins with a tag. */
function beginningWith(parent: SectionUse, open: OpenTag | CloseTag | null): SectionUse | undefined {
  let known = byOpening.get(parent);
  if (known === undefined) {
    known = new Map(parent.sections.map((section) => [section.node?.open, section]));
    byOpening.set(parent, known);
  }
  return open === null ? undefined : known.get(open);
}

/**
 * The section without a name that was meant as the closing tag (`<domain gmail.com>` … `<domain>`); null where there
 * is none.
 */
export function missingSlash(section: SectionUse): SectionUse | null {
  const { node, parent, kind } = section;
  if (node === null || parent === null) return null;
  const behind = beginningWith(parent, node.endedBy);
  const [last, lastInside] = [node.children.at(-1), section.sections.at(-1)];
  // A list can hold one of its own kind, so that the tag is read as its beginning.
  const next = behind?.kind === kind ? behind : last === lastInside?.node ? lastInside : undefined;
  const isSlip = next?.kind === kind && next.argument === null && next.node?.close === null;
  return isSlip && next.node.open.kind === 'open' ? next : null;
}

function firstLineOf(node: Node): { start: number; end: number } {
  return node.kind === 'section' ? node.open : node;
}

function indentOf(file: SourceFile, { start, end }: { start: number; end: number }): string {
  return /^\uFEFF?([ \t]*)/.exec(file.text.slice(start, Math.min(end, start + 200)))?.[1] ?? '';
}

/** Whether a line or a section can stand directly in a scope, as far as that is known. */
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
 * How many of a section's children most likely belong to it: up to the first that cannot, or that stands as far left
 * as the tag while the first one does not. Null where no such border can be drawn.
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

function behind(node: Node): number {
  return node.kind === 'section' ? (node.close?.next ?? node.end) : node.next;
}

/** The closing tag written in, or put in the place of the tag that was mistaken for it; null where that is unsure. */
export function closingFix(section: SectionUse, slip: SectionUse | null): RuleFix | null {
  const { file, node } = section;
  if (node === null) return null;
  const tag = `</${file.slice(node.name)}>`;
  const mistaken = mistakenEndOf(section)?.tag ?? slip?.node?.tag;
  if (mistaken !== undefined) {
    return { safety: 'unsafe', title: `write ${tag} here`, edits: [{ file, range: mistaken, text: tag }] };
  }
  // What is inside has to be closed first.
  if (node.children.some((child) => child.kind === 'section' && child.close === null)) return null;
  const own = ownChildren(section, node);
  if (own === null) return null;
  const last = own === 0 ? undefined : node.children[own - 1];
  const at = last === undefined ? node.open.next : behind(last);
  const edit = insertLines(file, at, [indentOf(file, node.open) + tag]);
  return { safety: 'unsafe', title: `close the section with ${tag}`, edits: [edit] };
}
