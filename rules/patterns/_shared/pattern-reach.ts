import { type Model, patternListsOf, type PatternRule, type SectionUse } from '../../kit.ts';
import { LIST_KINDS, patternRulesIn } from '../../../src/model/lists/pattern-lists.ts';

/** The lists that patterns stand in, as tags: what a rule about patterns needs to have anything to say. */
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

/** Headers that hold addresses. */
const ADDRESS_HEADERS = new Set(
  ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'return-path', 'errors-to'].map(
    (name) => `header ${name}`,
  ),
);

/** What a pattern is compared with: an address of the envelope, a header with addresses, or some other text. */
export function subjectKind({ subject }: PatternRule): 'envelope' | 'address-header' | 'text' {
  if (subject === 'mail-from' || subject === 'rcpt-to') return 'envelope';
  return ADDRESS_HEADERS.has(subject) ? 'address-header' : 'text';
}
