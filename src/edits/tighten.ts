import { foldName } from '../catalog/decisions.ts';
import { findDirective } from '../catalog/directives.ts';
import { BACKOFF_PAIRS, fasterInBackoff, hasWayOut, wayIntoBackoff } from '../model/queues/backoff.ts';
import { SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import type { Plan, PlannedQueue, Target } from '../model/queues/plan.ts';
import type { Queue } from '../model/scopes/queue.ts';
import {
  alikeVmtasReached,
  distinctDomains,
  domainsOfTag,
  isWildcard,
  readingsOf,
  representativeDomains,
} from '../model/queues/reach.ts';
import { addsReactions, repliesIn, sameReplies } from '../model/lists/replies.ts';
import { perMinute } from './provider-figures.ts';
import { halfRate, isNoLooser, tightened } from './stricter-values.ts';
import { mayWrite } from './writing.ts';

/** Rounds after which a plan is given up: each makes values stricter, so that few are needed. */
const MAX_ROUNDS = 8;
/** Queues that are checked in a round; a change of more is checked by the first of them. */
const MAX_QUEUES = 50_000;

/** What a plan would loosen in a queue: a value that would be above a limit. */
interface Excess {
  readonly directive: string;
  readonly limit: string | null;
  /** The directive that the limit is a value of: for backoff that of the normal state. */
  readonly limitOf: string;
}

/** What a plan would loosen in one queue; null for what no other value can prevent. */
function objections(plan: Plan, was: Queue, is: PlannedQueue): Excess[] | null {
  const loosened = (directive: string): Excess[] => {
    const [limit, value] = [was.value(directive), is.value(directive)];
    return value === limit || (value !== null && isNoLooser(directive, value, limit))
      ? []
      : [{ directive, limit, limitOf: directive }];
  };
  const name = is.value('smtp-pattern-list');
  const [old, now] = [repliesIn(plan.model, was.value('smtp-pattern-list')), plan.list(name).texts];
  if (!sameReplies(old, now) && !addsReactions(old, now)) return null;
  const directives = [...plan.directives].filter((directive) => directive !== 'smtp-pattern-list');
  const inBackoff = directives.filter((directive) => directive.startsWith('backoff-'));
  const found = directives.filter((directive) => !inBackoff.includes(directive)).flatMap(loosened);
  const [formerWay, way] = [wayIntoBackoff(plan.model, was), plan.wayInto(is)];
  if (!way.possible) {
    // An operator can put any queue in backoff: it must not become faster there.
    const paces = inBackoff.filter((directive) => BACKOFF_PAIRS.some(({ backoff }) => backoff === directive));
    return [...found, ...(formerWay.possible ? inBackoff : paces).flatMap(loosened)];
  }
  const isOurs = plan.changesList(name) || !formerWay.possible || hasWayOut(was, formerWay);
  if (isOurs && !hasWayOut(is, way)) return null;
  if (formerWay.possible) return [...found, ...inBackoff.flatMap(loosened)];
  const faster = fasterInBackoff(is).map(({ backoff, normal }) => ({
    directive: backoff,
    limit: is.value(normal),
    limitOf: normal,
  }));
  return [...found, ...faster];
}

/** A value within a limit and no looser than `value` (null: free); null where there is none. */
function within({ directive, limit, limitOf }: Excess, value: string | null): string | null {
  if (limit === null) return null;
  if (directive === 'backoff-max-msg-rate' && limitOf === 'max-msg-rate') {
    const half = halfRate(limit);
    const both = [limit, half].map((rate) =>
      value === null || rate === null ? null : tightened(directive, value, rate, limitOf),
    );
    // Slower than the normal state, not only as slow.
    const fits = (rate: string | null): rate is string =>
      rate !== null &&
      isNoLooser(limitOf, rate, limit) &&
      (value === null || isNoLooser(directive, rate, value)) &&
      (perMinute(rate) ?? 0) < (perMinute(limit) ?? 0);
    return [both[0] ?? null, '1/m', half, both[1] ?? null].find(fits) ?? null;
  }
  return value === null || value === '' ? limit : tightened(directive, value, limit, limitOf);
}

/** Domains and VMTAs whose queues lines in a block can reach; VMTAs in which a queue has the same settings together. */
interface Reach {
  readonly domains: ReadonlySet<string>;
  readonly alikeVmtas: readonly (readonly (string | null)[])[];
}

function reachOf(model: Model, target: Target): Reach {
  const isSection = target instanceof SectionUse;
  const argument = isSection ? (target.argument ?? '') : '';
  const named = distinctDomains(model, isSection ? domainsOfTag(model, argument) : target.names);
  const others = isSection && isWildcard(model, argument) ? representativeDomains(model) : [];
  return {
    domains: new Set([...named, ...others]),
    alikeVmtas: parentsOf(model, target).flatMap((parent) => alikeVmtasReached(model, parent)),
  };
}

/** The sections that a block is in, wherever it is read. */
function parentsOf(model: Model, target: Target): (SectionUse | null)[] {
  return target instanceof SectionUse
    ? readingsOf(model, target).map(({ parent }) => parent)
    : [target.parent];
}

/** Queues that lines in a block can reach, as domain and VMTA: each one, or one like it. */
export function* queuesReached(model: Model, target: Target): Generator<[string, string | null]> {
  const { domains, alikeVmtas } = reachOf(model, target);
  for (const [vmta = null] of alikeVmtas) for (const domain of domains) yield [domain, vmta];
}

/** The VMTAs (folded) that a plan has lines in: their queues are no longer like those of other VMTAs. */
function plannedVmtas(plan: Plan): Set<string> {
  const parents = plan.targets.flatMap((target) => parentsOf(plan.model, target));
  return new Set(
    parents.flatMap((parent) => (parent?.kind === 'virtual-mta' ? foldName(parent.argument ?? '') : [])),
  );
}

/** Directives that were tightened for some queue, by block. */
type Tightened = Map<Target, Set<string>>;

/** Where a value that is too loose for a queue is best made stricter. */
export type Preference = 'tighten-value' | 'override-in-block';

/**
 * Tightens planned values until no queue that they reach is looser than before, and a queue that can enter backoff only
 * now is no faster in it, and leaves it. False where no values can do that.
 *
 * @param others Plans of other fixes: a line that one of them has for a narrower block is taken over if it will do.
 * @param prefer Whether a value that is too loose in a narrower block gets a line there, or the planned line is made stricter.
 */
export function tightenUntilSafe(plan: Plan, prefer: Preference, others: readonly Plan[] = []): boolean {
  const { model } = plan;
  const done: Tightened = new Map();
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const inVmtas = plannedVmtas(plan);
    let changed = false;
    let left = MAX_QUEUES;
    const seen = new Set<Queue>();
    /** What has to be tightened in a queue; null for nothing that a value can prevent. */
    const objectionsIn = (queue: Queue): Excess[] | null => {
      const planned = plan.queue(queue);
      const isReached = planned.levels.some(({ blocks }) =>
        blocks.some((block) => plan.linesOf(block).size > 0),
      );
      return isReached ? objections(plan, queue, planned) : [];
    };
    for (const target of plan.targets) {
      const { domains, alikeVmtas } = reachOf(model, target);
      for (const alike of alikeVmtas) {
        const areAlike = !alike.some((vmta) => vmta !== null && inVmtas.has(vmta));
        const needsNothing = new Set<string>();
        for (const vmta of alike) {
          for (const domain of domains) {
            if (areAlike && needsNothing.has(domain)) continue;
            const { queue } = model.queueOf(domain, vmta);
            if (seen.has(queue) || left-- <= 0) continue;
            seen.add(queue);
            const found = objectionsIn(queue);
            if (found === null) return false;
            if (found.length === 0) needsNothing.add(domain);
            for (const excess of found) {
              if (!tightenFor(plan, plan.queue(queue), excess, prefer, done, others)) return false;
              changed = true;
            }
          }
        }
      }
    }
    if (!changed) return true;
  }
  return false;
}

function tightenFor(
  plan: Plan,
  queue: PlannedQueue,
  excess: Excess,
  prefer: Preference,
  done: Tightened,
  others: readonly Plan[],
): boolean {
  const { directive, limitOf } = excess;
  if (findDirective(directive)?.stricter === undefined) return false;
  const decider = queue.decider(directive);
  const innermost = queue.block;
  const isPlanned = decider !== null && plan.get(decider, directive) !== undefined;
  const canOverride = innermost !== undefined && innermost !== decider && mayWrite(innermost, directive);
  const tightensValue =
    isPlanned && !(prefer === 'override-in-block' && canOverride && limitOf !== directive);
  const target = tightensValue ? decider : innermost;
  if (target === undefined || (target !== decider && !mayWrite(target, directive))) return false;
  const directives = done.get(target) ?? new Set();
  // A rate that is meant as a figure alone gives way to a rounder one; one that another queue needs does not.
  const isFigure = isPlanned && directive === 'backoff-max-msg-rate' && limitOf !== directive;
  const isFree = target !== decider || (isFigure && !directives.has(directive));
  const fromOthers = others.map((other) => other.get(target, directive));
  const value =
    fromOthers.find((one) => isFree && one !== undefined && isNoLooser(limitOf, one, excess.limit)) ??
    within(excess, isFree ? null : queue.value(directive));
  if (value === null || plan.get(target, directive) === value) return false;
  plan.set(target, directive, value);
  done.set(target, directives.add(directive));
  return true;
}
