import { memoize, patternListsOf, readListOf } from '../../kit.ts';
import type { Model, PatternRule, ReadList } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';

export function smtpListsOf(model: Model): ReadList[] {
  const lists = patternListsOf(model).filter(({ scope }) => scope === 'smtp-pattern-list');
  return lists.map((section) => readListOf(model, section));
}

const modeOf = ({ actions }: PatternRule) =>
  actions.find(({ name }) => name === 'mode')?.value?.toLowerCase();

/**
 * The replies of the catalog that rules of an smtp-pattern-list act on, as far as known, by rule in order. Of two modes the
 * first applies, so that a reply that an earlier rule with mode=normal matches puts no queue in backoff.
 */
export const caughtIn = memoize((list: ReadList) => {
  const keptNormal = new Set<Reply>();
  let isUnsure = false;
  return list.rules.flatMap((rule) => {
    const replies = list.repliesOf(rule);
    const mode = modeOf(rule);
    if (mode === 'normal') {
      for (const reply of replies ?? []) keptNormal.add(reply);
      isUnsure ||= replies === undefined;
    }
    if (replies === undefined || rule.placement !== 'sound' || (mode === 'backoff' && isUnsure)) return [];
    return { rule, replies: replies.filter((reply) => mode !== 'backoff' || !keptNormal.has(reply)) };
  });
});

/** Whether a rule of an smtp-pattern-list puts the queue in backoff. */
export function startsBackoff(rule: PatternRule): boolean {
  return modeOf(rule) === 'backoff';
}

/** Whether PowerMTA deals with the reply best in its own way: it tries again later, or bounces the message. */
export function needsNoReaction({ remedy }: Reply): boolean {
  return remedy === 'retry' || remedy === 'bounce';
}
