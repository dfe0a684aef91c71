import type { Queue } from '../../kit.ts';
import type { EffectiveOptions, RuleOptions } from '../../../src/engine/rule-options.ts';
import { connectionsIn, perMinute } from '../../../src/edits/provider-figures.ts';

/** What is too much for domains that nobody looked at. */
export interface Excess {
  readonly directive: 'max-smtp-out' | 'max-msg-rate';
  readonly reason: 'many' | 'no-rate' | 'fast';
}

export const OPTIONS = {
  maxConnections: {
    type: 'integer',
    default: 200,
    strictest: 100,
    min: 2,
    summary: 'from so many connections on max-smtp-out is too high for all domains',
  },
  maxConnectionsWithoutRate: {
    type: 'integer',
    default: 20,
    min: 1,
    summary: 'connections that need neither max-msg-rate nor max-msg-per-connection',
  },
  maxRate: {
    type: 'rate',
    default: '1000000/h',
    strictest: '100000/h',
    summary: 'the highest max-msg-rate for all domains',
  },
} as const satisfies RuleOptions;

/** Whether mail for all domains goes to one's own relay, or is not sent by SMTP: then the limits are no provider's matter. */
export function isOwnRelay(rest: Queue): boolean {
  if ((rest.value('queue-to') ?? '') !== '' || rest.type !== 'smtp') return true;
  const hosts = (rest.value('smtp-hosts') ?? '').split(/[,;]/).map((host) => host.trim());
  return hosts.every((host) => /^(?:\[[\d.:a-f]+\]|[\d.]+)(?::\d+)?$/i.test(host));
}

/** Whether neither the messages of a time nor those of a connection are limited; false where that cannot be told. */
function hasNoRate(rest: Queue): boolean {
  const perConnection = rest.value('max-msg-per-connection');
  return (
    perMinute(rest.value('max-msg-rate')) === Number.POSITIVE_INFINITY &&
    (perConnection === null || perConnection === '0')
  );
}

/**
 * What is too much in the queue of all domains without a block.
 *
 * @param knowsAll Whether what is not set is known not to be set.
 */
export function excessesOf(rest: Queue, options: EffectiveOptions, knowsAll: boolean): Excess[] {
  const found: Excess[] = [];
  const connections = connectionsIn(rest.value('max-smtp-out')) ?? 0;
  const many = connections >= options.number('maxConnections');
  const unlimited = knowsAll && connections > options.number('maxConnectionsWithoutRate') && hasNoRate(rest);
  if (many || unlimited) found.push({ directive: 'max-smtp-out', reason: many ? 'many' : 'no-rate' });
  const rate = perMinute(rest.value('max-msg-rate')) ?? 0;
  if (rate !== Number.POSITIVE_INFINITY && rate > options.perSecond('maxRate') * 60)
    found.push({ directive: 'max-msg-rate', reason: 'fast' });
  return found;
}
