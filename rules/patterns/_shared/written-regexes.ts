import { hasPlaceholder } from '../../../src/catalog/placeholders.ts';
import type { Range } from '../../../grammar/range.ts';
import type { Budget } from '../../../src/patterns/budget.ts';
import { glanceAt, type Glance } from '../../../src/patterns/glance.ts';
import type { Pattern, Unreadable } from '../../../src/patterns/pattern.ts';
import type { DirectiveUse, SectionUse } from '../../../src/model/source/content.ts';
import type { Model } from '../../../src/model/model.ts';
import { patternListsOf } from '../../../src/model/lists/pattern-lists.ts';
import { judgedPatternsIn } from './pattern-reach.ts';
import {
  budgetForValues,
  patternFrom,
  readListOf,
  REGEX_VALUES,
} from '../../../src/model/lists/read-patterns.ts';
import { placementAt } from '../../../src/model/placement.ts';
import type { SourceFile } from '../../../src/model/source/source-file.ts';

/** A regular expression of a configuration, as far as it can be judged. */
export interface WrittenRegex {
  readonly file: SourceFile;
  /** With its slashes. */
  readonly range: Range;
  /** What stands between the slashes. */
  readonly source: string;
  /** The list that it is a rule of; null for the value of a directive. */
  readonly list: SectionUse | null;
  /** What its text alone tells; null where it has to be read. */
  readonly glance: Glance | null;
  /** Reads it. */
  readonly pattern: () => Pattern | Unreadable;
  /** What asking how long it takes may cost; one for all of a list. */
  readonly budget: Budget;
}

/** `address /…/` and the like; null for other values. */
function sourceOf(use: DirectiveUse): string | null {
  const { value, broken } = use;
  if (broken || value === null || use.line.value === null) return null;
  const source = /^\/(.+)\/$/s.exec(value)?.[1];
  return source === undefined || hasPlaceholder(source) ? null : source;
}

function reading(source: string): Pick<WrittenRegex, 'glance' | 'pattern'> {
  return { glance: glanceAt(source), pattern: () => patternFrom(source) };
}

/** All regular expressions of a configuration: those of its lists, then those that are values of directives. */
export function* writtenRegexes(model: Model): Generator<WrittenRegex> {
  for (const list of patternListsOf(model)) {
    for (const { file, range, source } of judgedPatternsIn(model, list)) {
      const budget = readListOf(model, list).budget('blow-up');
      yield { file, range, source, list, ...reading(source), budget };
    }
  }
  for (const use of REGEX_VALUES.flatMap((name) => model.named(name))) {
    const { file, section, line } = use;
    const source = sourceOf(use);
    if (source === null || placementAt(model, section, file, line.start) === 'foreign') continue;
    const range = line.value ?? line.name;
    yield { file, range, source, list: null, ...reading(source), budget: budgetForValues(model) };
  }
}
