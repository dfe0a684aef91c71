import {
  type DirectiveUse,
  hasPlaceholder,
  type Model,
  patternListsOf,
  type PatternRule,
  placementAt,
  type Range,
  type SectionUse,
  type SourceFile,
} from '../../kit.ts';
import { memoize } from '../../../src/base/collections.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import { readPattern, type Pattern, type Unreadable } from '../../../src/patterns/pattern.ts';
import { LIST_KINDS, patternRulesIn } from '../../../src/model/lists/pattern-lists.ts';
import { newBudget, readListOf } from '../../../src/model/lists/read-patterns.ts';

/** The tags of the lists that hold patterns; rules about patterns apply only where there is one. */
export const PATTERN_LISTS: readonly string[] = LIST_KINDS.map((kind) => `<${kind}>`);

/** The rules of a list whose patterns can be judged as they are written. */
export function judgedPatternsIn(model: Model, list: SectionUse): readonly PatternRule[] {
  return patternRulesIn(model, list).filter(
    ({ subject, source, placement }) => subject !== '*' && source !== '' && placement !== 'foreign',
  );
}

/** The rules of all lists whose patterns can be judged as they are written. */
export function judgedPatterns(model: Model): readonly PatternRule[] {
  return patternListsOf(model).flatMap((list) => judgedPatternsIn(model, list));
}

/** Headers that hold mailboxes. */
const MAILBOX_HEADERS = new Set(
  ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'return-path', 'errors-to'].map(
    (name) => `header ${name}`,
  ),
);

/** What a pattern is compared with: a mailbox of the envelope, a header with mailboxes, or some other text. */
export function subjectKind({ subject }: PatternRule): 'envelope' | 'address-header' | 'text' {
  if (subject === 'mail-from' || subject === 'rcpt-to') return 'envelope';
  return MAILBOX_HEADERS.has(subject) ? 'address-header' : 'text';
}

/** A regular expression of a configuration, as far as it can be judged. */
export interface WrittenRegex {
  readonly file: SourceFile;
  /** With its slashes. */
  readonly range: Range;
  /** What is written between the slashes. */
  readonly source: string;
  /** The list that it is a rule of; null for the value of a directive. */
  readonly list: SectionUse | null;
  readonly pattern: Pattern | Unreadable;
  /** What asking how long it takes may cost; one for all of a list. */
  readonly budget: Budget;
}

/** Directives besides those of lists whose value may be a regular expression. */
const REGEX_VALUES = ['address', 'relay-address'];

const budgetForValues = memoize((model: Model) => newBudget(model, 'blow-up'));

/** `address /…/` and the like; null for other values. */
function sourceOf({ value, broken, line }: DirectiveUse): string | null {
  if (broken || value === null || line.value === null) return null;
  const source = /^\/(.+)\/$/s.exec(value)?.[1];
  return source === undefined || hasPlaceholder(source) ? null : source;
}

/** All regular expressions of a configuration: those of its lists, then those that are values of directives. */
export function* writtenRegexes(model: Model): Generator<WrittenRegex> {
  for (const list of patternListsOf(model)) {
    for (const { file, range, source } of judgedPatternsIn(model, list)) {
      const budget = readListOf(model, list).budget('blow-up');
      yield { file, range, source, list, pattern: readPattern(source), budget };
    }
  }
  for (const use of REGEX_VALUES.flatMap((name) => model.named(name))) {
    const { file, section, line } = use;
    const source = sourceOf(use);
    if (source === null || placementAt(model, section, file, line.start) === 'foreign') continue;
    const range = line.value ?? line.name;
    yield { file, range, source, list: null, pattern: readPattern(source), budget: budgetForValues(model) };
  }
}
