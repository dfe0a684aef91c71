import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replies } from '../../src/catalog/replies.ts';
import { Budget, matches, readPattern, waysThrough } from '../../src/patterns/all.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { plainPattern } from '../../src/patterns/plain.ts';
import { corpusLists } from './corpus-patterns.ts';
import { nearlySimplePatterns } from './generated-patterns.ts';

function readWhole(source: string): Pattern {
  const pattern = readPattern(source, { ignoreCase: true });
  if (pattern.kind !== 'pattern') throw new Error(`${source} cannot be read`);
  return pattern;
}

const text = fc.string({
  unit: fc.constantFrom('4', '2', 'a', 'A', 'b', ' ', '-', '.', 'x', '_'),
  maxLength: 8,
});

describe('a simple pattern', () => {
  it.each([
    '',
    'too many connections',
    'rate limit(ed)? exceeded',
    'spam|blacklist|',
    String.raw`^4\d\d[ -]4\.7\.[01\s].*try (?:again|it) later\b$`,
    '[.a]+?x*[^ab.]',
    '((a|b)c)?d',
    '()',
    String.raw`\(RL\) \D\S\W\s\w`,
  ])('is read as by the parser: %s', (source) => {
    expect(plainPattern(source)?.expression).toEqual(readWhole(source).expression);
  });

  it.each(['a{2}', '(?i)a', '[a-z]', String.raw`\Aa`, '(', 'ä'])('is not: %s', (source) => {
    expect(plainPattern(source)).toBeNull();
  });

  it('is read as by the parser, and found where the automata find it', () => {
    let simple = 0;
    let found = 0;
    fc.assert(
      fc.property(nearlySimplePatterns, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
        const plain = plainPattern(source);
        if (plain === null) return;
        simple++;
        const whole = readWhole(source);
        expect(plain.expression).toEqual(whole.expression);
        for (const one of texts) {
          const answer = plain.isFoundIn(one);
          if (answer === undefined) continue;
          if (answer) found++;
          expect(answer, `/${source}/ in '${one}'`).toBe(matches(whole, one));
        }
      }),
      { numRuns: 8000 },
    );
    expect(simple).toBeGreaterThan(300);
    expect(found).toBeGreaterThan(300);
  });

  it('is found in the same replies of the catalog as by the automata, for what people write', () => {
    const examples = replies().map(({ example }) => example);
    const sources = [
      ...new Set([...corpusLists().flatMap((list) => list.sources), ...examples.map(escaped)]),
    ];
    for (const source of sources) {
      const plain = plainPattern(source);
      if (plain === null) continue;
      const whole = readWhole(source);
      expect(waysThrough(plain)).toEqual(waysThrough(whole));
      for (const example of examples) {
        const answer = plain.isFoundIn(example);
        if (answer !== undefined && answer !== matches(whole, example))
          expect.fail(`/${source}/ in '${example}': ${answer}`);
      }
    }
  });

  it('is left to the automata where it could take long, or what stands in the text is read differently', () => {
    const long = 'a'.repeat(200);
    expect(plainPattern('.*.*.*.*b')?.isFoundIn(long)).toBeUndefined();
    expect(plainPattern(`${'(a|aa|)'.repeat(20)}b`)?.isFoundIn(long)).toBeUndefined();
    expect(plainPattern('a')?.isFoundIn('ä')).toBeUndefined();
    expect(plainPattern('a$')?.isFoundIn('a\n')).toBeUndefined();
  });

  it('is not looked for when the purse is empty', () => {
    const spend = new Budget({ steps: 1 }).question();
    const plain = plainPattern('a.*b.*c');
    expect(plain?.isFoundIn('abc'.repeat(20), spend)).toBeUndefined();
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
