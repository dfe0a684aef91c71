import type { Action } from '../catalog/values/value.ts';
import { booleanOf } from '../catalog/values/scalar.ts';
import { BACKOFF_PAIRS } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import type { Queue, Setting } from '../model/scopes/queue.ts';
import { sourceAddressesOf } from '../model/queues/source-addresses.ts';
import type { ListAnswer, ReadRule } from './list-answer.ts';
import type { SmtpReply } from './smtp-reply.ts';

/** A way out of a state that the queue or an address is in. */
export type Exit =
  /** After a time that the rule itself sets. */
  | { readonly kind: 'rule'; readonly after: string }
  /** After a time that a directive sets; its default is never. */
  | { readonly kind: 'time'; readonly setting: Setting }
  | { readonly kind: 'delivery'; readonly setting: Setting }
  /** By a rule of the list with mode=normal, once a reply meets it. */
  | { readonly kind: 'reply'; readonly rule: ReadRule };

/** A setting in the normal state and what takes its place in backoff. */
export interface Slowing {
  readonly normal: Setting;
  readonly backoff: Setting;
}

/** Something that PowerMTA does upon a reply. Settings are the effective ones of the queue. */
export type Effect =
  | {
      readonly kind: 'enters-backoff';
      readonly slowing: readonly Slowing[];
      /** Where its mail goes meanwhile; null for nowhere else. Wins over rates and retries. */
      readonly reroute: Setting | null;
      readonly notify: Setting | null;
      /** None: only an operator or a restart ends it. */
      readonly exits: readonly Exit[];
    }
  | { readonly kind: 'leaves-backoff' }
  | { readonly kind: 'skips-mx' }
  | { readonly kind: 'bounces-queue' }
  /** Acts upon 4xx replies to RCPT only. */
  | { readonly kind: 'bounces-rcpt'; readonly isDeferral: boolean }
  | {
      readonly kind: 'disables-address';
      /** How many addresses the VMTA sends from, as far as lines name them. */
      readonly addresses: number;
      /** None: it stays disabled. */
      readonly exit: Exit | null;
      /** The queue enters backoff once all are disabled. */
      readonly backoffWhenAll: boolean;
    }
  | { readonly kind: 'defers-queue'; readonly retry: Setting }
  /** The connection is given up and the next mail exchanger tried, upon 421. */
  | { readonly kind: 'next-mx'; readonly setting: Setting }
  /** As a greeting the reply bounces all mail of the queue. */
  | { readonly kind: 'greeting'; readonly setting: Setting };

/** What becomes of the message, or the recipient, that the reply was given for. */
export type Outcome =
  | {
      readonly kind: 'retried';
      readonly recipients: Setting;
      readonly queue: Setting;
      readonly expires: Setting;
      /** Held back by skip-mx though the reply was final. */
      readonly isHeld: boolean;
    }
  | { readonly kind: 'bounced'; readonly by: 'reply' | 'bounce-queue' }
  /** Bounced if the reply answers RCPT, else retried. */
  | { readonly kind: 'bounced-at-rcpt' }
  | { readonly kind: 'accepted' }
  /** The reply begins with no code, which decides. */
  | { readonly kind: 'unknown' };

function isSet({ value }: Setting): boolean {
  return value !== null && value !== '' && value.toLowerCase() !== 'never';
}

function isOn({ value }: Setting): boolean {
  return booleanOf(value ?? '') === true;
}

function valueOf(actions: readonly Action[], name: string): string | undefined {
  return actions.find((action) => action.name === name)?.value;
}

/** The end after the time that a rule sets, else that of a setting; null for never. */
function timedExit(ofRule: string | undefined, setting: Setting): Exit | null {
  if (ofRule !== undefined) return { kind: 'rule', after: ofRule };
  return isSet(setting) ? { kind: 'time', setting } : null;
}

function exitsOf(queue: Queue, actions: readonly Action[], rules: readonly ReadRule[]): Exit[] {
  const name = 'backoff-to-normal-after';
  const timed = timedExit(valueOf(actions, name), queue.setting(name));
  const delivery = queue.setting('backoff-to-normal-after-delivery');
  const exits = timed === null ? [] : [timed];
  if (isOn(delivery)) exits.push({ kind: 'delivery', setting: delivery });
  const ending = rules.find((rule) =>
    rule.actions.some(({ name, value }) => name === 'mode' && value?.toLowerCase() === 'normal'),
  );
  if (ending !== undefined) exits.push({ kind: 'reply', rule: ending });
  return exits;
}

/** Whether a pair is worth printing: a rate that no line sets is without limit in both states. */
function isInformative(normal: Setting, backoff: Setting): boolean {
  return (
    normal.uses.length > 0 ||
    backoff.uses.length > 0 ||
    !normal.directive.endsWith('rate') ||
    normal.directive.endsWith('msg-rate')
  );
}

function entersBackoff(queue: Queue, actions: readonly Action[], rules: readonly ReadRule[]): Effect {
  const reroute = queue.setting('backoff-reroute-to-virtual-mta');
  const notify = queue.setting('backoff-notify');
  return {
    kind: 'enters-backoff',
    slowing: BACKOFF_PAIRS.map(({ backoff, normal }) => ({
      normal: queue.setting(normal),
      backoff: queue.setting(backoff),
    })).filter(({ normal, backoff }) => isInformative(normal, backoff)),
    reroute: isSet(reroute) ? reroute : null,
    notify: isSet(notify) ? notify : null,
    exits: exitsOf(queue, actions, rules),
  };
}

function disables(model: Model, queue: Queue, actions: readonly Action[]): Effect {
  return {
    kind: 'disables-address',
    addresses: sourceAddressesOf(model, queue.vmta).size,
    exit: timedExit(valueOf(actions, 'reenable-after'), queue.setting('reenable-source-ip-after')),
    backoffWhenAll: isOn(queue.setting('backoff-upon-all-sources-disabled')),
  };
}

function retryOf(queue: Queue, { mode }: ListAnswer): Setting {
  return queue.setting(mode === 'backoff' ? 'backoff-retry-after' : 'retry-after');
}

/** What PowerMTA does on a reply. `canGreet`: whether a server can greet with it. */
export function effectsOf(
  model: Model,
  queue: Queue,
  { code }: SmtpReply,
  answer: ListAnswer,
  { rules, canGreet }: { readonly rules: readonly ReadRule[]; readonly canGreet: boolean },
): Effect[] {
  const inBackoff = answer.mode === 'backoff';
  const effectOf: Readonly<Record<string, () => Effect>> = {
    mode: () => (inBackoff ? entersBackoff(queue, answer.actions, rules) : { kind: 'leaves-backoff' }),
    'skip-mx': () => ({ kind: 'skips-mx' }),
    'bounce-queue': () => ({ kind: 'bounces-queue' }),
    'bounce-rcpt': () => ({ kind: 'bounces-rcpt', isDeferral: code !== null && code >= 400 && code < 500 }),
    'disable-source-ip': () => disables(model, queue, answer.actions),
    'defer-queue': () => ({ kind: 'defers-queue', retry: retryOf(queue, answer) }),
  };
  const effects = answer.actions.flatMap(({ name }) => effectOf[name]?.() ?? []);
  const next = queue.setting('smtp-421-means-mx-unavailable');
  if (code === 421 && isOn(next)) effects.push({ kind: 'next-mx', setting: next });
  const greeting = queue.setting('bounce-upon-5xx-greeting');
  // skip-mx keeps mail back even where the code is final.
  const isHeld = answer.actions.some(({ name }) => name === 'skip-mx');
  if (code !== null && code >= 500 && canGreet && !isHeld && isOn(greeting))
    effects.push({ kind: 'greeting', setting: greeting });
  return effects;
}

/** What becomes of the message that the reply was given for. */
export function outcomeOf(queue: Queue, { code }: SmtpReply, answer: ListAnswer): Outcome {
  const has = (name: string): boolean => answer.actions.some((action) => action.name === name);
  if (has('bounce-queue')) return { kind: 'bounced', by: 'bounce-queue' };
  const isHeld = has('skip-mx');
  if (code === null) return { kind: 'unknown' };
  if (code < 400) return { kind: 'accepted' };
  if (code >= 500 && !isHeld) return { kind: 'bounced', by: 'reply' };
  if (code < 500 && has('bounce-rcpt')) return { kind: 'bounced-at-rcpt' };
  return {
    kind: 'retried',
    recipients: queue.setting('retry-recipients-after'),
    queue: retryOf(queue, answer),
    expires: queue.setting('bounce-after'),
    isHeld: isHeld && code >= 500,
  };
}
