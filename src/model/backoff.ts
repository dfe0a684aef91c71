import { parseValue, respelledValue } from '../catalog/values.ts';
import type { Action } from '../catalog/values/value.ts';
import type { DirectiveUse, SectionUse } from './content.ts';
import type { Model } from './model.ts';
import type { Queue } from './queue.ts';

/** A rule of an smtp-pattern-list: what replies it matches and what PowerMTA then does. */
export interface ReplyRule {
  readonly use: DirectiveUse;
  /** What stands between the slashes. */
  readonly pattern: string;
  readonly actions: readonly Action[];
}

const rules = new WeakMap<DirectiveUse, ReplyRule | null>();

/** The rule in a `reply` line; null for a line that is broken or has no pattern. */
export function replyRuleOf(use: DirectiveUse): ReplyRule | null {
  const known = rules.get(use);
  if (known !== undefined) return known;
  const { facts, value } = use;
  let rule: ReplyRule | null = null;
  if (facts !== undefined && value !== null && !use.broken) {
    const { scope } = use.section;
    const result = parseValue(facts, scope, respelledValue(facts, scope, value) ?? value);
    if (result.ok && result.value.kind === 'composite') {
      let pattern: string | null = null;
      let actions: readonly Action[] = [];
      for (const { value: argument } of result.value.args) {
        if (argument.kind === 'regex') pattern = argument.source;
        if (argument.kind === 'actions') actions = argument.actions;
      }
      if (pattern !== null) rule = { use, pattern, actions };
    }
  }
  rules.set(use, rule);
  return rule;
}

/** The smtp-pattern-list that a queue's replies meet. */
export interface ListInForce {
  readonly name: string;
  /** The line that refers to it. */
  readonly reference: DirectiveUse;
  /** Its sections; empty where no such list is defined. */
  readonly sections: readonly SectionUse[];
  readonly rules: readonly ReplyRule[];
}

/** The list in force for a queue; null for none. */
export function listInForce(model: Model, queue: Queue): ListInForce | null {
  const { value, uses } = queue.setting('smtp-pattern-list');
  const reference = uses[0];
  if (value === null || value === '' || reference === undefined) return null;
  const sections = model.definitions.find('smtp-pattern-list', value);
  return {
    name: value,
    reference,
    sections,
    rules: sections.flatMap((section) => section.named('reply').flatMap((use) => replyRuleOf(use) ?? [])),
  };
}

/** Whether a rule puts the queue in backoff. */
export function entersBackoff(rule: ReplyRule): boolean {
  return rule.actions.some((action) => action.name === 'mode' && action.value?.toLowerCase() === 'backoff');
}

/** How a queue comes into backoff. */
export interface WayIn {
  readonly list: ListInForce | null;
  /** The rules of the list with mode=backoff. */
  readonly rules: readonly ReplyRule[];
  readonly uponAllSourcesDisabled: boolean;
  readonly possible: boolean;
}

const TRUE = /^(?:yes|true)$/i;

/** By what a queue can enter backoff. */
export function wayIntoBackoff(model: Model, queue: Queue): WayIn {
  const list = listInForce(model, queue);
  const entering = list?.rules.filter(entersBackoff) ?? [];
  const uponAllSourcesDisabled = TRUE.test(queue.value('backoff-upon-all-sources-disabled') ?? '');
  return {
    list,
    rules: entering,
    uponAllSourcesDisabled,
    possible: entering.length > 0 || uponAllSourcesDisabled,
  };
}

/** Whether every backoff of a queue ends after a time, or after a delivery. */
export function endsByItself(queue: Queue): boolean {
  const after = queue.value('backoff-to-normal-after');
  if (after !== null && after !== '' && after.toLowerCase() !== 'never') return true;
  return TRUE.test(queue.value('backoff-to-normal-after-delivery') ?? '');
}

/**
 * Whether a queue that is in backoff comes out by itself: after a time, after a delivery, or because every rule that
 * puts it there says for how long. Patterns with mode=normal do not count: they need a reply that may never come.
 */
export function hasWayOut(queue: Queue, way: WayIn): boolean {
  if (endsByItself(queue)) return true;
  if (way.uponAllSourcesDisabled) return false;
  return way.rules.every((rule) =>
    rule.actions.some(({ name, seconds }) => name === 'backoff-to-normal-after' && seconds !== undefined),
  );
}
