import type { Reply } from '../../catalog/replies.ts';
import { KeptAnswers } from '../../patterns/kept-answers.ts';
import { patterns } from '../../patterns/loading.ts';
import { Budget } from '../../patterns/budget.ts';
import type { Pattern, Unreadable } from '../../patterns/pattern.ts';
import type { SectionUse } from '../source/content.ts';
import { repliesMatchedBy, repliesMatchedPlainly } from './matched-replies.ts';
import type { Model } from '../model.ts';
import { patternRulesIn, type PatternRule } from './pattern-lists.ts';

/** Directives beside those of lists whose value may be a regular expression. */
export const REGEX_VALUES = ['address', 'relay-address'];

const read = new KeptAnswers<Pattern | Unreadable>();

/** A pattern of a list of PowerMTA, or why it is none that can be asked. */
export function patternFrom(source: string): Pattern | Unreadable {
  return read.get(source) ?? read.keep(source, patterns().readPattern(source, { ignoreCase: true }));
}

/** What is asked about the patterns of a list. */
type Subject = 'matches' | 'coverage' | 'blow-up';

/**
 * Steps for all questions of a kind about one list, together what takes some seconds on a slow machine. Each kind has
 * its own, so that an answer does not depend on which rules are on.
 */
const STEPS: Readonly<Record<Subject, number>> = {
  matches: 3_000_000,
  coverage: 5_000_000,
  'blow-up': 4_000_000,
};

/** The milliseconds after which a machine is slower than any we know. */
const DEADLINE = 3000;

/** For how many lists that use up all they may a configuration has enough. */
const WORST_LISTS = 5;

const totals = new WeakMap<Model, Map<Subject, Budget>>();

/** What questions of a kind about all patterns of a configuration may cost. */
function totalOf(model: Model, subject: Subject): Budget {
  const ofModel = totals.get(model) ?? new Map<Subject, Budget>();
  totals.set(model, ofModel);
  let total = ofModel.get(subject);
  if (total === undefined) {
    total = new Budget({ steps: STEPS[subject] * WORST_LISTS, milliseconds: DEADLINE * WORST_LISTS });
    ofModel.set(subject, total);
  }
  return total;
}

function newBudget(model: Model, subject: Subject): Budget {
  return new Budget({ steps: STEPS[subject], milliseconds: DEADLINE, within: totalOf(model, subject) });
}

const budgetsForValues = new WeakMap<Model, Budget>();

/** What may be spent on asking how long the patterns take that stand in no list. */
export function budgetForValues(model: Model): Budget {
  let budget = budgetsForValues.get(model);
  if (budget === undefined) budgetsForValues.set(model, (budget = newBudget(model, 'blow-up')));
  return budget;
}

/** A list with its patterns read. All rules share it, and what it may cost. */
export class ReadList {
  readonly rules: readonly PatternRule[];
  readonly #model: Model;
  readonly #budgets = new Map<Subject, Budget>();

  constructor(
    model: Model,
    readonly section: SectionUse,
  ) {
    this.#model = model;
    this.rules = patternRulesIn(model, section);
  }

  /** The pattern of a rule; null where it cannot be asked. */
  patternOf(rule: PatternRule): Pattern | null {
    const pattern = patternFrom(rule.source);
    return pattern.kind === 'pattern' ? pattern : null;
  }

  /** The replies of the catalog that a rule matches; undefined where that is not known. */
  repliesOf(rule: PatternRule): readonly Reply[] | undefined {
    const plainly = repliesMatchedPlainly(rule.source, this.budget('matches'));
    if (plainly !== undefined) return plainly;
    const pattern = this.patternOf(rule);
    return pattern === null ? undefined : repliesMatchedBy(pattern, this.budget('matches'));
  }

  /** What questions of a kind may still cost. */
  budget(subject: Subject): Budget {
    let budget = this.#budgets.get(subject);
    if (budget === undefined) this.#budgets.set(subject, (budget = newBudget(this.#model, subject)));
    return budget;
  }
}

const lists = new WeakMap<SectionUse, ReadList>();

/** A list with its patterns, which are read once. */
export function readListOf(model: Model, section: SectionUse): ReadList {
  let list = lists.get(section);
  if (list === undefined) lists.set(section, (list = new ReadList(model, section)));
  return list;
}
