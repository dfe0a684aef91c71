import { slowBackoff } from '../../../src/edits/slow-backoff.ts';
import { type BackoffQueue, backoffQueuesOf } from '../../../src/model/queues/backoff-queues.ts';
import { BACKOFF_PAIRS, type BackoffPair } from '../../../src/model/queues/backoff.ts';
import { surelyFaster } from '../../../src/model/queues/pace.ts';
import {
  count,
  defineRule,
  type DirectiveUse,
  getOrMake,
  type Location,
  type Model,
  quote,
} from '../../kit.ts';

/** A line, or a default, by which queues are faster in backoff. */
interface FasterValue {
  readonly location: Location;
  readonly pair: BackoffPair;
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  readonly queues: BackoffQueue[];
}

/** The data of a message. */
interface Faster {
  /** Of the normal state. */
  readonly directive: string;
  /** The line of the normal state. */
  readonly normal: string;
  /** The argument of the `<domain>` that has that line, where it is another one. */
  readonly block: string | null;
  readonly queues: number;
}

const WHAT_IT_DOES: Readonly<Record<string, string>> = {
  'max-smtp-out': 'opens more connections',
  'max-msg-rate': 'sends more messages',
  'max-connect-rate': 'opens connections faster',
  'max-data-volume-rate': 'sends more bytes',
  'retry-after': 'tries again sooner',
};

function* queuesToCheck(model: Model, countsDefault: boolean): Generator<BackoffQueue> {
  const queues = backoffQueuesOf(model);
  yield* queues.ofBlocks;
  yield* queues.throughOwnDefaults((pace) => surelyFaster(pace, countsDefault).length > 0);
}

function fasterValues(model: Model): FasterValue[] {
  const countsDefault = model.completeness !== 'partial';
  const values = new Map<string, FasterValue>();
  for (const found of queuesToCheck(model, countsDefault)) {
    for (const pair of surelyFaster(found.pace, countsDefault)) {
      const use = found.queue.use(pair.backoff);
      const location = use?.nameLocation ?? found.section.tagLocation;
      const key = `${location.range.start} ${pair.backoff} ${location.file.path}`;
      getOrMake(values, key, (): FasterValue => ({ location, pair, use, queues: [] })).queues.push(found);
    }
  }
  return [...values.values()];
}

/** The queue with the slowest normal state: it differs most from its backoff. */
function worstOf({ pair, queues }: FasterValue): BackoffQueue {
  const index = BACKOFF_PAIRS.indexOf(pair);
  const speed = ({ pace }: BackoffQueue): number => pace.normal[index] ?? Number.POSITIVE_INFINITY;
  return queues.reduce((worst, queue) => (speed(queue) < speed(worst) ? queue : worst));
}

const lineOf = (use: DirectiveUse): string => `${use.name} ${use.plainValue ?? ''}`;

function textOf(what: string, { directive, normal, block, queues }: Faster): string {
  const place = block === null ? '' : ` of <domain ${block}>`;
  const extent = queues > 1 ? `; it holds for ${count(queues, 'kind')} of queue` : '';
  return `${what} ${quote(normal)}${place}: in backoff the queue ${WHAT_IT_DOES[directive] ?? 'is faster'}, just when the provider has asked for less, and is blocked for longer${extent}`;
}

export const rule = defineRule({
  id: 'backoff-faster-than-normal',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a queue that goes faster in backoff than in its normal state',
  supersedes: ['backoff-without-effect'],
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  messages: {
    faster: ({ line, ...data }: Faster & { readonly line: string }) => ({
      message: textOf(
        `${quote(line)} is ${data.directive === 'retry-after' ? 'shorter' : 'faster'} than`,
        data,
      ),
    }),
    defaultFaster: ({ subject, ...data }: Faster & { readonly subject: string }) => ({
      message: textOf(`${subject} is not set and its default of 20 is above`, data),
    }),
  },
  check({ model, report }) {
    for (const value of fasterValues(model)) {
      const { location, pair, use, queues } = value;
      const worst = worstOf(value);
      const normal = worst.queue.use(pair.normal);
      if (normal === null) continue;
      const isElsewhere = normal.section !== (use?.section ?? worst.section);
      const data: Faster = {
        directive: pair.normal,
        normal: lineOf(normal),
        block: isElsewhere ? (normal.section.argument ?? '') : null,
        queues: queues.length,
      };
      report({
        location,
        ...(use === null
          ? { messageId: 'defaultFaster', data: { subject: pair.backoff, ...data } }
          : { messageId: 'faster', data: { line: lineOf(use), ...data } }),
        related: [{ ...normal.nameLocation, message: 'the normal state' }],
        fix: () => slowBackoff(model, pair, use, queues),
      });
    }
  },
});
