import { backoffFigures, slowerRate } from '../../../src/edits/provider-figures.ts';
import { tightenUntilSafe } from '../../../src/edits/tighten.ts';
import type { ExceededLimit } from '../../../src/model/queues/provider-limits.ts';
import { connectionsIn, editsOf, perMinute, Plan, wayIntoBackoff } from '../../kit.ts';
import type { DirectiveUse, Model, Queue, RuleFix } from '../../kit.ts';

const RATES = ['max-msg-rate', 'max-connect-rate', 'max-data-volume-rate'] as const;

/** Whether backoff slows the queue by more than fewer connections. */
function slowsOtherwise(queue: Queue) {
  if ((queue.value('backoff-reroute-to-virtual-mta') ?? '') !== '') return true;
  return RATES.some((rate) => {
    const [normal, backoff] = [perMinute(queue.value(rate)), perMinute(queue.value(`backoff-${rate}`))];
    return normal !== undefined && backoff !== undefined && backoff < normal;
  });
}

/**
 * The changes that keep backoff slower than the normal state: its connections are no higher; where it lowers nothing
 * else, it gets one connection or a rate.
 */
function backoffChanges(model: Model, { excesses }: ExceededLimit<unknown>, figure: number) {
  const lower = new Map<DirectiveUse, number>();
  const lines = new Map<string, string>();
  for (const { queue, provider } of excesses.map((excess) => excess.queue)) {
    const { value, uses } = queue.setting('backoff-max-smtp-out');
    const inBackoff = connectionsIn(value);
    const use = uses.at(-1);
    const way = wayIntoBackoff(model, queue);
    const mayEnter = way.possible || (!model.knows('files') && way.list?.sections.length === 0);
    if (inBackoff === undefined || (!mayEnter && use === undefined)) continue;
    const idle = mayEnter && !slowsOtherwise(queue) && inBackoff >= figure;
    if (inBackoff <= figure && !idle) continue;
    const wanted = idle ? 1 : figure;
    if (use === undefined) lines.set('backoff-max-smtp-out', `${wanted}`);
    else if (inBackoff > wanted) lower.set(use, Math.min(wanted, lower.get(use) ?? wanted));
    if (idle && figure === 1 && queue.setting('backoff-max-msg-rate').uses.length === 0) {
      const rate = slowerRate(backoffFigures(provider).maxMsgRate, queue.value('max-msg-rate'));
      lines.set('backoff-max-msg-rate', rate);
    }
  }
  return { lower, lines };
}

/** Lowers max-smtp-out, and keeps backoff below it. A new line gets the strictest value of all queues that it applies to. */
export function lowerConnections(model: Model, place: ExceededLimit<unknown>, figure: number): RuleFix {
  const { lower, lines } = backoffChanges(model, place, figure);
  const { use } = place;
  // A line of an included file is in every block that includes it.
  const sections =
    use === null
      ? [place.section]
      : model.named(use.name).flatMap((other) => (other.line === use.line ? [other.section] : []));
  const plan = new Plan(model);
  for (const section of sections) {
    plan.set(section, 'max-smtp-out', `${figure}`);
    for (const [directive, value] of lines) plan.set(section, directive, value);
  }
  for (const [other, value] of lower) plan.set(other.section, 'backoff-max-smtp-out', `${value}`);
  const trial = plan.copy();
  const isSafe = tightenUntilSafe(trial, 'tighten-value');
  const written = isSafe ? trial : plan;
  return {
    effect: isSafe ? 'tightens' : 'unsafe',
    title: `lower max-smtp-out to ${written.get(place.section, 'max-smtp-out') ?? figure}`,
    edits: editsOf(written, use),
  };
}
