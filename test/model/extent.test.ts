import { describe, expect, it } from 'vitest';
import { extentOf, hasTemplateLines, mistakenEndOf } from '../../src/model/source/extent.ts';
import { modelOf } from '../support/lint-texts.ts';

/** Of each section: its tag, the text it extends over, and the closing tag that was mistaken for its own. */
function outline(text: string): [string, string, string | null][] {
  const { sections } = modelOf(text);
  return sections.map((section) => {
    const end = mistakenEndOf(section);
    const { file } = section;
    return [
      file.slice(section.tagRange),
      file.slice(extentOf(section)),
      end === null ? null : file.slice(end.tag),
    ];
  });
}

describe('extentOf and mistakenEndOf', () => {
  it('go to after the closing tag', () => {
    expect(outline('a b\n<dns>\n</dns> # end\nc d\n')).toEqual([['<dns>', '<dns>\n</dns> # end\n', null]]);
  });

  it('take in a closing tag that closes nothing else', () => {
    expect(outline('<dns>\n</source>\nc d\n')).toEqual([['<dns>', '<dns>\n</source>\n', '</source>']]);
  });

  it('leave the closing tag of the section around it alone, also a misspelt one', () => {
    const right = '<virtual-mta v>\n<domain a>\n</virtual-mta>\n';
    expect(outline(right)).toEqual([
      ['<virtual-mta v>', right, null],
      ['<domain a>', '<domain a>\n', null],
    ]);
    const wrong = '<virtual-mta v>\n<domain a>\n</vitrual-mta>\n';
    expect(outline(wrong)).toEqual([
      ['<virtual-mta v>', wrong, '</vitrual-mta>'],
      ['<domain a>', '<domain a>\n', null],
    ]);
  });

  it('cover the whole file for the configuration as such', () => {
    const { root } = modelOf('a b\nc d\n');
    expect(extentOf(root)).toEqual({ start: 0, end: 8 });
    expect(mistakenEndOf(root)).toBeNull();
  });
});

describe('hasTemplateLines', () => {
  it.each([
    ['<% if a %>\n', true],
    ['{% if a %}\n', true],
    ['{{#each a}}\n', true],
    ['@if (a)\n', true],
    ['$p_dkim\n', false],
    ['host-name <%= a %>\n', false],
    ['<dns>\n<% if a %>\n</dns>\n', false],
  ])('of %j: %s', (text, expected) => {
    const { root, main } = modelOf(text);
    expect(hasTemplateLines(root, main)).toBe(expected);
  });
});
