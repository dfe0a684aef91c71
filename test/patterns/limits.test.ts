import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesReply, replies } from '../../src/catalog/replies.ts';
import { blowUp } from '../../src/patterns/blow-up.ts';
import { Budget } from '../../src/patterns/budget.ts';
import { covers } from '../../src/patterns/covers.ts';
import { literalsOf } from '../../src/patterns/literals.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern, type Pattern } from '../../src/patterns/pattern.ts';
import { pattern } from './reading.ts';

/** Every question that is asked about the patterns of a list. Returns the kinds of the answers. */
function askAll(sources: readonly string[], budget = new Budget()): { covers: string[]; blowUps: string[] } {
  const list = sources
    .map((source) => readPattern(source, { ignoreCase: true }))
    .filter((read): read is Pattern => read.kind === 'pattern');
  for (const it of list) {
    literalsOf(it);
    for (const { example } of replies()) matches(it, example);
  }
  return {
    covers: list.map((it, i) => covers(list.slice(0, i), it, budget).kind),
    blowUps: list.map((it) => blowUp(it, budget).kind),
  };
}

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
    const { covers: coverages, blowUps } = askAll(replies().map((reply) => reply.pattern));
    expect(coverages).not.toContain('undecided');
    expect(blowUps).not.toContain('undecided');
  });
});

describe('work', () => {
  it('on a list of 300 usual patterns is a third of what may be done, and quick', () => {
    const budget = new Budget({ milliseconds: 60_000 });
    const all = budget.left;
    const start = performance.now();
    const { covers: coverages, blowUps } = askAll(
      times(300, (i) => `^4[25]1 .*(code|error) (RL|TS)${i}\\b.*try (again )?later`),
      budget,
    );
    expect(performance.now() - start).toBeLessThan(6000);
    expect(all - budget.left).toBeLessThan(all / 2);
    expect([...coverages, ...blowUps]).not.toContain('undecided');
  });

  it.each<[string, (i: number) => string]>([
    ['large when they are made deterministic', (i) => `(a|b)*a(a|b){${10 + (i % 7)}}c${i % 5}`],
    ['ambiguous many times', (i) => String.raw`(\w+\s*\d*|\W+){1,${20 + (i % 30)}}(x|${i})*y`],
    ['long', (i) => `.{${i + 600}}x`],
    ['made of optional parts', (i) => `(.?x?){${i + 100}}y`],
    ['nested and counted', (i) => `((a?b?c?){30}){${10 + (i % 20)}}$`],
    ['of many alternatives', (i) => `(${times(100, (j) => `w${i * j}`).join('|')})+z`],
  ])('on 300 patterns that are %s ends soon', (_, make) => {
    const start = performance.now();
    askAll(times(300, make), new Budget({ milliseconds: 2000 }));
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('ends when the deadline has passed', () => {
    const budget = new Budget({ milliseconds: -1 });
    const list = times(200, (i) => `(a|b)*a(a|b){12}c${i}`).map((source) => pattern(source));
    const last = list.map((it, i) => covers(list.slice(0, i), it, budget)).at(-1);
    expect(last).toEqual({ kind: 'undecided' });
    expect(budget.isSpent).toBe(true);
  });
});

/** A folder of real configurations, for who has one: `CORPUS=FOLDER npx vitest run test/patterns`. */
const CORPUS = join(process.env.CORPUS ?? '', 'files');

describe.skipIf(process.env.CORPUS === undefined || !existsSync(CORPUS))(
  'the patterns of real configurations',
  () => {
    it('are all answered, and none takes long', () => {
      for (const name of readdirSync(CORPUS)) {
        const lines = readFileSync(join(CORPUS, name), 'latin1').split(/\r?\n/);
        const sources = lines.flatMap(
          (line) => /^\s*(?:reply|mail-from|rcpt-to|header\s+\S+)?\s*\/(.*)\/(?=\s|$)/.exec(line)?.[1] ?? [],
        );
        const start = performance.now();
        const { covers: coverages, blowUps } = askAll(sources);
        expect(performance.now() - start, name).toBeLessThan(5000);
        expect(coverages, name).toHaveLength(sources.length);
        expect([...coverages, ...blowUps], name).not.toContain('undecided');
      }
    });
  },
);
