import type { Strictness } from '../catalog/compare-values.ts';
import { fasterInBackoff, hasWayOut, wayIntoBackoff } from '../model/backoff.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/queue.ts';
import { addsReactions, repliesIn, sameReplies } from '../model/replies.ts';

/** What a change of the list in force means: rules that slow down for more errors are a reaction added. */
export function compareReplies(before: Model, was: Queue, after: Model, is: Queue): Strictness {
  const [old, now] = [
    repliesIn(before, was.value('smtp-pattern-list')),
    repliesIn(after, is.value('smtp-pattern-list')),
  ];
  if (sameReplies(old, now)) return 'equal';
  return addsReactions(old, now) ? 'stricter' : 'unknown';
}

/**
 * What a change of the backoff settings means. A queue that could not enter backoff before is compared in normal mode
 * only: the way in is a reaction added, if backoff is no faster than normal and has an end.
 */
export function compareBackoff(
  before: Model,
  was: Queue,
  after: Model,
  is: Queue,
  directives: readonly string[],
  compareSetting: (directive: string, from: Queue, to: Queue) => Strictness,
): [string, Strictness][] {
  const [formerWay, way] = [wayIntoBackoff(before, was), wayIntoBackoff(after, is)];
  if (formerWay.possible) {
    const staysForEver = way.possible && hasWayOut(was, formerWay) && !hasWayOut(is, way);
    const exit: [string, Strictness][] = staysForEver ? [['backoff-to-normal-after', 'looser']] : [];
    return [
      ...directives.map((directive): [string, Strictness] => [directive, compareSetting(directive, was, is)]),
      ...exit,
    ];
  }
  if (!way.possible) return [];
  const faster = fasterInBackoff(is);
  if (faster.length > 0) return faster.map(({ backoff }) => [backoff, 'looser']);
  return [['backoff-to-normal-after', hasWayOut(is, way) ? 'stricter' : 'looser']];
}
