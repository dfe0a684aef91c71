import type { BackoffFigures } from '../catalog/providers.ts';
import { endsByItself, hasWayOut, wayIntoBackoff } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import type { Plan, Target } from '../model/queues/plan.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { slowerRate, slowerRetry, stricterOf } from './provider-figures.ts';

export interface Assignment {
  readonly directive: string;
  readonly value: string;
}

/** What a queue's backoff needs to slow it down and to end. */
export interface BackoffSettings {
  readonly lines: readonly Assignment[];
  /** Whether they change how a queue leaves backoff that can enter it already: then they are not a safe change. */
  readonly changesExit: boolean;
}

/** The value that counts as effective: of a queue that cannot enter backoff only a value that is written. */
function effectiveValue(queue: Queue, directive: string, canEnter: boolean): string | null {
  const { value, uses } = queue.setting(directive);
  return canEnter || uses.length > 0 ? value : null;
}

/**
 * Backoff settings for a queue, no looser than the current ones. `normal`: values that the fix plans for its normal
 * state.
 */
export function backoffSettings(
  model: Model,
  queue: Queue,
  figures: BackoffFigures,
  normal: ReadonlyMap<string, string> = new Map(),
): BackoffSettings {
  const way = wayIntoBackoff(model, queue);
  const normally = (directive: string): string | null => normal.get(directive) ?? queue.value(directive);
  const wanted: readonly (readonly [string, string])[] = [
    ['backoff-max-smtp-out', `${figures.maxSmtpOut}`],
    ['backoff-max-msg-rate', slowerRate(figures.maxMsgRate, normally('max-msg-rate'))],
    ['backoff-retry-after', slowerRetry(figures.retryAfter, normally('retry-after'))],
  ];
  const lines = wanted.flatMap(([directive, figure]) => {
    const value = stricterOf(directive, figure, effectiveValue(queue, directive, way.possible));
    return value === null ? [] : [{ directive, value }];
  });
  if (endsByItself(queue) || (way.possible && hasWayOut(queue, way))) return { lines, changesExit: false };
  const exit = { directive: 'backoff-to-normal-after', value: figures.toNormalAfter };
  return { lines: [...lines, exit], changesExit: way.possible };
}

/** Lets a queue enter backoff when all its IPs are disabled, if its list disables IPs and never starts backoff. */
export function enterWithoutAddresses(plan: Plan, target: Target, queue: Queue): void {
  const planned = plan.queue(queue);
  if (plan.wayInto(planned).possible) return;
  const { rules } = plan.list(planned.value('smtp-pattern-list'));
  if (rules.some(({ actions }) => actions.some(({ name }) => name === 'disable-source-ip')))
    plan.set(target, 'backoff-upon-all-sources-disabled', 'yes');
}
