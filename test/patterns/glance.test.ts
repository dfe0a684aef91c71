import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replies } from '../../src/catalog/replies.ts';
import { glanceAt } from '../../src/patterns/glance.ts';
import { nearlySimplePatterns } from './generated-patterns.ts';
import { Budget, blowUp, matches, readPattern } from '../../src/patterns/all.ts';

const budget = (): Budget => new Budget({ steps: 2_000_000, milliseconds: 5000 });

describe('what the text of a pattern tells', () => {
  it.each([
    ['too many connections', { needed: ['too many connections'], loops: 0 }],
    [String.raw`421 .*RL\(?4-2\)? later`, { needed: ['421 ', 'rl', '4-2', ' later'], loops: 1 }],
    ['ab+c', { needed: ['ab', 'c'], loops: 1 }],
    ['ab?c', { needed: ['a', 'c'], loops: 0 }],
    ['rate limit(ed)? exceeded', { needed: ['rate limit', ' exceeded'], loops: 0 }],
    ['spam (a|b) c', { needed: ['spam ', ' c'], loops: 0 }],
    ['spam|block', { needed: [], loops: 0 }],
    ['[ab]c', { needed: ['c'], loops: 0 }],
    ['.*a.*', { needed: ['a'], loops: 2 }],
  ])('%s', (source, expected) => {
    expect(glanceAt(source)).toEqual(expected);
  });

  it.each([
    '',
    '(',
    ')',
    'a)(',
    'a**',
    'a{2}',
    '(a+)+',
    '(?i)a',
    '[a-z]',
    String.raw`\1`,
    '*a',
    'a|*',
    '^*',
    'ä',
  ])('is not enough for %j', (source) => {
    expect(glanceAt(source)).toBeNull();
  });
});

const text = fc.array(fc.constantFrom('4', '2', 'a', 'A', 'b', ' ', '-', '.', 'x', '\n'), { maxLength: 8 });

describe('what is told of a simple pattern', () => {
  it('holds: it can be read, matches only what holds the texts, and is no slower than its loops allow', () => {
    let told = 0;
    fc.assert(
      fc.property(
        nearlySimplePatterns,
        fc.array(text, { minLength: 4, maxLength: 4 }),
        (pattern, characters) => {
          const glance = glanceAt(pattern);
          if (glance === null) return;
          told++;
          const read = readPattern(pattern, { ignoreCase: true });
          expect(read.kind).toBe('pattern');
          if (read.kind !== 'pattern') return;
          for (const candidate of characters.map((it) => it.join(''))) {
            if (matches(read, candidate, budget().question()) !== true) continue;
            for (const needed of glance.needed) expect(candidate.toLowerCase()).toContain(needed);
          }
          if (glance.loops > 1) return;
          const slow = blowUp(read, budget());
          expect(slow.kind === 'exponential' || (slow.kind === 'polynomial' && slow.degree > 2)).toBe(false);
        },
      ),
      { numRuns: 8000 },
    );
    expect(told).toBeGreaterThan(300);
  });

  it('holds for the examples of the catalog, each as the pattern for itself', () => {
    for (const { example } of replies()) {
      const pattern = example.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      const glance = glanceAt(pattern);
      if (glance === null) continue;
      for (const needed of glance.needed) expect(example.toLowerCase()).toContain(needed);
    }
  });
});
