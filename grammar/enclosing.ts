import { lowerBound } from '../src/base/collections.ts';
import type { Node, Section } from './tree.ts';

/** The sections around the text from an offset up to the next region. */
interface Region<Sections> {
  readonly from: number;
  readonly sections: Sections;
}

/** Maps an offset to caller-defined data of its enclosing sections. */
export class EnclosingSections<Sections> {
  readonly #outermost: Sections;
  readonly #regions: Region<Sections>[] = [];

  /**
   * @param children The nodes at the top of the file.
   * @param outermost The data of text outside all sections.
   * @param within The data of text in a section, from the data of the text around it.
   */
  constructor(
    children: readonly Node[],
    outermost: Sections,
    within: (section: Section, outside: Sections) => Sections,
  ) {
    this.#outermost = outermost;
    // On a stack of its own: sections can be nested thousands deep.
    const waiting: (Region<Sections> | { readonly node: Section; readonly outside: Sections })[] = [];
    const wait = (nodes: readonly Node[], outside: Sections): void => {
      for (const node of nodes.toReversed()) if (node.kind === 'section') waiting.push({ node, outside });
    };
    wait(children, outermost);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if ('from' in next) {
        this.#regions.push(next);
        continue;
      }
      const { node, outside } = next;
      const sections = within(node, outside);
      this.#regions.push({ from: node.open.next, sections });
      waiting.push({ from: node.end, sections: outside });
      wait(node.children, sections);
    }
  }

  /** The data at an offset; a tag is outside the section that it opens, and inside the one that it closes. */
  at(offset: number): Sections {
    const next = lowerBound(this.#regions, ({ from }) => from <= offset);
    return this.#regions[next - 1]?.sections ?? this.#outermost;
  }
}
