import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Alphabet } from '../../src/patterns/alphabet.ts';
import { Automaton } from '../../src/patterns/automaton.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { covers, exampleOf, overlap } from '../../src/patterns/covers.ts';
import { Matcher } from '../../src/patterns/matcher.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern, type Pattern } from '../../src/patterns/pattern.ts';
import { findText } from '../../src/patterns/product.ts';
import { allTexts, commonPatterns, nearlySimplePatterns, plainPatterns } from './generated-patterns.ts';
import { pattern, patterns } from './reading.ts';
import { coveredByRefa } from './refa.ts';

const covered = (earlier: readonly string[], later: string) =>
  covers(patterns(...earlier), pattern(later), new Budget());

describe('covers', () => {
  it.each<[string[], string, number[], string]>([
    [['refused'], 'connection refused', [0], 'connection refused'],
    [['unrelated', '421'], '421 RP-001', [1], '421 RP-001'],
    [['4\\d\\d'], '^451 ', [0], '451 '],
    [['^4'], '^421', [0], '421'],
    [['too many'], '(?-i)Too many', [0], 'Too many'],
    [['a|b'], '[ab]', [0], 'a'],
    [['^5\\.[0-4]', '^5\\.[5-9]'], '^5\\.\\d\\.\\d', [0, 1], '5.0.0'],
    [['other', 'a', 'b', 'a|x'], '[ab]c', [1, 2], 'ac'],
    [['\\bRL'], '^RL', [0], 'RL'],
    [['spam$'], 'spam\\z', [0], 'spam'],
    [['421.*try'], '^421 .*try later', [0], '421 try later'],
    [[''], 'whatever', [0], 'whatever'],
    [['^'], '^$', [0], ''],
  ])('%j leave nothing to %s', (earlier, later, by, witness) => {
    expect(covered(earlier, later)).toEqual({ kind: 'covered', by, witness });
  });

  it.each([
    [['connection refused'], 'refused', 'refused'],
    [['(?-i)Too many'], 'too many', 'too many'],
    [['^421'], '421', '.421'],
    [['421 '], '421', '421'],
    [['spam\\z'], 'spam$', 'spam\n'],
    [['\\bRL\\b'], 'RL', 'RLa'],
    [['a', 'b'], '[abc]', 'c'],
    [[], 'later', 'later'],
    // PowerMTA may hand over a reply of several lines as one text.
    [['421.*later'], '421[\\s\\S]*later', '421\nlater'],
  ])('%j leave something to %s', (earlier, later, witness) => {
    expect(covered(earlier, later)).toEqual({ kind: 'not-covered', witness });
  });

  it('knows a pattern that matches nothing', () => {
    expect(covered(['a'], 'a^b')).toEqual({ kind: 'matches-nothing' });
    expect(covered([], String.raw`a\bb`)).toEqual({ kind: 'matches-nothing' });
  });

  it('leaves open what names other than ASCII characters', () => {
    expect(covered(['a'], 'éa')).toEqual({ kind: 'undecided' });
    expect(covered(['é'], 'a')).toEqual({ kind: 'not-covered', witness: 'a' });
  });

  it('leaves open what costs too much', () => {
    const hard = [pattern('(a|b)*a(a|b){14}c'), pattern('(a|b)*b(a|b){14}c')];
    expect(covers(hard, pattern('[ab]{20,}c'), new Budget({ steps: 20_000 }))).toEqual({ kind: 'undecided' });
    expect(covers([pattern('a')], pattern('a'), new Budget({ steps: 0 }))).toEqual({ kind: 'undecided' });
  });
});

const TEXTS = allTexts(['a', 'b', 'A', ' ', '\n'], 4);

const generated = commonPatterns
  .map((source) => readPattern(source))
  .filter((read): read is Pattern => read.kind === 'pattern');

describe('covers, on generated patterns', () => {
  it('agrees with trying all short texts', () => {
    fc.assert(
      fc.property(fc.array(generated, { minLength: 1, maxLength: 3 }), generated, (earlier, later) => {
        const result = covers(earlier, later, new Budget());
        const byEarlier = (text: string) => earlier.some((it) => matches(it, text) === true);
        const escaped = TEXTS.find((text) => matches(later, text) === true && !byEarlier(text));
        if (result.kind === 'covered') {
          expect(escaped).toBeUndefined();
          expect(matches(later, result.witness)).toBe(true);
          expect(result.by.some((i) => matches(earlier[i]!, result.witness) === true)).toBe(true);
        } else if (result.kind === 'not-covered') {
          expect(matches(later, result.witness)).toBe(true);
          expect(byEarlier(result.witness)).toBe(false);
        } else if (result.kind === 'matches-nothing') {
          expect(TEXTS.some((text) => matches(later, text) === true)).toBe(false);
        } else fc.pre(false);
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with refa', () => {
    fc.assert(
      fc.property(plainPatterns, plainPatterns, (earlier, later) => {
        const [one, other] = [readPattern(earlier), readPattern(later)];
        fc.pre(one.kind === 'pattern' && other.kind === 'pattern');
        const isCovered = coveredByRefa(earlier, later);
        fc.pre(isCovered !== undefined);
        expect(covers([one], other, new Budget()).kind).toBe(isCovered ? 'covered' : 'not-covered');
      }),
      { numRuns: 200 },
    );
  });

  it('finds a text that two patterns match exactly where there is one', () => {
    fc.assert(
      fc.property(generated, generated, (one, other) => {
        const text = overlap(one, other, new Budget());
        const both = TEXTS.find(
          (it) => !it.includes('\n') && matches(one, it) === true && matches(other, it) === true,
        );
        fc.pre(text !== undefined);
        if (text === null) expect(both).toBeUndefined();
        else {
          expect([matches(one, text), matches(other, text)]).toEqual([true, true]);
          if (both !== undefined) expect(text.length).toBeLessThanOrEqual(both.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The example that the automata find, without line ends. */
function exampleByAutomata({ automaton }: Pattern): string | null | undefined {
  const never = new Automaton({ kind: 'choice', options: [] });
  const alphabet = new Alphabet(automaton.sets);
  const others = new Matcher(never, alphabet);
  const question = { sought: automaton, others, byBoth: false, alphabet, mayBreak: false };
  return findText(question, never, new Budget().question());
}

describe('texts that show what a pattern matches', () => {
  it('are those that the automata find, on generated patterns', () => {
    const simple = nearlySimplePatterns.map(readPattern).filter((read) => read.kind === 'pattern');
    fc.assert(
      fc.property(fc.oneof(simple, generated), (source) => {
        const found = exampleByAutomata(source);
        fc.pre(typeof found === 'string');
        expect(exampleOf(source, new Budget())?.toLowerCase()).toBe(found.toLowerCase());
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['Mail Refused', 'Mail Refused'],
    [String.raw`^421[ -]4\.7\.28\b[\s\S]*\bIP Netblock\b`, '421 4.7.28.IP Netblock'],
    [String.raw`\bRL\d+$`, 'RL0'],
    ['user@hotmail.com', 'user@hotmail.com'],
    ['[^a]', '.'],
    ['', ''],
    [String.raw`\n`, '\n'],
  ])('/%s/ matches %j', (source, example) => {
    expect(exampleOf(pattern(source), new Budget())).toBe(example);
  });

  it('are matched by both of two patterns', () => {
    expect(overlap(pattern('^421'), pattern('try later$'), new Budget())).toBe('421try later');
    expect(overlap(pattern('^421'), pattern('^550'), new Budget())).toBeNull();
    expect(overlap(pattern('mailbox'), pattern('^4.*box full$'), new Budget())).toBe('4mailbox full');
  });
});
