import type { Node, Section } from './tree.ts';

/** From an offset on, text stands in these sections, up to the next stretch. */
interface Stretch<Sections> {
  readonly from: number;
  readonly sections: Sections;
}

/** What stands in which sections of a file, in the terms of the one who asks. */
export class EnclosingSections<Sections> {
  readonly #outermost: Sections;
  readonly #stretches: readonly Stretch<Sections>[];

  /**
   * @param children What stands at the top of the file.
   * @param outermost The sections around it: none.
   * @param within The sections around what stands in a section, from those around the section itself.
   */
  constructor(
    children: readonly Node[],
    outermost: Sections,
    within: (section: Section, outside: Sections) => Sections,
  ) {
    const stretches: Stretch<Sections>[] = [];
    // On a stack of its own: sections can be nested thousands deep.
    const waiting: (Stretch<Sections> | { readonly node: Section; readonly outside: Sections })[] = [];
    const wait = (nodes: readonly Node[], outside: Sections): void => {
      for (const node of nodes.toReversed()) if (node.kind === 'section') waiting.push({ node, outside });
    };
    wait(children, outermost);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if ('from' in next) {
        stretches.push(next);
        continue;
      }
      const { node, outside } = next;
      const sections = within(node, outside);
      stretches.push({ from: node.open.next, sections });
      waiting.push({ from: node.end, sections: outside });
      wait(node.children, sections);
    }
    this.#outermost = outermost;
    this.#stretches = stretches;
  }

  /** The sections around an offset; a tag stands outside the section that it opens, and inside the one that it closes. */
  at(offset: number): Sections {
    let low = 0;
    for (let high = this.#stretches.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#stretches[middle]?.from ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#stretches[low - 1]?.sections ?? this.#outermost;
  }
}
