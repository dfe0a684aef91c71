import { backoffQueuesOf } from '../model/queues/backoff-queues.ts';
import { tightened } from './stricter-values.ts';
import type { RuleFix } from '../engine/rule.ts';
import type { DirectiveUse, SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import { Plan } from '../model/queues/plan.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { fixFrom, isSafe, keepBackoffSlower } from './slow-backoff.ts';
import { editsOf } from './plan-edits.ts';
import { mayWrite } from './writing.ts';

/** Where the value of a limit is, or where it would be: `use` is null for a default. */
export interface LimitLocation {
  readonly use: DirectiveUse | null;
  readonly section: SectionUse;
}

/**
 * Gives a limit of the normal state a lower value, and keeps backoff below it in some queues. Where the line is a new one
 * it takes the strictest value of all queues that it reaches. Null where the line is not to be changed or no values do.
 *
 * @param queues Those that the limit is lowered for.
 */
export function lowerLimit(
  model: Model,
  { use, section }: LimitLocation,
  directive: string,
  value: string,
  queues: readonly Queue[],
): RuleFix | null {
  if (use === null ? !mayWrite(section, directive) : use.section.isDefault || use.continuation.length > 0)
    return null;
  const plan = new Plan(model);
  plan.set(section, directive, value);
  if (!keepBackoffSlower(plan, queues)) return null;
  const trial = plan.copy();
  const effect = isSafe(trial) ? 'tightens' : 'unsafe';
  const written = effect === 'tightens' ? trial : plan;
  return {
    effect,
    title: `${use === null ? 'set' : 'lower'} ${directive} to ${written.get(section, directive) ?? value}`,
    edits: editsOf(written, use),
  };
}

/** Lowers a limit that many queues take from one line and keeps backoff below it; null if that is not possible. */
export function lowerForAll(
  model: Model,
  { directive, use, section }: LimitLocation & { readonly directive: string },
  limit: string,
  now: string | null,
): RuleFix | null {
  const value = now === null ? null : tightened(directive, limit, now);
  const target = use?.section ?? section;
  if (value === null || target.isDefault) return null;
  const plan = new Plan(model);
  plan.set(target, directive, value);
  const affected = use === null ? [] : backoffQueuesOf(model).setBy(use, directive);
  const queues = affected.map(({ queue }) => queue);
  if (!keepBackoffSlower(plan, queues)) return null;
  return fixFrom(plan, `lower ${directive} to ${value}`, use);
}
