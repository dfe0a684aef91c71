import { describe, expect, it } from 'vitest';
import { replies } from '../../src/catalog/replies.ts';
import { blowUp } from '../../src/patterns/blow-up.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { covers, exampleOf } from '../../src/patterns/covers.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern, type Pattern } from '../../src/patterns/pattern.ts';
import { askAll } from './all-questions.ts';
import { corpusLists } from './corpus-patterns.ts';
import { askPcre, isPcreThere } from './pcre.ts';
import { askRecheck, degreeOf } from './recheck.ts';
import { coveredByRefa } from './refa.ts';

const lists = corpusLists();
const sources = [...new Set(lists.flatMap((list) => list.sources))];

function readAll(): Pattern[] {
  return sources
    .map((source) => readPattern(source))
    .filter((read): read is Pattern => read.kind === 'pattern');
}

describe.skipIf(lists.length === 0)('the patterns of real configurations', () => {
  it('are many', () => {
    expect(lists.flatMap((list) => list.sources).length).toBeGreaterThan(1000);
  });

  it('are all answered, list by list, within half of what a list may cost', () => {
    for (const { name, sources: ofList } of lists) {
      const budget = new Budget({ milliseconds: 60_000 });
      const all = budget.left;
      const { covers: coverages, blowUps } = askAll(ofList, budget);
      expect(coverages, name).toHaveLength(ofList.length);
      expect([...coverages, ...blowUps], name).not.toContain('undecided');
      expect(all - budget.left, name).toBeLessThan(all / 2);
    }
  });

  it.skipIf(!isPcreThere)('match what PCRE says that they match', () => {
    const patterns = readAll();
    const examples = patterns.flatMap((it) => exampleOf(it, new Budget()) ?? []);
    const texts = [...new Set([...examples, ...replies().map(({ example }) => example)])].filter((text) =>
      /^[ -~]*$/.test(text),
    );
    const differing = patterns.flatMap((it) => {
      const found = askPcre(it.source, texts);
      return texts.flatMap((text, i) => (matches(it, text) === found?.[i] ? [] : `${it.source} in ${text}`));
    });
    expect(differing).toEqual([]);
  });

  it('cover one another as refa says', () => {
    const patterns = readAll();
    const compared: boolean[] = [];
    for (const later of patterns) {
      const example = exampleOf(later, new Budget()) ?? '';
      for (const earlier of patterns) {
        if (earlier === later || matches(earlier, example) !== true) continue;
        const isCovered = coveredByRefa(earlier.source, later.source);
        if (isCovered === undefined) continue;
        compared.push(isCovered);
        expect(covers([earlier], later, new Budget()).kind, `${earlier.source} before ${later.source}`).toBe(
          isCovered ? 'covered' : 'not-covered',
        );
      }
    }
    expect(compared.filter(Boolean).length).toBeGreaterThan(100);
    expect(compared).toContain(false);
  });

  it('take as long as recheck says', () => {
    // It takes a tenth of a second for each: every third will do here, and all with ALL_PATTERNS=1.
    const some = readAll().filter((_, index) => process.env.ALL_PATTERNS === '1' || index % 3 === 0);
    const differing = some.flatMap((it) => {
      const theirs = askRecheck(it.source)?.degree;
      const ours = degreeOf(blowUp(it, new Budget()));
      return theirs === undefined || theirs === ours ? [] : [{ source: it.source, ours, theirs }];
    });
    expect(differing).toEqual([]);
  });
});
