import { count, type DirectiveUse, type Location, type Model, quote, type Rule } from '../../kit.ts';
import { slowBackoff } from '../../../src/edits/slow-backoff.ts';
import { BACKOFF_PAIRS, type BackoffPair } from '../../../src/model/queues/backoff.ts';
import { backoffQueuesOf, type BackoffQueue } from '../../../src/model/queues/backoff-queues.ts';
import { surelyFaster } from '../../../src/model/queues/pace.ts';

/** A line, or a default, by which queues are faster in backoff. */
interface Place {
  readonly at: Location;
  readonly pair: BackoffPair;
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  readonly queues: BackoffQueue[];
}

const WHAT_IT_DOES: Readonly<Record<string, string>> = {
  'max-smtp-out': 'opens more connections',
  'max-msg-rate': 'sends more messages',
  'max-connect-rate': 'opens connections faster',
  'max-data-volume-rate': 'sends more bytes',
  'retry-after': 'tries again sooner',
};

function* queuesToJudge(model: Model, countsDefault: boolean): Generator<BackoffQueue> {
  const queues = backoffQueuesOf(model);
  yield* queues.ofBlocks;
  yield* queues.throughOwnDefaults((pace) => surelyFaster(pace, countsDefault).length > 0);
}

function placesIn(model: Model): Place[] {
  const countsDefault = model.completeness !== 'partial';
  const places = new Map<string, Place>();
  for (const found of queuesToJudge(model, countsDefault)) {
    for (const pair of surelyFaster(found.pace, countsDefault)) {
      const use = found.queue.use(pair.backoff);
      const { section } = found;
      const at: Location =
        use === null
          ? { file: section.file, range: section.tagRange }
          : { file: use.file, range: use.nameRange };
      const key = `${at.range.start} ${pair.backoff} ${at.file.path}`;
      const place = places.get(key);
      if (place === undefined) places.set(key, { at, pair, use, queues: [found] });
      else place.queues.push(found);
    }
  }
  return [...places.values()];
}

/** The queue with the slowest normal state: it is the furthest from what backoff lets through. */
function worstOf({ pair, queues }: Place): BackoffQueue {
  const at = BACKOFF_PAIRS.indexOf(pair);
  const speed = ({ pace }: BackoffQueue): number => pace.normal[at] ?? Number.POSITIVE_INFINITY;
  return queues.reduce((worst, queue) => (speed(queue) < speed(worst) ? queue : worst));
}

function written(use: DirectiveUse | null): string {
  return use === null ? '' : `${use.name} ${use.plainValue ?? ''}`;
}

function messageOf({ pair, use, queues }: Place, worst: BackoffQueue): string {
  const { normal, backoff } = pair;
  const usualUse = worst.queue.use(normal);
  const isHere = usualUse?.section === (use?.section ?? worst.section);
  const usual = `${quote(written(usualUse))}${isHere ? '' : ` of <domain ${usualUse?.section.argument ?? ''}>`}`;
  const what =
    use === null
      ? `${backoff} is not set and its default of 20 is above ${usual}`
      : `${quote(written(use))} is ${normal === 'retry-after' ? 'shorter' : 'faster'} than ${usual}`;
  const extent = queues.length > 1 ? `; it holds for ${count(queues.length, 'kind')} of queue` : '';
  return `${what}: in backoff the queue ${WHAT_IT_DOES[normal] ?? 'is faster'}, just when the provider has asked for less, and is blocked for longer${extent}`;
}

export const rule: Rule = {
  id: 'backoff-faster-than-normal',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a queue that goes faster in backoff than in its normal state',
  supersedes: ['backoff-without-effect'],
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  check({ model, report }) {
    for (const place of placesIn(model)) {
      const worst = worstOf(place);
      const normal = worst.queue.use(place.pair.normal);
      report({
        location: place.at,
        message: messageOf(place, worst),
        related:
          normal === null
            ? []
            : [{ file: normal.file, range: normal.nameRange, message: 'the normal state' }],
        fix: () => slowBackoff(model, place.pair, place.use, place.queues),
      });
    }
  },
};
