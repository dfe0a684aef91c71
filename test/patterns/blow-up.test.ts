import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blowUp, type SlowText } from '../../src/patterns/blow-up.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { commonPatterns } from './generated-patterns.ts';
import { pattern } from './reading.ts';
import { askRecheck, degreeOf } from './recheck.ts';

const blowUpOf = (source: string) => blowUp(pattern(source), new Budget());

const EXPONENTIAL = [
  '(a+)+$',
  '(a+)+b',
  '(a|a)*b',
  '(a*)*b',
  '(a*x?)*b',
  '(x?y?)*!',
  '^(a|ab|b)*c',
  String.raw`(\w+\s?)+$`,
  String.raw`(.|\s)*foo`,
  '(x+x+)+y',
  '((a{1,3})+)+b',
  '(?:a?|a)*b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  String.raw`^4(\d+|\s+\d+)*x`,
];

const POLYNOMIAL: readonly (readonly [string, number])[] = [
  ['a+b', 2],
  ['^a*a*b', 2],
  ['a*a*b', 3],
  ['(ab)*(ba)*c', 2],
  [String.raw`(\w+\b)*!`, 2],
  [String.raw`421.*4\.7\.1.*unusual`, 3],
  ['^421 .*a.*b', 2],
  ['a.*a.*a.*a.*x', 5],
  ['d+.d+.d+.d+ blocked', 5],
  [String.raw`\S+@\S+ +(is +)?(not (a +)?valid|bad)`, 3],
];

const HARMLESS = [
  '421',
  '^a+b',
  '(a+)+',
  '^(a?){20}b',
  '(ab|cd)+',
  '@*',
  String.raw`^[45]\.1\.[1346];`,
  '',
  '^(a|b)*c',
];

function textOf({ prefix, pump, suffix }: SlowText, times: number): string {
  return `${prefix}${pump.repeat(times)}${suffix}`;
}

/** Whether JavaScript's backtracking engine is still at work after a tenth of a second. */
function isSlow(source: string, text: string): boolean {
  const script = new Script('new RegExp(source, "i").test(text)');
  try {
    script.runInContext(createContext({ source, text }), { timeout: 100 });
    return false;
  } catch {
    return true;
  }
}

describe('blowUp', () => {
  it.each(EXPONENTIAL)('/%s/ is exponential, and its text shows it', (source) => {
    const result = blowUpOf(source);
    expect(result.kind).toBe('exponential');
    const text = result.kind === 'exponential' ? textOf(result.witness, 40) : '';
    expect(matches(pattern(source), text)).toBe(false);
    expect(isSlow(source, text)).toBe(true);
  });

  it.each(POLYNOMIAL)('/%s/ takes time that grows with the power of %d', (source, degree) => {
    const result = blowUpOf(source);
    expect(result).toMatchObject({ kind: 'polynomial', degree });
    expect(result.kind === 'polynomial' && matches(pattern(source), textOf(result.witness, 20))).toBe(false);
  });

  it.each(HARMLESS)('/%s/ is harmless', (source) => {
    expect(blowUpOf(source)).toEqual({ kind: 'none' });
  });

  it('knows that PCRE tries a pattern that starts with .* once', () => {
    expect(blowUpOf('.*a.*b')).toMatchObject({ kind: 'polynomial', degree: 2 });
    expect(blowUpOf('x.*a.*b')).toMatchObject({ kind: 'polynomial', degree: 3 });
  });

  it('leaves open what costs too much', () => {
    expect(blowUp(pattern('(a|b)+(b|c)+(c|a)+x'), new Budget({ steps: 50 }))).toEqual({ kind: 'undecided' });
  });

  it.each([...EXPONENTIAL, ...POLYNOMIAL.map(([source]) => source), ...HARMLESS])(
    'agrees with recheck on /%s/',
    (source) => {
      expect(degreeOf(blowUpOf(source))).toBe(askRecheck(source)?.degree);
    },
  );

  it('never says more than recheck has worked out, on generated patterns', () => {
    const degrees = new Set<number>();
    fc.assert(
      fc.property(commonPatterns, (source) => {
        const read = readPattern(source);
        // Long ones take recheck seconds.
        fc.pre(read.kind === 'pattern' && source.length < 40);
        const ours = degreeOf(blowUp(read, new Budget()));
        fc.pre(ours !== undefined);
        const theirs = askRecheck(source, 1000);
        fc.pre(theirs?.isProved === true);
        expect(ours).toBeLessThanOrEqual(theirs.degree);
        // We look at texts of one line, which the pattern does not match.
        const isOurs = !theirs.needsLines && matches(read, '') === false && !/[$^]|\\b/i.test(source);
        if (isOurs) expect(ours).toBe(theirs.degree);
        degrees.add(ours);
      }),
      { numRuns: 300 },
    );
    expect(degrees.size).toBeGreaterThan(1);
  });
});
