import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Budget } from '../../src/patterns/budget.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['hrtime'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** So many that the clock is read. */
const LONG = 5000;

describe('the time of a budget', () => {
  it('is up after its milliseconds of work', () => {
    const budget = new Budget({ milliseconds: 300, stepsPerQuestion: 1_000_000 });
    const question = budget.question();
    for (let i = 0; i < 3; i++) {
      vi.advanceTimersByTime(100);
      expect(question.spend(LONG)).toBe(true);
    }
    vi.advanceTimersByTime(1);
    expect(question.spend(LONG)).toBe(false);
    expect(budget.isSpent).toBe(true);
    expect(budget.question().spend(1)).toBe(false);
  });

  it('passes over many short questions too', () => {
    const budget = new Budget({ milliseconds: 300 });
    const answers = Array.from({ length: 40 }, () => {
      const question = budget.question();
      vi.advanceTimersByTime(10);
      return question.spend(5);
    });
    expect(answers.slice(0, 30)).not.toContain(false);
    expect(answers.slice(32)).not.toContain(true);
  });

  it('stands still between questions', () => {
    const budget = new Budget({ milliseconds: 300 });
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(60_000);
      expect(budget.question().spend(LONG)).toBe(true);
    }
  });
});

describe('the steps of a budget', () => {
  it('are those of all questions, and each has its own', () => {
    const budget = new Budget({ steps: 100, stepsPerQuestion: 60 });
    const first = budget.question();
    expect([first.spend(60), first.spend(1)]).toEqual([true, false]);
    expect(budget.question().spend(30)).toBe(true);
    expect(budget.question().spend(30)).toBe(false);
    expect(budget.isSpent).toBe(true);
    expect(new Budget({ stepsPerQuestion: 60 }).question(3).spend(180)).toBe(true);
  });

  it('are those of a larger one too', () => {
    const all = new Budget({ steps: 100 });
    const parts = [new Budget({ steps: 60, within: all }), new Budget({ steps: 60, within: all })] as const;
    expect(parts[0].question().spend(50)).toBe(true);
    expect(parts[1].isSpent).toBe(false);
    expect(parts[1].question().spend(50)).toBe(false);
    expect(parts.map((part) => part.isSpent)).toEqual([true, true]);
    expect(all.isSpent).toBe(true);
  });
});
