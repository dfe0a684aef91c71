import { describe, expect, it } from 'vitest';
import { parse, print } from '../../grammar/parse.ts';
import { growth, LINEAR } from '../support/growth.ts';

function kinds(text: string): string[] {
  const document = parse(text);
  expect(print(document)).toBe(text);
  return document.lines.map((line) => (line.kind === 'invalid' ? line.problem.reason : line.kind));
}

describe('comments of other languages', () => {
  it('are lines of a kind of their own, and what follows is read as if nothing had happened', () => {
    expect(kinds('; one\n;two\na 1 ; three\n')).toEqual(['foreign-comment', 'foreign-comment', 'directive']);
    expect(kinds('<!-- one -->\na 1\n')).toEqual(['foreign-comment', 'directive']);
    expect(kinds('<!-- a # b -->\na 1\n')).toEqual(['foreign-comment', 'directive']);
  });

  it('go on over lines up to their end, blank lines and comments staying what they are', () => {
    expect(kinds('<!--\na 1\n\n# c\n<d x>\n--> # e\nb 2\n')).toEqual([
      'foreign-comment',
      'foreign-comment',
      'blank',
      'comment',
      'foreign-comment',
      'foreign-comment',
      'directive',
    ]);
    expect(kinds('\t<!-- a\r\n-->\r\nb 2')).toEqual(['foreign-comment', 'foreign-comment', 'directive']);
  });

  it('do not extend over lines where they have no end, or where something follows it', () => {
    expect(kinds('<!-- a\nb 1\n')).toEqual(['foreign-comment', 'directive']);
    expect(kinds('<!-- a\n<!-- b\nc 1\n-->\nd 2\n')).toEqual([
      'foreign-comment',
      'foreign-comment',
      'foreign-comment',
      'foreign-comment',
      'directive',
    ]);
    expect(kinds('<!-- a\nb 1\n--> c 2\n').slice(0, 2)).toEqual(['foreign-comment', 'directive']);
  });

  it('contain no sections', () => {
    const { children } = parse('<!-- <a x> -->\n<!--\n<b y>\n-->\n<c z>\n</c>\n');
    expect(children.map(({ kind }) => kind)).toEqual(['invalid', 'invalid', 'invalid', 'invalid', 'section']);
  });

  it.each<[string, (count: number) => string]>([
    ['are never closed', (count) => '<!-- x\n'.repeat(count)],
    ['are closed once', (count) => `${'<!-- x\n'.repeat(count)}-->\n`],
    [
      'are followed by lines and one end',
      (count) => `${'<!-- x\n'.repeat(count / 2)}# <!--\n${'a 1\n'.repeat(count)}-->\n`,
    ],
  ])('that %s are read in time that grows with their number', (_, textOf) => {
    expect(growth(4000, (count) => kinds(textOf(count)))).toBeLessThan(LINEAR);
  });
});
