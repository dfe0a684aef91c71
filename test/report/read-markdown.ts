import { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;

/** What Markdown comes to. */
export interface ReadMarkdown {
  /** Every kind of node, and of HTML the tags. */
  readonly kinds: ReadonlySet<string>;
  /** Its text, that of code too, without line ends between blocks. */
  readonly text: string;
  /** The text outside code, where code hosts look for links, mentions and references. */
  readonly outsideCode: string;
  /** The blocks of code. */
  readonly blocks: readonly { readonly lang: string | null; readonly value: string }[];
}

/** Markdown as a program that shows it reads it. */
export function readMarkdown(source: string): ReadMarkdown {
  const kinds = new Set<string>();
  const blocks: { lang: string | null; value: string }[] = [];
  let [text, outsideCode] = ['', ''];
  let inElement = false;
  const visit = (node: Root | Root['children'][number]): void => {
    switch (node.type) {
      case 'html':
        for (const tag of node.value.match(/<!--.*?-->|<\/?[^>]*>/gs) ?? []) kinds.add(tag);
        if (node.value === '<code>') inElement = true;
        if (node.value === '</code>') inElement = false;
        break;
      case 'code':
        kinds.add('code block');
        blocks.push({ lang: node.lang ?? null, value: node.value });
        break;
      case 'inlineCode':
        kinds.add('code');
        text += node.value;
        outsideCode += '\0';
        break;
      case 'text':
        kinds.add(inElement ? 'code' : 'text');
        text += node.value;
        outsideCode += inElement ? '\0' : node.value;
        break;
      default:
        kinds.add(node.type);
        if ('children' in node) node.children.forEach(visit);
    }
  };
  visit(fromMarkdown(source));
  return { kinds, text, outsideCode, blocks };
}
