import { replies, type Reply } from '../../catalog/replies.ts';
import { once } from '../../catalog/table.ts';
import { getOrMake, memoize } from '../../base/collections.ts';
import { Budget } from '../../patterns/budget.ts';
import { textFilterOf } from '../../patterns/literals.ts';
import { matches } from '../../patterns/matches.ts';
import { readPattern, type Pattern } from '../../patterns/pattern.ts';
import type { SectionUse } from '../source/content.ts';
import type { Model } from '../model.ts';
import { patternRulesIn, type PatternRule } from './pattern-lists.ts';

/** Questions about the patterns of a list. */
type Subject = 'matches' | 'coverage' | 'blow-up';

/** Steps for all questions of a kind about one list: some seconds on a slow machine, whichever rules are on. */
const STEPS: Readonly<Record<Subject, number>> = {
  matches: 3_000_000,
  coverage: 5_000_000,
  'blow-up': 4_000_000,
};

/** The milliseconds after which a machine is slower than any we know. */
const DEADLINE = 3000;

/** How many lists of a configuration may use up their budget. */
const WORST_LISTS = 5;

const totalsOf = memoize<Model, Map<Subject, Budget>>(() => new Map());

/** A budget for questions about one list, within that of the whole configuration. */
export function newBudget(model: Model, subject: Subject): Budget {
  const steps = STEPS[subject];
  const within = getOrMake(
    totalsOf(model),
    subject,
    () => new Budget({ steps: steps * WORST_LISTS, milliseconds: DEADLINE * WORST_LISTS }),
  );
  return new Budget({ steps, milliseconds: DEADLINE, within });
}

const examples = once(() => replies().map((reply) => ({ reply, lower: reply.example.toLowerCase() })));

/** All of them: what is not in here is in none, as the words of most patterns. */
const allExamples = once(() =>
  examples()
    .map(({ lower }) => lower)
    .join('\n'),
);

const matched = new WeakMap<Pattern, readonly Reply[]>();

/** The replies of the catalog whose examples a pattern matches; undefined when the budget does not suffice. */
function repliesMatchedBy(pattern: Pattern, budget: Budget): readonly Reply[] | undefined {
  const known = matched.get(pattern);
  if (known !== undefined) return known;
  const question = budget.question();
  const mayMatch = textFilterOf(pattern);
  const found: Reply[] = [];
  for (const { reply, lower } of mayMatch(allExamples()) ? examples() : []) {
    const answer = mayMatch(lower) && matches(pattern, reply.example, question);
    if (answer === undefined) return undefined;
    if (answer) found.push(reply);
  }
  matched.set(pattern, found);
  return found;
}

/** A list with its patterns read. All rules share it, and what it may cost. */
export class ReadList {
  readonly rules: readonly PatternRule[];
  readonly #budgets = new Map<Subject, Budget>();

  constructor(
    private readonly model: Model,
    readonly section: SectionUse,
  ) {
    this.rules = patternRulesIn(model, section);
  }

  /** The pattern of a rule; null where it cannot be asked. */
  patternOf(rule: Pick<PatternRule, 'source'>): Pattern | null {
    const pattern = readPattern(rule.source);
    return pattern.kind === 'pattern' ? pattern : null;
  }

  /** The replies of the catalog that a rule matches; undefined where that is not known. */
  repliesOf(rule: Pick<PatternRule, 'source'>): readonly Reply[] | undefined {
    const pattern = this.patternOf(rule);
    return pattern === null ? undefined : repliesMatchedBy(pattern, this.budget('matches'));
  }

  budget(subject: Subject): Budget {
    return getOrMake(this.#budgets, subject, () => newBudget(this.model, subject));
  }
}

const lists = new WeakMap<SectionUse, ReadList>();

/** A list with its patterns, which are read once. */
export function readListOf(model: Model, section: SectionUse): ReadList {
  return getOrMake(lists, section, () => new ReadList(model, section));
}
