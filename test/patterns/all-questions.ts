import { replies } from '../../src/catalog/replies.ts';
import { blowUp } from '../../src/patterns/blow-up.ts';
import type { Budget } from '../../src/patterns/budget.ts';
import { covers } from '../../src/patterns/covers.ts';
import { literalsOf } from '../../src/patterns/literals.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern, type Pattern } from '../../src/patterns/pattern.ts';

/** Every question about the patterns of a list. Returns the kinds of the answers. */
export function askAll(
  sources: readonly string[],
  budget: Budget,
): { covers: string[]; blowUps: string[]; matches: (boolean | undefined)[] } {
  const list = sources
    .map((source) => readPattern(source))
    .filter((read): read is Pattern => read.kind === 'pattern');
  for (const it of list) literalsOf(it);
  return {
    covers: list.map((it, i) => covers(list.slice(0, i), it, budget).kind),
    blowUps: list.map((it) => blowUp(it, budget).kind),
    matches: list.flatMap((it) => {
      const question = budget.question();
      const answers: (boolean | undefined)[] = [];
      for (const { example } of replies()) {
        const answer = matches(it, example, question);
        answers.push(answer);
        if (answer === undefined) break;
      }
      return answers;
    }),
  };
}
