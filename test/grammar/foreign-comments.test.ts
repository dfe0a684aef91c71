import { describe, expect, it } from 'vitest';
import { parse, print } from '../../grammar/parse.ts';
import { growth } from '../support/growth.ts';

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

  it('take no lines with them where they have no end, or where something stands behind it', () => {
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

  it('hold no sections', () => {
    const { children } = parse('<!-- <a x> -->\n<!--\n<b y>\n-->\n<c z>\n</c>\n');
    expect(children.map(({ kind }) => kind)).toEqual(['invalid', 'invalid', 'invalid', 'invalid', 'section']);
  });

  it('is linear', () => {
    const texts = [
      (size: number) => '<!-- x\n'.repeat(4 * size),
      (size: number) => `${'<!-- x\n'.repeat(2 * size)}-->\n`,
      (size: number) => `${'<!-- x\n'.repeat(size)}# <!--\n${'a 1\n'.repeat(2 * size)}-->\n`,
    ];
    for (const textOf of texts) expect(growth(6000, (size) => kinds(textOf(size)))).toBeLessThan(10);
  });
});
