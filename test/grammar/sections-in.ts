import type { Document, Section } from '../../grammar/tree.ts';

/** All sections of a text, without recursion, since texts nest deeply. */
export function sectionsIn(document: Document): Section[] {
  const found: Section[] = [];
  const pending = [...document.children];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind !== 'section') continue;
    found.push(node);
    pending.push(...node.children);
  }
  return found;
}
