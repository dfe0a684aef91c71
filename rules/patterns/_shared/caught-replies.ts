import type { PatternRule } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import type { Action } from '../../../src/catalog/values/value.ts';
import type { ReadList } from '../../../src/model/lists/read-patterns.ts';

/** Replies of the catalog that a rule of an smtp-pattern-list acts on. */
export interface Caught {
  readonly rule: PatternRule;
  /** Those that it matches, without those for which an earlier rule forbids its mode. */
  readonly replies: readonly Reply[];
}

function modeOf(actions: readonly Action[]): string | undefined {
  return actions.find(({ name }) => name === 'mode')?.value?.toLowerCase();
}

const known = new WeakMap<ReadList, readonly Caught[]>();

/**
 * What the rules of an smtp-pattern-list catch, in their order. Of two modes the first holds, so that a reply that an
 * earlier rule with mode=normal matches puts no queue in backoff. Rules of which that cannot be told are left out.
 */
export function caughtIn(list: ReadList): readonly Caught[] {
  const before = known.get(list);
  if (before !== undefined) return before;
  const found: Caught[] = [];
  const keptNormal = new Set<Reply>();
  let isUnsure = false;
  for (const rule of list.rules) {
    const replies = list.repliesOf(rule);
    const mode = modeOf(rule.actions);
    if (mode === 'normal') {
      for (const reply of replies ?? []) keptNormal.add(reply);
      isUnsure ||= replies === undefined;
    }
    if (replies === undefined || (mode === 'backoff' && isUnsure)) continue;
    const left = mode === 'backoff' ? replies.filter((reply) => !keptNormal.has(reply)) : replies;
    found.push({ rule, replies: left });
  }
  known.set(list, found);
  return found;
}

/** Whether a rule of an smtp-pattern-list puts the queue in backoff. */
export function startsBackoff({ actions }: PatternRule): boolean {
  return modeOf(actions) === 'backoff';
}

/** Whether PowerMTA deals with the reply best in its own way: it tries again later, or bounces the message. */
export function needsNoReaction({ remedy }: Reply): boolean {
  return remedy === 'retry' || remedy === 'bounce';
}

/** Whether a reply is about one mailbox, which slower sending does not bring back. */
export function isAboutMailbox(reply: Reply): boolean {
  return needsNoReaction(reply) && (reply.meaning === 'invalid-mailbox' || reply.meaning === 'mailbox-full');
}
