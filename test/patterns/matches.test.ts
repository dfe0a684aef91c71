import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { commonPatterns, shortTexts } from './generated-patterns.ts';
import { askPerl, isPerlThere } from './perl.ts';
import { pattern } from './reading.ts';
import { growth, LINEAR } from '../support/growth.ts';

/** Pattern, text, whether PCRE finds it. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['421', '4.2.1 421', true],
  ['^421', '4.2.1 421', false],
  ['too many', 'Too MANY connections', true],
  ['(?-i)too', 'Too', false],
  ['a(?-i)b|C', 'c', false],
  ['a(?-i:B)c', 'AbC', false],
  ['(a(?-i)b)C', 'Abc', true],
  ['[^a]', 'A', false],
  ['[[:upper:]]', 'x', true],
  ['(?-i)[[:upper:]]', 'x', false],
  ['[[:^upper:]]', 'x', false],
  ['[[:space:]]', ' ', true],
  ['[[:space:]]', ':', false],
  [String.raw`\Aabc\z`, 'abc', true],
  [String.raw`\Aabc\z`, 'abc\n', false],
  [String.raw`\Aabc\Z`, 'abc\n', true],
  ['abc$', 'abc\n', true],
  ['abc$', 'abc\n\n', false],
  ['a.c', 'a\nc', false],
  ['(?s)a.c', 'a\nc', true],
  [String.raw`a\Nc`, 'a\nc', false],
  [String.raw`\h`, 'a', false],
  [String.raw`\h`, '\t', true],
  [String.raw`\v`, '\r', true],
  [String.raw`\x23\x{41}`, '#a', true],
  [String.raw`\0121`, '\n1', true],
  [String.raw`[\101-\103]`, 'b', true],
  [String.raw`[\b]`, '\b', true],
  [String.raw`\bRL\d+\b`, 'x RL0001.', true],
  [String.raw`\bRL\d+\b`, 'xRL0001', false],
  [String.raw`\Bb`, 'ab', true],
  [String.raw`\Q4.7.1\E.`, '4.7.1!', true],
  [String.raw`\Q4.7.1`, '4a7.1', false],
  [String.raw`[\Q]\E]`, ']', true],
  ['[]a]', ']', true],
  ['[^]a]', ']', false],
  ['[[a]', '[', true],
  ['[a&&b]', '&', true],
  ['[a-]', '-', true],
  ['a{', 'a{', true],
  ['a{1', 'a{1', true],
  ['a{b}', 'a{b}', true],
  ['}]', '}]', true],
  ['(?x) 4 2 1 # code', '421', true],
  ['(?x: a b )c d', 'abc d', true],
  ['(?#note)421', '421', true],
  ["(?<code>4)(?P<b>2)(?'c'1)", '421', true],
  ['(?|a|b)', 'b', true],
  [String.raw`\Ka`, 'a', true],
  ['a||b', '', true],
  ['()', '', true],
  ['^$', '', true],
  ['^$', 'a', false],
  ['a^b', 'ab', false],
  ['(?U)a+b', 'aab', true],
  [String.raw`\/\-\@\_`, '/-@_', true],
  [String.raw`\e\cA`, '\x1b\x01', true],
  [String.raw`[^\d\s]`, '1 ', false],
  [String.raw`[\D]`, '1a', true],
  [String.raw`[a\-z]`, 'b', false],
  ['x{2,3}y', 'axxxxy', true],
  ['^x{2,3}y', 'xxxxy', false],
  ['^(ab?){2}$', 'aba', true],
];

/** Perl wants some braces to be escaped. */
const ONLY_IN_PERL = /\\\w*\{/;

/** Parts of patterns, of which some do not fit together. */
const PARTS = [
  ...[
    'a',
    'b',
    '1',
    ' ',
    '.',
    '-',
    ':',
    ',',
    '&&',
    '|',
    '^',
    '$',
    '*',
    '+',
    '?',
    '{',
    '}',
    '{2}',
    '{1,2}',
    '{2,1}',
  ],
  ...[
    '(',
    ')',
    '(?:',
    '(?i)',
    '(?-i:',
    '(?s)',
    '(?x)',
    '(?<n>',
    '(?#',
    '(?>',
    '[',
    ']',
    '[^',
    '[:alpha:]',
    '[[:',
  ],
  ...[
    String.raw`\d`,
    String.raw`\W`,
    String.raw`\b`,
    String.raw`\A`,
    String.raw`\z`,
    String.raw`\Z`,
    String.raw`\h`,
  ],
  ...[
    String.raw`\x41`,
    String.raw`\101`,
    String.raw`\1`,
    String.raw`\[`,
    String.raw`\N`,
    String.raw`\n`,
    '\\',
  ],
];

describe('matches', () => {
  it.each(CASES)('/%s/ in %j: %s', (source, text, isFound) => {
    expect(matches(pattern(source), text)).toBe(isFound);
  });

  it.skipIf(!isPerlThere)('says what Perl says', () => {
    // Perl reads these where a program is written, PCRE where a pattern is read.
    const shared = CASES.filter(([source]) => !/\\Q|\(\?U/.test(source));
    expect(askPerl(shared.map(([source, text]) => [source, text]))).toEqual(shared.map(([, , it]) => it));
  });

  it.skipIf(!isPerlThere)('says what Perl says of generated patterns and texts with line ends', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 6 });
    const cases = fc.sample(fc.tuple(commonPatterns, text), { numRuns: 3000 });
    const decided = cases.filter(([source]) => readPattern(source).kind === 'pattern');
    expect(decided.length).toBeGreaterThan(2000);
    const ours = decided.map(([source, it]) => matches(pattern(source), it));
    const differing = askPerl(decided).flatMap((found, i) => (found === ours[i] ? [] : [decided[i]]));
    expect(differing).toEqual([]);
  });

  it.skipIf(!isPerlThere)('agrees with Perl on any text as a pattern, as far as it is checked', () => {
    const parts = fc.constantFrom(...PARTS);
    const source = fc.array(parts, { maxLength: 7 }).map((it) => it.join(''));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '1', ' ', '[', '-', '{', ']', '&', '\n'),
      maxLength: 5,
    });
    const cases = fc.sample(fc.tuple(source, text), { numRuns: 6000 });
    const perl = askPerl(cases);
    const differing = cases.flatMap(([it, of], i) => {
      const read = readPattern(it);
      if (read.kind === 'undecidable' || ONLY_IN_PERL.test(it)) return [];
      // Perl takes numbers in the wrong order, numbers that repeat nothing, and classes without brackets of their own.
      const reason = read.kind === 'refused' ? read.reason : '';
      if (/wrong order|of its own|^'\{.*nothing before/.test(reason)) return [];
      const ours = read.kind === 'refused' ? null : matches(read, of);
      return ours === perl[i] ? [] : [{ source: it, text: of, ours, perl: perl[i] }];
    });
    expect(differing).toEqual([]);
  });

  it('says what JavaScript says where both mean the same', () => {
    fc.assert(
      fc.property(commonPatterns, shortTexts, (source, text) => {
        const read = readPattern(source);
        fc.pre(read.kind === 'pattern');
        expect(matches(read, text)).toBe(new RegExp(source, 'i').test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text where backtracking explodes', () => {
    const match = (count: number): void => {
      expect(matches(pattern('^(a+)+$'), `${'a'.repeat(count)}!`)).toBe(false);
    };
    expect(growth(50_000, match)).toBeLessThan(LINEAR);
  });

  it('leaves open what depends on bytes or UTF-8', () => {
    expect(matches(pattern('^.b'), 'éb')).toBeUndefined();
    expect(matches(pattern('b'), 'éb')).toBe(true);
    expect(matches(pattern('é'), 'ascii')).toBe(false);
    expect(matches(pattern('é'), 'é')).toBeUndefined();
  });
});
