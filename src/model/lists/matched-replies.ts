import { replies, type Reply } from '../../catalog/replies.ts';
import type { Budget, Spend } from '../../patterns/budget.ts';
import { glanceAt } from '../../patterns/glance.ts';
import { KeptAnswers } from '../../patterns/kept-answers.ts';
import { patterns } from '../../patterns/loading.ts';
import type { Pattern } from '../../patterns/pattern.ts';
import { plainPattern } from '../../patterns/plain.ts';

/** A text as it is looked for: case counts for nothing where it only spares work. */
interface Example {
  readonly reply: Reply;
  readonly lower: string;
}

let examples: readonly Example[] | undefined;

function allExamples(): readonly Example[] {
  examples ??= replies().map((reply) => ({ reply, lower: reply.example.toLowerCase() }));
  return examples;
}

/** The replies that hold all texts of one of the ways through a pattern. */
function candidates(ways: readonly (readonly string[])[]): Reply[] {
  return allExamples().flatMap(({ reply, lower }) =>
    ways.some((texts) => texts.every((text) => lower.includes(text))) ? [reply] : [],
  );
}

/** Those in which a pattern is found; undefined where that is not known of one of them. */
function thoseWith(
  some: readonly Reply[],
  isFoundIn: (text: string) => boolean | undefined,
): readonly Reply[] | undefined {
  const found: Reply[] = [];
  for (const reply of some) {
    const answer = isFoundIn(reply.example);
    if (answer === undefined) return undefined;
    if (answer) found.push(reply);
  }
  return found;
}

function findPlainly(source: string, spend: Spend): readonly Reply[] | undefined {
  const glance = glanceAt(source);
  if (glance === null && source !== '') return undefined;
  const some = candidates([glance?.needed ?? []]);
  if (some.length === 0) return [];
  const plain = plainPattern(source);
  return plain === null ? undefined : thoseWith(some, (text) => plain.isFoundIn(text, spend));
}

const matchedPlainly = new KeptAnswers<readonly Reply[]>();

/**
 * The replies of the catalog whose examples a simple pattern matches.
 *
 * @returns undefined for other patterns, and when that is not decided within the budget
 */
export function repliesMatchedPlainly(source: string, budget: Budget): readonly Reply[] | undefined {
  const before = matchedPlainly.get(source);
  if (before !== undefined) return before;
  const found = findPlainly(source, budget.question());
  return found === undefined ? undefined : matchedPlainly.keep(source, found);
}

const matched = new WeakMap<Pattern, readonly Reply[]>();

/**
 * The replies of the catalog whose examples a pattern matches.
 *
 * @returns undefined when that is not decided within the budget.
 */
export function repliesMatchedBy(pattern: Pattern, budget: Budget): readonly Reply[] | undefined {
  const before = matched.get(pattern);
  if (before !== undefined) return before;
  const { matches, waysThrough } = patterns();
  const spend = budget.question();
  const ways = waysThrough(pattern).map(({ texts }) => texts.map((text) => text.toLowerCase()));
  const found = thoseWith(candidates(ways), (text) => matches(pattern, text, spend));
  if (found !== undefined) matched.set(pattern, found);
  return found;
}
