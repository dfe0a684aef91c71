import { describe, expect, it } from 'vitest';
import { matchesReply, replies } from '../../src/catalog/replies.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { covers } from '../../src/patterns/covers.ts';
import { matches } from '../../src/patterns/matches.ts';
import { askAll } from './all-questions.ts';
import { pattern } from './reading.ts';

function times(count: number, make: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

describe('the replies of the catalog', () => {
  it('are matched as JavaScript matches them, whose patterns mean the same there', () => {
    const rows = replies();
    const differing = rows.flatMap((reply) => {
      const read = pattern(reply.pattern);
      return rows
        .filter(({ example }) => matches(read, example) !== matchesReply(reply, example))
        .map(({ id }) => `${reply.id} ${id}`);
    });
    expect(differing).toEqual([]);
  });

  it('have patterns of which every question is answered', () => {
    const { covers: coverages, blowUps } = askAll(
      replies().map((reply) => reply.pattern),
      new Budget({ milliseconds: Infinity }),
    );
    expect(coverages).not.toContain('undecided');
    expect(blowUps).not.toContain('undecided');
  });
});

describe('work', () => {
  it('on a list of 300 usual patterns is less than half of what may be done', () => {
    const budget = new Budget({ milliseconds: 60_000 });
    const all = budget.left;
    const answers = askAll(
      times(300, (i) => `^4[25]1 .*(code|error) (RL|TS)${i}\\b.*try (again )?later`),
      budget,
    );
    expect(all - budget.left).toBeLessThan(all / 2);
    expect([...answers.covers, ...answers.blowUps]).not.toContain('undecided');
    expect(answers.matches).not.toContain(undefined);
  });

  it.each<[string, (i: number) => string]>([
    ['large when they are made deterministic', (i) => `(a|b)*a(a|b){${10 + (i % 7)}}c${i % 5}`],
    ['ambiguous many times', (i) => String.raw`(\w+\s*\d*|\W+){1,${20 + (i % 30)}}(x|${i})*y`],
    ['long', (i) => `.{${i + 600}}x`],
    ['made of optional parts', (i) => `(.?x?){${i + 100}}y`],
    ['nested and counted', (i) => `((a?b?c?){30}){${10 + (i % 20)}}$`],
    ['of many alternatives', (i) => `(${times(100, (j) => `w${i * j}`).join('|')})+z`],
    ['of anything in a row', (i) => `${'.*'.repeat(100)}${i}`],
  ])('on 300 patterns that are %s ends with the steps', (_, make) => {
    const budget = new Budget({ steps: 500_000, milliseconds: 60_000 });
    const { covers: coverages } = askAll(times(300, make), budget);
    expect(budget.left).toBeGreaterThan(-50_000);
    if (budget.isSpent) expect(coverages).toContain('undecided');
  });

  it('ends when the deadline has passed', () => {
    const budget = new Budget({ milliseconds: -1 });
    const list = times(200, (i) => `(a|b)*a(a|b){12}c${i}`).map((source) => pattern(source));
    const last = list.map((it, i) => covers(list.slice(0, i), it, budget)).at(-1);
    expect(last).toEqual({ kind: 'undecided' });
    expect(budget.isSpent).toBe(true);
  });
});
