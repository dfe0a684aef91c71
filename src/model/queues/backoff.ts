import { memoize } from '../../base/collections.ts';
import { booleanOf } from '../../catalog/values/scalar.ts';
import { strictness } from '../../catalog/compare-values.ts';
import { factsIn, findDirective, type Directive } from '../../catalog/directives.ts';
import { parseValue, respelledValue } from '../../catalog/values.ts';
import type { Action } from '../../catalog/values/value.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import type { Model } from '../model.ts';
import type { EffectiveValues, Queue } from '../scopes/queue.ts';

/** A rule of an smtp-pattern-list: what replies it matches and what PowerMTA then does. */
export interface ReplyRule {
  /** What is between the slashes. */
  readonly pattern: string;
  readonly actions: readonly Action[];
}

function readRule(facts: Directive, scope: string, value: string): ReplyRule | null {
  const result = parseValue(facts, scope, respelledValue(facts, scope, value) ?? value);
  if (!result.ok || result.value.kind !== 'composite') return null;
  let pattern: string | null = null;
  let actions: readonly Action[] = [];
  for (const { value: argument } of result.value.args) {
    if (argument.kind === 'regex') pattern = argument.source;
    if (argument.kind === 'actions') actions = argument.actions;
  }
  return pattern === null ? null : { pattern, actions };
}

/** The rule in a `reply` line; null for a line that is broken or has no pattern. */
export const replyRuleOf = memoize(({ facts, value, broken, section }: DirectiveUse): ReplyRule | null =>
  facts === undefined || value === null || broken ? null : readRule(facts, section.scope, value),
);

/** The rule that a `reply` line with a value would be; null for another value. */
export function replyRuleFrom(value: string): ReplyRule | null {
  const reply = findDirective('reply');
  return reply === undefined
    ? null
    : readRule(factsIn(reply, 'smtp-pattern-list'), 'smtp-pattern-list', value);
}

const rulesOf = memoize((list: SectionUse): readonly ReplyRule[] =>
  list.named('reply').flatMap((use) => replyRuleOf(use) ?? []),
);

/** The rules of lists of one name, in order. */
function rulesOfAll(lists: readonly SectionUse[]): readonly ReplyRule[] {
  const [only] = lists;
  return only !== undefined && lists.length === 1 ? rulesOf(only) : lists.flatMap(rulesOf);
}

/** The rules of the list of that name, in order; empty where none is defined. */
export function replyRulesIn(model: Model, list: string): readonly ReplyRule[] {
  return rulesOfAll(model.definitions.find('smtp-pattern-list', list));
}

/** The smtp-pattern-list that a queue's replies meet. */
export interface EffectiveList {
  readonly name: string;
  readonly reference: DirectiveUse;
  /** Its sections; empty where no such list is defined. */
  readonly sections: readonly SectionUse[];
  readonly rules: readonly ReplyRule[];
}

/** The effective list for a queue; null for none. */
export function effectiveListOf(model: Model, queue: Queue): EffectiveList | null {
  const { value, uses } = queue.setting('smtp-pattern-list');
  const reference = uses[0];
  if (value === null || value === '' || reference === undefined) return null;
  const sections = model.definitions.find('smtp-pattern-list', value);
  return { name: value, reference, sections, rules: rulesOfAll(sections) };
}

/** Whether a rule puts the queue in backoff. */
export function entersBackoff(rule: ReplyRule): boolean {
  return rule.actions.some((action) => action.name === 'mode' && action.value?.toLowerCase() === 'backoff');
}

/** The same array for the same rules, which many queues share. */
const entering = memoize((rules: readonly ReplyRule[]): readonly ReplyRule[] => rules.filter(entersBackoff));

export interface WayIn {
  /** The rules of the effective list with mode=backoff. */
  readonly rules: readonly ReplyRule[];
  readonly uponAllSourcesDisabled: boolean;
  readonly possible: boolean;
}

/** By what a queue with these settings and these rules in its list can enter backoff. */
export function wayIn(values: EffectiveValues, replies: readonly ReplyRule[]): WayIn {
  const rules = entering(replies);
  const uponAllSourcesDisabled = booleanOf(values.value('backoff-upon-all-sources-disabled') ?? '') === true;
  return {
    rules,
    uponAllSourcesDisabled,
    possible: rules.length > 0 || uponAllSourcesDisabled,
  };
}

/** How a queue of a configuration comes into backoff, and the effective list for it. */
export interface QueueWayIn extends WayIn {
  readonly list: EffectiveList | null;
}

/** By what a queue can enter backoff. */
export function wayIntoBackoff(model: Model, queue: Queue): QueueWayIn {
  const list = effectiveListOf(model, queue);
  return { list, ...wayIn(queue, list?.rules ?? []) };
}

/** Whether every backoff of a queue ends after a time, or after a delivery. */
export function endsByItself(queue: EffectiveValues): boolean {
  const after = queue.value('backoff-to-normal-after');
  if (after !== null && after !== '' && after.toLowerCase() !== 'never') return true;
  return booleanOf(queue.value('backoff-to-normal-after-delivery') ?? '') === true;
}

/** Whether a rule says itself how long the backoff lasts that it begins. */
export function endsBackoff(rule: ReplyRule): boolean {
  return rule.actions.some(
    ({ name, seconds }) => name === 'backoff-to-normal-after' && seconds !== undefined,
  );
}

/** Whether a queue leaves backoff by itself. Rules with mode=normal do not count: their reply may never come. */
export function hasWayOut(queue: EffectiveValues, way: WayIn): boolean {
  if (endsByItself(queue)) return true;
  return !way.uponAllSourcesDisabled && way.rules.every(endsBackoff);
}

/** A setting of backoff, and the one of the normal state that it takes the place of. */
export interface BackoffPair {
  readonly backoff: string;
  readonly normal: string;
}

/** What can be told apart in backoff; the last pair is about the time between attempts, the others about their number. */
export const BACKOFF_PAIRS: readonly BackoffPair[] = [
  { backoff: 'backoff-max-smtp-out', normal: 'max-smtp-out' },
  { backoff: 'backoff-max-msg-rate', normal: 'max-msg-rate' },
  { backoff: 'backoff-max-connect-rate', normal: 'max-connect-rate' },
  { backoff: 'backoff-max-data-volume-rate', normal: 'max-data-volume-rate' },
  { backoff: 'backoff-retry-after', normal: 'retry-after' },
];

/** The settings by which a queue in backoff goes, or may go, faster than in its normal state. */
export function fasterInBackoff(queue: EffectiveValues): BackoffPair[] {
  return BACKOFF_PAIRS.filter(({ backoff, normal }) => {
    const facts = findDirective(normal);
    if (facts === undefined) return true;
    const change = strictness(facts, 'domain', queue.value(normal), queue.value(backoff));
    return change !== 'equal' && change !== 'stricter';
  });
}
