import type { Strictness } from '../catalog/compare-values.ts';
import { fasterInBackoff, hasWayOut, wayIntoBackoff, type QueueWayIn } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { addsReactions, repliesIn, sameReplies } from '../model/lists/replies.ts';
import type { Change } from './change.ts';

/** How one setting of a queue changed. */
export interface Move {
  readonly directive: string;
  readonly verdict: Strictness;
  readonly backoff?: NonNullable<Change['backoff']>;
  /** It had no effect before: the queue could not enter backoff. */
  readonly isNew?: true;
  readonly byHand?: Change['byHand'];
}

const LIST = 'smtp-pattern-list';
const UPON_ALL = 'backoff-upon-all-sources-disabled';
const WAY_OUT = 'backoff-to-normal-after';

/** What a change of the effective list means: rules that slow down for more errors are a reaction added. */
function compareReplies(before: Model, was: Queue, after: Model, is: Queue): Strictness {
  const [old, now] = [repliesIn(before, was.value(LIST)), repliesIn(after, is.value(LIST))];
  if (sameReplies(old, now)) return 'equal';
  if (addsReactions(old, now)) return 'stricter';
  return addsReactions(now, old) ? 'looser' : 'unknown';
}

const REVERSED: Readonly<Record<Strictness, Strictness>> = {
  stricter: 'looser',
  looser: 'stricter',
  equal: 'equal',
  unknown: 'unknown',
};

/** Changes of a queue that gains a way into backoff: only faster settings and a missing way out make it looser. */
function gainedWay(replies: Strictness, upon: Strictness, is: Queue, way: QueueWayIn): Move[] {
  const moves: Move[] = [];
  if (replies !== 'equal') moves.push({ directive: LIST, verdict: replies, backoff: 'gained' });
  if (upon !== 'equal') moves.push({ directive: UPON_ALL, verdict: 'stricter', backoff: 'gained' });
  if (moves.length === 0) moves.push({ directive: LIST, verdict: 'unknown', backoff: 'gained' });
  for (const { backoff } of fasterInBackoff(is))
    moves.push({ directive: backoff, verdict: 'looser', isNew: true });
  if (!hasWayOut(is, way)) moves.push({ directive: WAY_OUT, verdict: 'looser', isNew: true });
  return moves;
}

/** What a change of the list and of the backoff settings means for a queue. */
export function compareBackoff(
  before: Model,
  was: Queue,
  after: Model,
  is: Queue,
  directives: readonly string[],
  compareSetting: (directive: string, from: Queue, to: Queue) => Strictness,
): Move[] {
  const [formerWay, way] = [wayIntoBackoff(before, was), wayIntoBackoff(after, is)];
  const replies = compareReplies(before, was, after, is);
  if (!formerWay.possible && !way.possible) {
    // An operator can put any queue in backoff. Values that follow the normal ones change with those.
    const written = directives.filter((directive) => was.written(directive) !== is.written(directive));
    return [
      { directive: LIST, verdict: replies },
      ...written.map((directive) => ({
        directive,
        verdict: compareSetting(directive, was, is),
        byHand: true as const,
      })),
    ];
  }
  if (!formerWay.possible) return gainedWay(replies, compareSetting(UPON_ALL, was, is), is, way);
  if (!way.possible) {
    const reverse = gainedWay(REVERSED[replies], compareSetting(UPON_ALL, was, is), was, formerWay);
    // The way in alone: what backoff did has no effect any more.
    return reverse
      .filter(({ backoff }) => backoff !== undefined)
      .map(({ directive, verdict }) => ({ directive, verdict: REVERSED[verdict], backoff: 'lost' }));
  }
  const moves: Move[] = [
    { directive: LIST, verdict: replies },
    ...directives.map((directive) => ({ directive, verdict: compareSetting(directive, was, is) })),
  ];
  const [ended, ends] = [hasWayOut(was, formerWay), hasWayOut(is, way)];
  if (ended === ends) return moves;
  const others = moves.filter(({ directive }) => directive !== WAY_OUT);
  if (ended) return [...others, { directive: WAY_OUT, verdict: 'looser', backoff: 'lost' }];
  const plain = moves.find(({ directive }) => directive === WAY_OUT)?.verdict ?? 'equal';
  // Where the setting is as it was, the rules of the list now say when backoff ends.
  const verdict = plain === 'equal' ? 'stricter' : plain;
  return [...others, { directive: WAY_OUT, verdict, backoff: 'gained' }];
}

/** Backoff settings that have become faster than the normal state: no fix may leave that behind. */
export function overtaken(before: Model, was: Queue, after: Model, is: Queue): Move[] {
  const faster = fasterInBackoff(is);
  if (faster.length === 0 || !wayIntoBackoff(before, was).possible || !wayIntoBackoff(after, is).possible)
    return [];
  const known = new Set(fasterInBackoff(was).map(({ backoff }) => backoff));
  return faster.flatMap(({ backoff }): Move[] =>
    known.has(backoff) ? [] : [{ directive: backoff, verdict: 'looser', isNew: true }],
  );
}
