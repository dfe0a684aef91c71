import { getOrMake } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import { providerOfDomain } from '../catalog/providers.ts';
import type { RuleFix } from '../engine/rule.ts';
import type { BackoffPair } from '../model/queues/backoff.ts';
import type { BackoffQueue } from '../model/queues/backoff-queues.ts';
import { SectionUse, type DirectiveUse } from '../model/source/content.ts';
import { readDomainPattern } from '../model/scopes/domain-index.ts';
import type { Model } from '../model/model.ts';
import { lowersSomething, PaceReader, surelyFaster } from '../model/queues/pace.ts';
import { Plan, type Target } from '../model/queues/plan.ts';
import { providerQueuesOf } from '../model/queues/provider-queues.ts';
import type { EffectiveValues, Queue } from '../model/scopes/queue.ts';
import { isWildcard } from '../model/queues/reach.ts';
import { editsOf } from './plan-edits.ts';
import { backoffFigures, COMMON_BACKOFF, slowerRate, stricterOf } from './provider-figures.ts';
import { tightenUntilSafe } from './tighten.ts';
import { halfRate, isNoLooser, tightened } from './stricter-values.ts';
import { mayWrite, settingIn } from './writing.ts';

/** How many names of a tag are checked one by one. */
const MOST_NAMES = 50;

/** Blocks above which it is not worked out for every queue what a line for all of them does. */
const MANY_BLOCKS = 1000;

/** A value that is no looser than another one and any bound; null where there is none. */
function tightestOf(directive: string, value: string | null, bounds: Iterable<string>): string | null {
  let tightest = value;
  for (const bound of bounds) tightest = tightest === null ? null : tightened(directive, tightest, bound);
  return tightest;
}

const strictest = new WeakMap<Model, Map<string, string | null>>();

/** A value that is no looser than any that a line anywhere, or the default, gives to a queue; null for none. */
function strictestAnywhere(model: Model, directive: string): string | null {
  const known = getOrMake(strictest, model, () => new Map<string, string | null>());
  return getOrMake(known, directive, () => {
    const facts = findDirective(directive);
    const names = [directive, facts?.defaultFrom ?? directive];
    const values = model
      .sectionsOf('domain')
      .flatMap((block) => names.flatMap((name) => block.settings.get(name) ?? []))
      .map(({ value }) => value);
    return tightestOf(directive, facts?.default ?? null, new Set(values));
  });
}

/** Whether a line in a block loosens nothing, as far as that is known without checking every queue. */
function isPlainlyNoLooser(model: Model, target: Target, directive: string, value: string): boolean {
  if (!(target instanceof SectionUse)) return false;
  const former = settingIn(target, directive);
  if (former !== undefined) return isNoLooser(directive, value, former.canonical.value);
  if (model.sectionsOf('domain').length > MANY_BLOCKS) {
    const bound = strictestAnywhere(model, directive);
    if (bound !== null && isNoLooser(directive, value, bound)) return true;
  }
  const { parent, argument } = target;
  if (parent !== model.root && parent?.kind !== 'virtual-mta') return false;
  const { names } = model.macros.expand(argument ?? '');
  if (names.length > MOST_NAMES) return false;
  const queues = providerQueuesOf(model);
  const followed = findDirective(directive)?.defaultFrom;
  return names.every((name) => {
    const { kind, domain } = readDomainPattern(name, false);
    if (kind !== 'name') return false;
    const queue =
      parent === model.root ? queues.globalQueue(domain) : model.queue(domain, parent.argument ?? null);
    // A default that follows another setting is another one in each VMTA that has that setting of its own.
    const isDefault = followed !== undefined && queue.use(directive) === null;
    if (isDefault && parent === model.root && model.vmtas.withOwnDomains.length > 0) return false;
    return isNoLooser(directive, value, queue.value(directive));
  });
}

/** A fix that writes a plan; unsafe if it cannot be tightened until it loosens nothing. `precedingLine`: as for `editsOf`. */
export function fixFrom(plan: Plan, title: string, precedingLine: DirectiveUse | null = null): RuleFix {
  const effect = isSafe(plan) ? 'tightens' : 'unsafe';
  return { effect, title, edits: editsOf(plan, precedingLine) };
}

/** Makes a plan for backoff loosen nothing. False where no values can do that. */
export function isSafe(plan: Plan): boolean {
  const isPlain = plan.targets.every((target) =>
    [...plan.linesOf(target)].every(([directive, value]) =>
      isPlainlyNoLooser(plan.model, target, directive, value),
    ),
  );
  return isPlain || tightenUntilSafe(plan, 'tighten-value');
}

/** Puts a line for a queue into its most specific block, or, where that may not be written, into the one that decides. */
function put(plan: Plan, queue: Queue, directive: string, value: string): boolean {
  const decider = queue.use(directive)?.section;
  const target = [queue.block, decider].find((block) => block !== undefined && mayWrite(block, directive));
  if (target === undefined) return false;
  const { model } = plan;
  const isNewForMany = settingIn(target, directive) === undefined && isWildcard(model, target.argument ?? '');
  const bound =
    isNewForMany && model.sectionsOf('domain').length > MANY_BLOCKS
      ? strictestAnywhere(model, directive)
      : null;
  const bounds = [plan.get(target, directive), bound].filter((one) => typeof one === 'string');
  const both = tightestOf(directive, value, bounds);
  if (both === null) return false;
  plan.set(target, directive, both);
  return true;
}

/** Connections as in the normal state, half of its rates, its time between attempts; but never looser than before. */
function slow(plan: Plan, queue: Queue, { normal, backoff }: BackoffPair): boolean {
  const planned = plan.queue(queue);
  const [usual, former] = [planned.value(normal), planned.value(backoff)];
  if (usual === null || former === null) return false;
  const wanted = normal.endsWith('-rate') ? halfRate(usual, normal) : usual;
  const value = wanted === null ? null : tightened(backoff, wanted, former);
  return value !== null && put(plan, queue, backoff, value);
}

/** Lets backoff slow a queue down: fewer connections, and a rate below the normal one. */
function makeEffective(plan: Plan, queue: Queue): boolean {
  const provider = providerOfDomain(queue.domain);
  const figures = provider === undefined ? COMMON_BACKOFF : backoffFigures(provider);
  const planned = plan.queue(queue);
  const wanted = [
    ['backoff-max-smtp-out', `${figures.maxSmtpOut}`],
    ['backoff-max-msg-rate', slowerRate(figures.maxMsgRate, planned.value('max-msg-rate'))],
  ] as const;
  return wanted.every(([directive, figure]) => {
    const value = stricterOf(directive, figure, planned.value(directive));
    return value !== null && (value === planned.value(directive) || put(plan, queue, directive, value));
  });
}

/**
 * Makes queues no faster in backoff than in their normal state, for one of the settings by which they are. Where
 * nothing would then be left that slows them down, backoff gets figures of its own. Null where no line can do it.
 *
 * @param use The line that is too fast; null for a default.
 */
export function slowBackoff(
  model: Model,
  pair: BackoffPair,
  use: DirectiveUse | null,
  cases: readonly BackoffQueue[],
): RuleFix | null {
  const plan = new Plan(model);
  const countsDefault = model.knows('blocks');
  for (const { queue, pace } of cases) {
    if (!slow(plan, queue, pair)) return null;
    const pairs = surelyFaster(pace, countsDefault);
    // The first finding of a queue fixes all its too-fast settings.
    if (pairs[0] !== pair || !countsDefault) continue;
    const trial = plan.copy();
    if (!pairs.every((other) => slow(trial, queue, other))) continue;
    if (!lowersSomething(trial.queue(queue)) && !makeEffective(plan, queue)) return null;
  }
  return fixFrom(plan, `make ${pair.backoff} no faster than ${pair.normal}`, use);
}

/** Keeps backoff slower than a normal state that a plan slows down. False where no line can do it. */
export function keepBackoffSlower(plan: Plan, queues: readonly Queue[]): boolean {
  const fasterIn = (values: EffectiveValues): BackoffPair[] =>
    surelyFaster(
      new PaceReader().read((directive) => values.value(directive)),
      true,
    );
  return queues.every((queue) => {
    const before = fasterIn(queue);
    const added = fasterIn(plan.queue(queue)).filter((pair) => !before.includes(pair));
    if (!added.every((pair) => slow(plan, queue, pair))) return false;
    const losesEffect = lowersSomething(queue) && !lowersSomething(plan.queue(queue));
    return !losesEffect || makeEffective(plan, queue);
  });
}

/** Lets backoff slow queues down that it leaves as fast as they are. Null where no line can do it. */
export function makeBackoffEffective(model: Model, queues: readonly Queue[]): RuleFix | null {
  const plan = new Plan(model);
  if (!queues.every((queue) => makeEffective(plan, queue))) return null;
  return fixFrom(plan, 'lower connections and rate in backoff');
}
