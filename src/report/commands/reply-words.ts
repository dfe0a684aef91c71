import type { ReplyMeaning } from '../../catalog/replies.ts';
import type { Setting } from '../../model/scopes/queue.ts';
import type { ReplyAnswer } from '../../replies/answer.ts';
import { actionText } from '../../replies/list-answer.ts';
import type { Meaning } from '../../replies/meaning.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace, placeText } from '../places.ts';
import { settingText } from './reply-effects.ts';

const MEANINGS: Readonly<Record<ReplyMeaning, string>> = {
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
const ADVICE: Readonly<Record<ReplyMeaning, string>> = {
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
function isOn({ value }: Setting): boolean {
  return value !== null && !/^(?:no|false|)$/i.test(value);
}

function adviceFor({ meaning, signs, encrypts }: ReplyAnswer, shown: PathWriter): string[] {
  if (meaning === null) return [];
  const { meaning: kind, remedy } = meaning.reply;
  if (kind === 'throttled' && remedy === 'retry')
    return ['Leave it to the retries. If it comes often, send more slowly: fewer connections at a time.'];
  if (encrypts !== null)
    return [
      isOn(encrypts)
        ? `Look in the log for why encryption failed: the queue asks for it (${settingText(encrypts, shown)}).`
        : `Set 'use-starttls yes' for the queue: its mail goes out in the clear (${settingText(encrypts, shown)}).`,
    ];
  if (signs === null || isOn(signs)) return [ADVICE[kind]];
  return [
    `Set 'dkim-sign yes' for the queue, unless its mail comes in signed: PowerMTA does not sign it (${settingText(signs, shown)}).`,
    ADVICE[kind],
  ];
}

/** The name of the provider whose words a reply is in; null for wording of several. */
export function providerName({ provider }: Meaning): string | null {
  return provider?.fullName ?? provider?.name ?? null;
}

export function meaningText(meaning: Meaning): string {
  const text = MEANINGS[meaning.reply.meaning];
  const provider = providerName(meaning);
  if (provider === null) return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return `${meaning.isOwn ? provider : `Known from ${provider}`}: ${text}.`;
}

/** Where the rule is that an action is taken from; undefined where it is not taken. */
function originOf({ matches }: ReplyAnswer, action: string, shown: PathWriter): string | undefined {
  const match = matches.find(({ applied }) =>
    applied.some((one) => actionText(one).toLowerCase() === action),
  );
  return match && placeText(linePlace(match.rule.use, shown));
}

/** Which rules that match do too much or too little for the reply. */
function adviceOnRules(answer: ReplyAnswer, shown: PathWriter): string[] {
  const { meaning, matches, actions, mode, readsAsMailbox } = answer;
  const remedy = meaning?.reply.remedy;
  const found: string[] = [];
  const isAboutOne = remedy === 'retry' || remedy === 'bounce';
  const wide = originOf(answer, 'mode=backoff', shown) ?? originOf(answer, 'bounce-queue', shown);
  if (wide !== undefined && (isAboutOne || readsAsMailbox)) {
    const asks = isAboutOne
      ? `asks for no more than a ${remedy} of one message`
      : 'reads as if it were about one mailbox';
    found.push(
      `Narrow the pattern at ${wide}: the reply ${asks}, and the rule acts on all mail of the queue.`,
    );
  }
  if (remedy !== 'backoff' || matches.length === 0 || mode === 'backoff') return found;
  const ending = originOf(answer, 'mode=normal', shown);
  if (ending !== undefined)
    found.push(
      `Put a rule with mode=backoff before ${ending}: as it is, a reply that asks for less takes the queue out of backoff.`,
    );
  else if (!actions.some(({ name }) => name === 'disable-source-ip'))
    found.push('Add mode=backoff to the rule: what matches now does not slow the queue.');
  return found;
}

/** Which effects have no end, or do more than the reply asks for. */
function adviceOnEffects({ meaning, effects }: ReplyAnswer): string[] {
  return effects.flatMap((effect) => {
    if (effect.kind === 'enters-backoff' && effect.exits.every(({ kind }) => kind === 'reply')) {
      const only = effect.exits.length > 0 ? 'only a reply that may never come ends' : 'nothing ends';
      return [`Set 'backoff-to-normal-after', for instance 1h: as it is, ${only} the backoff.`];
    }
    if (effect.kind === 'bounces-queue' && meaning?.reply.meaning === 'throttled')
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

/** Whether the bounce is counted under the wrong category. */
function adviceOnCategory({ meaning, outcome, category }: ReplyAnswer, shown: PathWriter): string[] {
  if (meaning === null || outcome.kind !== 'bounced') return [];
  const isHard = meaning.reply.meaning === 'invalid-mailbox';
  if (category?.kind === 'known' && category.isPredefined) {
    const name = category.category;
    const place = placeText(linePlace(category.rule.use, shown));
    if (OF_MAILBOX.includes(name) !== isHard)
      return [
        isHard
          ? `Put a pattern with bad-mailbox before ${place}: counted as ${name}, the address stays on the list.`
          : `Narrow the pattern at ${place}: counted as ${name}, an address that exists is taken off the list.`,
      ];
  }
  return isHard || meaning.reply.meaning === 'mailbox-full'
    ? []
    : ['Do not count it against the address: the reply is about the sender or the message.'];
}

/** What the sender should do, the most important first. Empty where nothing is known and nothing is wrong. */
export function adviceOf(answer: ReplyAnswer, shown: PathWriter): string[] {
  const { meaning, addition } = answer;
  const advice = adviceFor(answer, shown);
  if (addition?.kind === 'rule') {
    const known =
      meaning?.reply.meaning === 'policy/auth'
        ? 'Until that is mended, a slower queue loses less mail, which a rule in the list gives'
        : 'Add to the list';
    advice.push(
      addition.isKnown
        ? `${known}: ${addition.line}`
        : `If the reply is about you as a sender and not about one mailbox or message, add to the list: ${addition.line}`,
    );
  }
  return [
    ...advice,
    ...adviceOnRules(answer, shown),
    ...adviceOnEffects(answer),
    ...adviceOnCategory(answer, shown),
  ];
}
