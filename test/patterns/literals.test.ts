import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalsOf } from '../../src/patterns/literals.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { commonPatterns, shortTexts } from './generated-patterns.ts';
import { pattern } from './reading.ts';

describe('literalsOf', () => {
  it.each<[string, string[][]]>([
    ['421', [['421']]],
    ['Mail Refused', [['Mail Refused']]],
    [String.raw`^4\d\d\b`, [['4']]],
    [String.raw`4\.7\.28.*IP Netblock`, [['4.7.28', 'IP Netblock']]],
    ['RP-00[1-3]', [['RP-00']]],
    [
      String.raw`421 (RL|TS)0\d.*later`,
      [
        ['421 RL0', 'later'],
        ['421 TS0', 'later'],
      ],
    ],
    ['mailbox (is )?full', [['mailbox ', 'full']]],
    ['(no)?', [[]]],
    ['a{2}b{3,}c', [['aabbb', 'c']]],
    [
      '(foo|bar)+x',
      [
        ['foo', 'x'],
        ['bar', 'x'],
      ],
    ],
    ['[Aa]b', [['Ab']]],
    ['', [[]]],
    ['a|', [['a'], []]],
  ])('/%s/ needs %j', (source, texts) => {
    expect(literalsOf(pattern(source))).toEqual(texts);
  });

  it('stays small where a pattern has very many ways or very long texts', () => {
    expect(literalsOf(pattern('(a|b)'.repeat(40))).length).toBeLessThanOrEqual(64);
    expect(JSON.stringify(literalsOf(pattern('((a{30}){30})'))).length).toBeLessThan(3000);
  });

  it('names only what every matched text holds', () => {
    fc.assert(
      fc.property(commonPatterns, shortTexts, (source, text) => {
        const read = readPattern(source);
        fc.pre(read.kind === 'pattern' && matches(read, text) === true);
        const holds = (it: string) => text.toLowerCase().includes(it.toLowerCase());
        expect(literalsOf(read).some((texts) => texts.every(holds))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
