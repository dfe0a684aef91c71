import type { Document, Node } from '../../grammar/tree.ts';

/** One node as indented words. */
function show(document: Document, node: Node, depth: number): string[] {
  const text = (range: { start: number; end: number } | null): string =>
    range === null ? '' : document.source.slice(range.start, range.end);
  const pad = '  '.repeat(depth);
  switch (node.kind) {
    case 'section':
      return [
        `${pad}<${text(node.name)} ${text(node.argument)}>${node.close === null ? ' unclosed' : ''}`,
        ...node.children.flatMap((child) => show(document, child, depth + 1)),
      ];
    case 'directive':
      return [
        `${pad}${text(node.name)} = ${text(node.value)}${node.problem ? ` !${node.problem.reason}` : ''}`,
      ];
    case 'pattern':
      return [
        `${pad}${text(node.regex)} = ${text(node.value)}${node.problem ? ` !${node.problem.reason}` : ''}`,
      ];
    case 'close':
      return [`${pad}stray </${text(node.name)}>`];
    case 'template':
      return [`${pad}template`];
    case 'invalid':
      return [`${pad}!${node.problem.reason} ${text(node.problem)}`];
  }
}

/** A tree as indented words, so that a test shows what it expects. */
export function outline(document: Document): string[] {
  return document.children.flatMap((node) => show(document, node, 0));
}

/** The same, one list of words for each node at the top. */
export function outlinesAtTop(document: Document): string[][] {
  return document.children.map((node) => show(document, node, 0));
}
