import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { growth } from '../support/growth.ts';
import type { Node } from '../../grammar/tree.ts';

/** One line a node, indented; `<x> … <y>` is a section without closing tag and the tag that ended it. */
function outline(source: string): string[] {
  const show = (nodes: readonly Node[], pad: string): string[] =>
    nodes.flatMap((node) => {
      const own = source.slice(
        node.kind === 'section' ? node.tag.start : node.start,
        node.kind === 'section' ? node.tag.end : node.end,
      );
      if (node.kind !== 'section') return [pad + own.trim()];
      const { close, endedBy } = node;
      const end = endedBy === null ? 'the end' : source.slice(endedBy.tag.start, endedBy.tag.end);
      return [`${pad}${own}${close === null ? ` … ${end}` : ''}`, ...show(node.children, `${pad}  `)];
    });
  return show(parse(source).children, '');
}

describe('a section without a closing tag of its own', () => {
  it('ends at a closing tag that closes nothing else', () => {
    const text = '<domain a.com>\n  max-smtp-out 1\n</source>\nlog-file /x\n';
    expect(outline(text)).toEqual([
      '<domain a.com> … </source>',
      '  max-smtp-out 1',
      '</source>',
      'log-file /x',
    ]);
  });

  it('ends at a closing tag whose name is a slip for its own, also behind sections inside it', () => {
    const text = '<vitrual-mta v>\n<domain a>\n</domain>\nhost-name x\n</virtual-mta>\nlog-file /x\n';
    expect(outline(text)).toEqual([
      '<vitrual-mta v> … </virtual-mta>',
      '  <domain a>',
      '  host-name x',
      '</virtual-mta>',
      'log-file /x',
    ]);
  });

  it('ends with the section around it, whatever else stands in that', () => {
    const text = '<virtual-mta v>\n<domain a>\n</virtual-mta>\n<domain b>\n</domian>\nlog-file /x\n';
    expect(outline(text)).toEqual([
      '<virtual-mta v>',
      '  <domain a> … </virtual-mta>',
      '<domain b> … </domian>',
      '</domian>',
      'log-file /x',
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'ends before the next section when it is called %s',
    (name) => {
      expect(outline(`<${name}>\n<domain a>\n</domain>\n`)).toEqual([`<${name}> … <domain a>`, '<domain a>']);
    },
  );

  it('takes no closing tag that only looks alike when its own is there', () => {
    expect(outline('<source a>\n</soruce>\n</source>\n')).toEqual(['<source a>', '  </soruce>']);
  });

  it('costs no more than its lines where thousands of tags have no partner', () => {
    const textOf = (size: number) => '<domian a>\n'.repeat(size) + '</sourze>\n'.repeat(size);
    expect(outline(textOf(20_000))).toHaveLength(40_000);
    expect(growth(5000, (size) => outline(textOf(size)))).toBeLessThan(10);
  });
});
