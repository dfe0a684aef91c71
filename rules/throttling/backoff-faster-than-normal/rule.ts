import { slowBackoff } from '../../../src/edits/slow-backoff.ts';
import { type BackoffQueue, backoffQueuesOf } from '../../../src/model/queues/backoff-queues.ts';
import { BACKOFF_PAIRS, type BackoffPair } from '../../../src/model/queues/backoff.ts';
import { type Pace, surelyFaster } from '../../../src/model/queues/pace.ts';
import { count, defineRule, type DirectiveUse, groupBy, type Model, quote } from '../../kit.ts';

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

/** The queues that are faster in backoff, by the line or the default that makes them faster. */
function fasterQueues(model: Model) {
  const countsDefault = model.completeness !== 'partial';
  const found = [...queuesToCheck(model, countsDefault)].flatMap((one) =>
    surelyFaster(one.pace, countsDefault).map((pair) => {
      const use = one.queue.use(pair.backoff);
      return { ...one, pair, use, location: use?.nameLocation ?? one.section.tagLocation };
    }),
  );
  return groupBy(
    found,
    ({ location, pair }) => `${location.range.start} ${pair.backoff} ${location.file.path}`,
  );
}

/** The speed of the normal state of a queue. */
function normalSpeed({ pace, pair }: { readonly pace: Pace; readonly pair: BackoffPair }): number {
  return pace.normal[BACKOFF_PAIRS.indexOf(pair)] ?? Number.POSITIVE_INFINITY;
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
    for (const queues of fasterQueues(model).values()) {
      const [first] = queues;
      // The one that differs most from its backoff.
      const [worst] = queues.toSorted((a, b) => normalSpeed(a) - normalSpeed(b));
      const normal = worst?.queue.use(worst.pair.normal);
      if (first === undefined || worst === undefined || normal == null) continue;
      const { location, pair, use } = first;
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
