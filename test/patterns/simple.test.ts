import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replies } from '../../src/catalog/replies.ts';
import { Automaton } from '../../src/patterns/automaton.ts';
import { blowUp, mostDegree } from '../../src/patterns/blow-up.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { literalsOf, textFilterOf, waysThrough } from '../../src/patterns/literals.ts';
import { matches } from '../../src/patterns/matches.ts';
import { Pattern } from '../../src/patterns/pattern.ts';
import { translate } from '../../src/patterns/pcre.ts';
import { readSimple, simpleMatcher } from '../../src/patterns/simple.ts';
import { treeOf } from '../../src/patterns/tree.ts';
import { corpusLists } from './corpus-patterns.ts';
import { commonPatterns, nearlySimplePatterns } from './generated-patterns.ts';
import { pattern } from './reading.ts';
import { degreeOf } from './recheck.ts';

/** The pattern as the parser reads it and the automata match it. */
function byParser(source: string): Pattern {
  const expression = treeOf(translate(source).text);
  return new Pattern(source, expression, true, new Automaton(expression));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const texts = fc.array(
  fc.string({
    unit: fc.constantFrom('4', '2', 'a', 'A', 'b', ' ', '-', '.', 'x', '_', '\n', 'ä'),
    maxLength: 8,
  }),
  { minLength: 5, maxLength: 5 },
);

describe('readSimple', () => {
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
  ])('reads /%s/ as the parser does', (source) => {
    expect(readSimple(source)).toEqual(byParser(source).expression);
  });

  it.each([
    '(',
    ')',
    'a)(',
    'a**',
    'a{2}',
    '(a+)+',
    '(?i)a',
    '[a-z]',
    String.raw`\1`,
    String.raw`\Aa`,
    '*a',
    'a|*',
    '^*',
    'ä',
    'a'.repeat(301),
  ])('returns null for %j', (source) => {
    expect(readSimple(source)).toBeNull();
  });

  it('builds an automaton within its limits for the largest patterns', () => {
    for (const part of ['a?', '(a)?', '(a|)', '(|)?', '[^a]*', '|a?', 'a'])
      expect(pattern(part.repeat(300 / part.length)).automaton.size).toBeGreaterThan(0);
  });

  it('reads generated patterns as the parser does, and matches finds them where the automata do', () => {
    let simple = 0;
    let found = 0;
    fc.assert(
      fc.property(nearlySimplePatterns, texts, (source, some) => {
        const expression = readSimple(source);
        if (expression === null) return;
        simple++;
        const whole = byParser(source);
        expect(expression).toEqual(whole.expression);
        for (const text of some) {
          const answer = matches(pattern(source), text);
          if (answer === true) found++;
          expect(answer, `/${source}/ in ${JSON.stringify(text)}`).toBe(matches(whole, text));
        }
      }),
      { numRuns: 8000 },
    );
    expect(simple).toBeGreaterThan(300);
    expect(found).toBeGreaterThan(300);
  });

  it('reads what people write so that it is found in the same replies of the catalog as by the automata', () => {
    const examples = replies().map(({ example }) => example);
    const sources = new Set([...corpusLists().flatMap((list) => list.sources), ...examples.map(escaped)]);
    for (const source of sources) {
      if (readSimple(source) === null) continue;
      const whole = byParser(source);
      expect(waysThrough(pattern(source))).toEqual(waysThrough(whole));
      for (const example of examples) {
        const answer = matches(pattern(source), example);
        if (answer !== matches(whole, example)) expect.fail(`/${source}/ in '${example}': ${answer}`);
      }
    }
  });
});

describe('simpleMatcher', () => {
  const matcherFor = (source: string) => simpleMatcher(source, readSimple(source)!);

  it('returns undefined where it could take long', () => {
    const long = 'a'.repeat(200);
    expect(matcherFor('.*.*.*.*b')(long, undefined)).toBeUndefined();
    expect(matcherFor(`${'(a|aa|)'.repeat(20)}b`)(long, undefined)).toBeUndefined();
  });

  it('returns undefined when the budget is spent', () => {
    expect(matcherFor('a.*b')('abc'.repeat(20), new Budget({ steps: 1 }).question())).toBeUndefined();
  });
});

describe('what the text of a pattern shows', () => {
  it.each<[string, string[][], number]>([
    ['too many connections', [['too many connections']], 1],
    [String.raw`421 .*RL\(?4-2\)? later`, [['421 ', 'RL', '4-2', ' later']], 2],
    ['ab+c', [['ab', 'c']], 2],
    ['ab?c', [['a', 'c']], 1],
    ['rate limit(ed)? exceeded', [['rate limit', ' exceeded']], 1],
    ['spam (a|b) c', [['spam a c'], ['spam b c']], 1],
    ['spam|block', [['spam'], ['block']], 1],
    ['[ab]c', [['c']], 1],
    ['.*a.*', [['a']], 3],
    ['(a+){3}', [['a', 'a', 'a']], 4],
    ['(a+|b)', [['a'], ['b']], 2],
    ['(a+)+', [['a']], Infinity],
  ])('/%s/ needs %j and takes at most the power %d', (source, needed, degree) => {
    expect(literalsOf(pattern(source))).toEqual(needed);
    expect(mostDegree(pattern(source))).toBe(degree);
  });

  it.each([
    ['simple', nearlySimplePatterns],
    ['common', commonPatterns],
  ])('is an upper limit for the time that generated %s patterns take', (_, sources) => {
    let limited = 0;
    fc.assert(
      fc.property(sources, (source) => {
        let read: Pattern;
        try {
          read = byParser(source);
        } catch {
          return;
        }
        const most = mostDegree(read);
        if (most === Infinity) return;
        limited++;
        expect(degreeOf(blowUp(read, new Budget())) ?? 2).toBeLessThanOrEqual(Math.max(most, 2));
      }),
      { numRuns: 3000 },
    );
    expect(limited).toBeGreaterThan(300);
  });

  it('is in the examples of the catalog, each as the pattern for itself', () => {
    for (const { example } of replies())
      expect(textFilterOf(pattern(escaped(example)))(example.toLowerCase()), example).toBe(true);
  });
});
