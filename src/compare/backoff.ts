import { findDirective } from '../catalog/directives.ts';
import { strictness, type Strictness } from '../catalog/compare-values.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/queue.ts';
import { addsReactions, repliesIn, sameReplies } from './replies.ts';

/** A backoff setting and the normal one that it must not be looser than. */
const PAIRS = [
  ['backoff-max-smtp-out', 'max-smtp-out'],
  ['backoff-max-msg-rate', 'max-msg-rate'],
  ['backoff-max-connect-rate', 'max-connect-rate'],
  ['backoff-max-data-volume-rate', 'max-data-volume-rate'],
  ['backoff-retry-after', 'retry-after'],
] as const;

function isOn(value: string | null): boolean {
  return /^(?:yes|true)$/i.test(value ?? '');
}

function repliesOf(model: Model, queue: Queue): string[] {
  return repliesIn(model, queue.value('smtp-pattern-list'));
}

/** Whether anything in the configuration puts the queue in backoff. */
function canEnter(model: Model, queue: Queue): boolean {
  if (isOn(queue.value('backoff-upon-all-sources-disabled'))) return true;
  return repliesOf(model, queue).some((rule) => /[ ,]mode=backoff(?:,|$)/.test(rule));
}

function canLeave(model: Model, queue: Queue): boolean {
  const after = queue.value('backoff-to-normal-after');
  if (after !== null && after !== '' && after.toLowerCase() !== 'never') return true;
  if (isOn(queue.value('backoff-to-normal-after-delivery'))) return true;
  const entering = repliesOf(model, queue).filter((rule) => /[ ,]mode=backoff(?:,|$)/.test(rule));
  return entering.length > 0 && entering.every((rule) => rule.includes('backoff-to-normal-after='));
}

/** Whether the queue goes no faster in backoff than in normal mode. */
function slowsDown(queue: Queue): boolean {
  return PAIRS.every(([backoff, normal]) => {
    const facts = findDirective(normal);
    if (facts === undefined) return false;
    const verdict = strictness(facts, 'domain', queue.value(normal), queue.value(backoff));
    return verdict === 'equal' || verdict === 'stricter';
  });
}

/** What a change of the list in force means: rules that slow down for more errors are a reaction added. */
export function compareReplies(before: Model, was: Queue, after: Model, is: Queue): Strictness {
  const [old, now] = [repliesOf(before, was), repliesOf(after, is)];
  if (sameReplies(old, now)) return 'equal';
  return addsReactions(old, now) ? 'stricter' : 'unknown';
}

/**
 * What a change of the backoff settings means. A queue that could not enter backoff before is compared in normal mode
 * only: the way in is a reaction added, if backoff is no faster than normal and has an end.
 */
export function compareBackoff(
  before: Model,
  was: Queue,
  after: Model,
  is: Queue,
  directives: readonly string[],
  compareSetting: (directive: string, from: Queue, to: Queue) => Strictness,
): [string, Strictness][] {
  if (canEnter(before, was)) {
    return directives.map((directive) => [directive, compareSetting(directive, was, is)]);
  }
  if (!canEnter(after, is)) return [];
  return [['backoff-max-msg-rate', slowsDown(is) && canLeave(after, is) ? 'stricter' : 'looser']];
}
