import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import type { Node } from '../../grammar/tree.ts';
import { growth, LINEAR } from '../support/growth.ts';

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

  it('ends at a closing tag whose name is a typo of its own, also after sections inside it', () => {
    const text = '<vitrual-mta v>\n<domain a>\n</domain>\nhost-name x\n</virtual-mta>\nlog-file /x\n';
    expect(outline(text)).toEqual([
      '<vitrual-mta v> … </virtual-mta>',
      '  <domain a>',
      '  host-name x',
      '</virtual-mta>',
      'log-file /x',
    ]);
  });

  it('ends with the section around it, whatever else is in that', () => {
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

  it('is read in time that grows with the number of tags without a partner', () => {
    const read = (count: number): void => {
      const text = '<domian a>\n'.repeat(count) + '</sourze>\n'.repeat(count);
      expect(outline(text)).toHaveLength(2 * count);
    };
    expect(growth(1000, read)).toBeLessThan(LINEAR);
  });
});
