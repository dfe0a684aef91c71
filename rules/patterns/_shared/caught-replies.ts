import { memoize, type PatternRule, type ReadList } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';

/** Replies of the catalog that a rule of an smtp-pattern-list acts on. */
export interface Caught {
  readonly rule: PatternRule;
  /** Those that it matches, without those for which an earlier rule forbids its mode. */
  readonly replies: readonly Reply[];
}

function modeOf({ actions }: PatternRule): string | undefined {
  return actions.find(({ name }) => name === 'mode')?.value?.toLowerCase();
}

/**
 * What the rules of an smtp-pattern-list catch, in their order. Of two modes the first holds, so that a reply that an
 * earlier rule with mode=normal matches puts no queue in backoff. Rules for which this is unknown are left out.
 */
export const caughtIn = memoize((list: ReadList): readonly Caught[] => {
  const keptNormal = new Set<Reply>();
  let isUnsure = false;
  return list.rules.flatMap((rule) => {
    const replies = list.repliesOf(rule);
    const mode = modeOf(rule);
    if (mode === 'normal') {
      for (const reply of replies ?? []) keptNormal.add(reply);
      isUnsure ||= replies === undefined;
    }
    if (replies === undefined || (mode === 'backoff' && isUnsure)) return [];
    return {
      rule,
      replies: mode === 'backoff' ? replies.filter((reply) => !keptNormal.has(reply)) : replies,
    };
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
