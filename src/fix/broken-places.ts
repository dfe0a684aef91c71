import type { Model } from '../model/model.ts';

/**
 * How many places of a configuration PowerMTA could not read: broken lines, sections without end, closing tags
 * without beginning. A fix must not add one.
 */
export function brokenPlaces(model: Model): number {
  const tags = model.sections.flatMap(({ node }) => (node === null ? [] : [node]));
  const unclosed = tags.filter((node) => node.close === null).length;
  const brokenTags = tags.filter((node) => node.open.problem !== null || node.close?.problem != null).length;
  const brokenLines = model.directives.filter((use) => use.broken).length;
  const others = [model.root, ...model.sections].flatMap((section) => section.others);
  const stray = others.filter(({ line }) => line.kind === 'close' || line.kind === 'invalid').length;
  return unclosed + brokenTags + brokenLines + stray;
}
