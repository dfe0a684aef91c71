import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPattern } from '../../src/patterns/pattern.ts';
import { askPcre, isPcreThere } from './pcre.ts';

const read = (source: string) => readPattern(source);

describe('a pattern that PCRE refuses', () => {
  it.each([
    ['(421', 0, "'(' is never closed by ')'"],
    ['a(b(c)', 1, "'(' is never closed by ')'"],
    ['a)', 1, String.raw`')' closes no group; write '\)' for the character`],
    ['[abc', 0, "'[' is never closed by ']'"],
    ['[]', 0, "'[' is never closed by ']'"],
    ['[^]', 0, "'[' is never closed by ']'"],
    ['*@example.com', 0, String.raw`'*' has nothing before it to repeat; write '\*' for the character`],
    ['a|+', 2, String.raw`'+' has nothing before it to repeat; write '\+' for the character`],
    ['(?:*)', 3, String.raw`'*' has nothing before it to repeat; write '\*' for the character`],
    ['(*)', 1, String.raw`'*' has nothing before it to repeat; write '\*' for the character`],
    ['a**', 2, String.raw`'*' stands behind another quantifier; write '\*' for the character`],
    ['a{2}{3}', 4, String.raw`'{3}' stands behind another quantifier; write '\{3}' for the character`],
    ['a{3,1}', 1, "the numbers in '{3,1}' are in the wrong order"],
    ['a{70000}', 1, "'{70000}' repeats more often than PCRE can"],
    ['[z-a]', 1, "the range 'z-a' in brackets runs backwards"],
    ['[[:foo:]]', 1, "'[:foo:]' is no class that PCRE knows"],
    ['[:space:]', 0, "'[:space:]' has to stand in brackets of its own"],
    ['ab\\', 2, 'a backslash at the end has nothing to escape'],
    [String.raw`(a)\2`, 3, String.raw`'\2' refers to a group that does not exist`],
    ['(?z)a', 2, "'z' is no mode that PCRE knows"],
    ['(?#abc', 0, "the comment '(?#' is never closed by ')'"],
    [String.raw`a\c`, 1, String.raw`'\c' at the end lacks its letter`],
  ])('%s is refused with the place and a reason', (source, offset, reason) => {
    expect(read(source)).toEqual({ kind: 'refused', reason, offset });
  });
});

describe('a pattern that is not checked', () => {
  it.each([
    [String.raw`(a)\1`, 'a reference to a group'],
    [String.raw`(?<n>a)\k<n>`, 'a reference to a group'],
    ['a(?=b)', 'a look-around'],
    ['(?<!a)b', 'a look-around'],
    ['(?>a+)b', 'an atomic group'],
    ['a++b', 'a possessive quantifier'],
    ['a{2}+b', 'a possessive quantifier'],
    ['(?R)', "the mode '(?R)'"],
    ['(a)(?1)', "an unusual group, '(?'"],
    ['(?(1)a|b)', "an unusual group, '(?'"],
    ['(*UTF8)a', "a verb, '(*'"],
    ['(?m)^a', "the mode '(?m)'"],
    [String.raw`\p{L}`, 'a property of Unicode'],
    ['a{,3}', "'{,3}', which versions of PCRE read differently"],
    [String.raw`\j`, String.raw`'\j', which versions of PCRE read differently`],
    [String.raw`\u0041`, String.raw`'\u', which versions of PCRE read differently`],
    [String.raw`[\w-.]`, 'a hyphen beside a class of characters, which versions of PCRE read differently'],
    ['[[.a.]]', 'an unusual class in brackets'],
    ['[é]', 'characters beyond ASCII'],
    ['é+', 'characters beyond ASCII'],
    ['^*', 'a quantifier where there is no character to repeat'],
    ['(a{1000}){1000}', 'its size'],
    ['(){60000}'.repeat(3), 'its size'],
    ['('.repeat(300) + ')'.repeat(300), 'its depth'],
    ['('.repeat(20_000), 'its length'],
  ])('%s says what it holds', (source, reason) => {
    expect(read(source)).toEqual({ kind: 'undecidable', reason });
  });

  it('is refused nevertheless for what no version of PCRE takes', () => {
    expect(read('(?=a)(b')).toMatchObject({ kind: 'refused', offset: 5 });
  });
});

describe.skipIf(!isPcreThere)('what PCRE says of patterns', () => {
  it('is that it refuses them where we say so, and takes them where we read them', () => {
    const parts = [
      'a',
      '1',
      '|',
      '^',
      '*',
      '+',
      '?',
      '{2}',
      '{2,1}',
      '(',
      ')',
      '(?:',
      '(?i)',
      '(?z)',
      '[',
      ']',
    ].concat([
      '[^',
      '[9-0]',
      '[[:alpha:]]',
      '[[:foo:]]',
      '\\',
      '\\d',
      '\\1',
      '\\Q',
      '(?<n>',
      '(?#',
      '.',
      '-',
    ]);
    const generated = fc.sample(
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }).map((it) => it.join('')),
      { numRuns: 600 },
    );
    const wrong = generated.filter((source) => {
      const { kind } = read(source);
      return kind !== 'undecidable' && (kind === 'refused') !== (askPcre(source, []) === null);
    });
    expect(wrong).toEqual([]);
  });
});
