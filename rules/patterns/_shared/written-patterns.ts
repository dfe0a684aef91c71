import { hasPlaceholder, memoize, patternListsOf, placementAt, quote, readListOf } from '../../kit.ts';
import type { DirectiveUse, Location, Model, PatternRule, RuleFix, SectionUse } from '../../kit.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import { readPattern, type Pattern, type Unreadable } from '../../../src/patterns/pattern.ts';
import { isRule } from '../../../src/model/lists/actions.ts';
import { LIST_KINDS, patternRulesIn } from '../../../src/model/lists/pattern-lists.ts';
import { newBudget } from '../../../src/model/lists/read-patterns.ts';

/** The tags of the lists that hold patterns; rules about patterns apply only where there is one. */
export const PATTERN_LISTS: readonly string[] = LIST_KINDS.map((kind) => `<${kind}>`);

/** The rules of a list with a pattern, except those that PowerMTA does not know in their place. */
export function checkablePatternsIn(model: Model, list: SectionUse): readonly PatternRule[] {
  return patternRulesIn(model, list).filter(
    ({ subject, source, placement }) => subject !== '*' && source !== '' && placement !== 'foreign',
  );
}

/** The rules of all lists with a pattern, except those that PowerMTA does not know in their place. */
export function checkablePatterns(model: Model): readonly PatternRule[] {
  return patternListsOf(model).flatMap((list) => checkablePatternsIn(model, list));
}

/** The lines with a rule that has actions, except those that PowerMTA does not know in their place. */
export function actionRules(model: Model): DirectiveUse[] {
  const isKnown = ({ section, file, line }: DirectiveUse) =>
    placementAt(model, section, file, line.start) !== 'foreign';
  return model.directives.filter((use) => isRule(use) && isKnown(use));
}

/** Whether the file holds the pattern as it is read, so that its offsets are offsets in the file. */
export function isWrittenAsRead({ file, range, source }: Location & { readonly source: string }): boolean {
  return file.slice(range) === `/${source}/`;
}

/** Replaces the pattern of a rule; null without a pattern, or where the file does not hold the rule's as it is read. */
export function rewritePattern(rule: PatternRule, pattern: string | null): RuleFix | null {
  if (pattern === null || !isWrittenAsRead(rule)) return null;
  const text = `/${pattern}/`;
  const { file, range } = rule;
  return { effect: 'unsafe', title: `write ${quote(text)}`, edits: [{ file, range, text }] };
}

const MAILBOX_HEADER = /^header (?:from|sender|reply-to|to|cc|bcc|return-path|errors-to)$/;

/** What a pattern is compared with: a mailbox of the envelope, a header with mailboxes, or some other text. */
export function subjectKind({ subject }: PatternRule): 'envelope' | 'address-header' | 'text' {
  if (subject === 'mail-from' || subject === 'rcpt-to') return 'envelope';
  return MAILBOX_HEADER.test(subject) ? 'address-header' : 'text';
}

/** A regular expression of a configuration; its range includes the slashes. */
export interface WrittenRegex extends Location {
  /** The text between the slashes. */
  readonly source: string;
  /** The list that it is a rule of; null for the value of a directive. */
  readonly list: SectionUse | null;
  readonly pattern: Pattern | Unreadable;
  /** Steps for the question how long it takes; one budget for all of a list. */
  readonly budget: Budget;
}

/** Directives besides those of lists whose value may be a regular expression. */
const REGEX_VALUES = ['address', 'relay-address'];

const budgetForValues = memoize((model: Model) => newBudget(model, 'blow-up'));

/** All regular expressions of a configuration: those of its lists, then those that are values of directives. */
export function* writtenRegexes(model: Model): Generator<WrittenRegex> {
  for (const list of patternListsOf(model)) {
    for (const { file, range, source } of checkablePatternsIn(model, list)) {
      const budget = readListOf(model, list).budget('blow-up');
      yield { file, range, source, list, pattern: readPattern(source), budget };
    }
  }
  for (const use of REGEX_VALUES.flatMap((name) => model.named(name))) {
    const { file, section, line } = use;
    const source = /^\/(.+)\/$/s.exec(use.value ?? '')?.[1];
    if (source === undefined || hasPlaceholder(source) || use.broken || line.value === null) continue;
    if (placementAt(model, section, file, line.start) === 'foreign') continue;
    const [pattern, budget] = [readPattern(source), budgetForValues(model)];
    yield { ...use.valueLocation, source, list: null, pattern, budget };
  }
}
