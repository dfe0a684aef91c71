import { placeText, settingInText } from './reply-effects.ts';
import type { ShownDecision, ShownMatch, ShownMeaning, ShownSetting } from './reply.ts';
import type { MeaningKind } from '../shapes.ts';

/** What a reply says, as a sentence. */
const MEANINGS: Readonly<Record<MeaningKind, string>> = {
  throttled: 'mail from you is taken more slowly for a while',
  'reputation-block': 'mail is refused or put off for the reputation of the sending address or domain',
  content: 'the message is refused or put off for what is in it',
  'policy/auth': 'something is missing that senders are asked for, mostly SPF, DKIM or DMARC',
  'invalid-mailbox': 'there is no such mailbox',
  dns: 'DNS records of the sender or the recipient are missing, or not liked',
  'mailbox-full': 'the recipient has no room for more mail, or takes no more for now',
  greylist: 'the sender is not known yet, and a second attempt is waited for',
  tls: 'an encrypted connection is asked for',
};

/** What a sender should do, whatever the configuration says. */
const ADVICE: Readonly<Record<MeaningKind, string>> = {
  throttled:
    'Send more slowly: fewer connections and messages until nothing is deferred any more, then a little more at a time.',
  'reputation-block':
    'Find what gave the address or domain its reputation (complaints, dead addresses, blocklists) and end that before you ask to be let in again; other addresses for the same mail soon have the same reputation.',
  content:
    'Look at the message: its size, its links and their domains, its wording, the campaign behind it. Others like it meet the same reply.',
  'policy/auth':
    'Check SPF, DKIM and DMARC of the sending domain, and what the provider asks of bulk senders.',
  'invalid-mailbox': 'Take the address off the list; mail to dead addresses costs reputation.',
  dns: 'Check the PTR record of the sending address, the A record of its host name, and the records of the domains in the message.',
  'mailbox-full': 'Take the address off the list if it stays full for weeks; one such reply says little.',
  greylist: 'Leave it to the retries: the second attempt is what the receiver waits for.',
  tls: 'See that mail for the provider goes out encrypted.',
};

/** Whether a switch is on, or left to the message. */
function isOn({ value }: ShownSetting): boolean {
  return value !== null && !/^(?:no|false|)$/i.test(value);
}

/** What a sender should do for the reply itself. */
function adviceFor(meaning: ShownMeaning, { signs, encrypts }: ShownDecision): string[] {
  const { kind, remedy } = meaning;
  if (kind === 'throttled' && remedy === 'retry')
    return ['Leave it to the retries. If it comes often, send more slowly: fewer connections at a time.'];
  if (encrypts !== null)
    return [
      isOn(encrypts)
        ? `Look in the log for why encryption failed: the queue asks for it (${settingInText(encrypts)}).`
        : `Set 'use-starttls yes' for the queue: its mail goes out in the clear (${settingInText(encrypts)}).`,
    ];
  if (signs === null || isOn(signs)) return [ADVICE[kind]];
  return [
    `Set 'dkim-sign yes' for the queue, unless its mail comes in signed: PowerMTA does not sign it (${settingInText(signs)}).`,
    ADVICE[kind],
  ];
}

/** What a reply means, in a sentence. */
export function meaningText({ provider, isOwn, kind }: ShownMeaning): string {
  const text = MEANINGS[kind];
  if (provider === null) return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return `${isOwn ? provider : `Known from ${provider}`}: ${text}.`;
}

/** The rule that an action comes from. */
function giverOf({ matches }: ShownDecision, action: string): ShownMatch | undefined {
  return matches.find(
    ({ actions, untaken }) =>
      actions.some((one) => one.toLowerCase() === action) &&
      !untaken.some((one) => one.action.toLowerCase() === action),
  );
}

/** What of the rules that match does not fit the reply. */
function misfitRules(decision: ShownDecision): string[] {
  const { meaning, matches, actions, mode, readsAsMailbox } = decision;
  const found: string[] = [];
  const isAboutOne = meaning?.remedy === 'retry' || meaning?.remedy === 'bounce';
  const wide = giverOf(decision, 'mode=backoff') ?? giverOf(decision, 'bounce-queue');
  if (wide !== undefined && (isAboutOne || readsAsMailbox)) {
    const asks = isAboutOne
      ? `asks for no more than a ${meaning.remedy} of one message`
      : 'reads as if it were about one mailbox';
    found.push(
      `Narrow the pattern at ${placeText(wide)}: the reply ${asks}, and the rule acts on all mail of the queue.`,
    );
  }
  if (meaning?.remedy !== 'backoff' || matches.length === 0 || mode === 'backoff') return found;
  const ending = giverOf(decision, 'mode=normal');
  if (ending !== undefined)
    found.push(
      `Put a rule with mode=backoff before ${placeText(ending)}: as it is, a reply that asks for less takes the queue out of backoff.`,
    );
  else if (!actions.includes('disable-source-ip'))
    found.push('Add mode=backoff to the rule: what matches now does not slow the queue.');
  return found;
}

/** What of the way back is missing, or does more than the reply asks for. */
function misfitEffects({ meaning, effects }: ShownDecision): string[] {
  return effects.flatMap((effect) => {
    if (effect.kind === 'enters-backoff' && effect.exits.every(({ kind }) => kind === 'reply')) {
      const only = effect.exits.length > 0 ? 'only a reply that may never come ends' : 'nothing ends';
      return [`Set 'backoff-to-normal-after', for instance 1h: as it is, ${only} the backoff.`];
    }
    if (effect.kind === 'bounces-queue' && meaning?.kind === 'throttled')
      return ['Take mode=backoff in place of bounce-queue: the provider would take this mail later.'];
    if (effect.kind !== 'disables-address') return [];
    return [
      ...(effect.exit === null
        ? ["Add 'reenable-after=4h' behind disable-source-ip: as it is, the address stays disabled."]
        : []),
      ...(effect.addresses === 1
        ? [
            'Take mode=backoff in place of disable-source-ip: the VMTA has one address, and without it no mail goes out.',
          ]
        : []),
    ];
  });
}

const OF_MAILBOX = ['bad-mailbox', 'inactive-mailbox', 'bad-domain'];

/** What does not fit in what the bounce is counted under. */
function misfitCategory({ meaning, outcome, category }: ShownDecision): string[] {
  if (meaning === null || outcome.kind !== 'bounced') return [];
  const isHard = meaning.kind === 'invalid-mailbox';
  const { name = null, isBuiltIn = false, place = null } = category ?? {};
  if (name !== null && isBuiltIn && place !== null && OF_MAILBOX.includes(name) !== isHard) {
    return [
      isHard
        ? `Put a pattern with bad-mailbox before ${placeText(place)}: counted as ${name}, the address stays on the list.`
        : `Narrow the pattern at ${placeText(place)}: counted as ${name}, an address that exists is taken off the list.`,
    ];
  }
  return isHard || meaning.kind === 'mailbox-full'
    ? []
    : ['Do not count it against the address: the reply is about the sender or the message.'];
}

/** What the sender should do, the most telling first. Empty where nothing is known and nothing is amiss. */
export function adviceOf(decision: ShownDecision): string[] {
  const { meaning, addition } = decision;
  const advice = meaning === null ? [] : adviceFor(meaning, decision);
  if (addition?.kind === 'rule') {
    const known =
      meaning?.kind === 'policy/auth'
        ? 'Until that is mended, a slower queue loses less mail, which a rule in the list gives'
        : 'Add to the list';
    advice.push(
      addition.isKnown
        ? `${known}: ${addition.line}`
        : `If the reply is about you as a sender and not about one mailbox or message, add to the list: ${addition.line}`,
    );
  }
  return [...advice, ...misfitRules(decision), ...misfitEffects(decision), ...misfitCategory(decision)];
}
