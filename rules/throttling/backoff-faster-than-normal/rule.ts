import { slowBackoff } from '../../../src/edits/slow-backoff.ts';
import { backoffQueuesOf } from '../../../src/model/queues/backoff-queues.ts';
import { BACKOFF_PAIRS } from '../../../src/model/queues/backoff.ts';
import { surelyFaster } from '../../../src/model/queues/pace.ts';
import { count, defineRule, type DirectiveUse, groupBy, type Model, quote } from '../../kit.ts';
import { locationKey } from '../_shared/limits.ts';

interface Faster {
  /** Of the normal state. */
  directive: string;
  normal: string;
  /** The argument of the `<domain>` that has the normal line, where it is another one. */
  block: string | null;
  queues: number;
}

const WHAT_IT_DOES: Record<string, string> = {
  'max-smtp-out': 'opens more connections',
  'max-msg-rate': 'sends more messages',
  'max-connect-rate': 'opens connections faster',
  'max-data-volume-rate': 'sends more bytes',
  'retry-after': 'tries again sooner',
};

/** The queues that are faster in backoff, by the line or the default that makes them faster. */
function fasterQueues(model: Model) {
  const countsDefault = model.knows('blocks');
  const queues = backoffQueuesOf(model);
  const ofDefaults = queues.throughOwnDefaults((pace) => surelyFaster(pace, countsDefault).length > 0);
  const found = [...queues.ofBlocks, ...ofDefaults].flatMap((one) =>
    surelyFaster(one.pace, countsDefault).map((pair) => {
      const use = one.queue.use(pair.backoff);
      const normalSpeed = one.pace.normal[BACKOFF_PAIRS.indexOf(pair)] ?? Number.POSITIVE_INFINITY;
      return { ...one, pair, use, normalSpeed, location: use?.nameLocation ?? one.section.tagLocation };
    }),
  );
  return groupBy(found, ({ location, pair }) => `${locationKey(location)} ${pair.backoff}`).values();
}

const lineOf = (use: DirectiveUse) => `${use.name} ${use.plainValue ?? ''}`;

function textOf(what: string, { directive, normal, block, queues }: Faster) {
  const place = block === null ? '' : ` of <domain ${block}>`;
  const extent = queues > 1 ? `; it holds for ${count(queues, 'kind')} of queue` : '';
  return `${what} ${quote(normal)}${place}: in backoff the queue ${WHAT_IT_DOES[directive] ?? 'is faster'}, just when the provider has asked for less, and is blocked for longer${extent}`;
}

export const rule = defineRule({
  id: 'backoff-faster-than-normal',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'a queue that goes faster in backoff than in its normal state',
  supersedes: ['backoff-without-effect'],
  requires: ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'],
  messages: {
    faster: (data: Faster & { line: string }) => {
      const how = data.directive === 'retry-after' ? 'shorter' : 'faster';
      return { message: textOf(`${quote(data.line)} is ${how} than`, data) };
    },
    defaultFaster: (data: Faster & { subject: string }) => ({
      message: textOf(`${data.subject} is not set and its default of 20 is above`, data),
    }),
  },
  check({ model, report }) {
    for (const queues of fasterQueues(model)) {
      const [first] = queues;
      // The one that differs most from its backoff.
      const [worst] = queues.toSorted((a, b) => a.normalSpeed - b.normalSpeed);
      const normal = worst?.queue.use(worst.pair.normal);
      if (first === undefined || worst === undefined || normal == null) continue;
      const { location, pair, use } = first;
      const isElsewhere = normal.section !== (use?.section ?? worst.section);
      const data = {
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
