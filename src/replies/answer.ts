import { providerOfDomain } from '../catalog/providers.ts';
import type { Reply } from '../catalog/replies.ts';
import { readCodes, repliesWithCodes } from '../catalog/reply-codes.ts';
import { getOrMake, memoize } from '../base/collections.ts';
import { endsByItself, effectiveListOf, type EffectiveList } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import type { Queue, Setting } from '../model/scopes/queue.ts';
import { sourceAddressesOf } from '../model/queues/source-addresses.ts';
import { categoryOf, categoryRules, type Category, type CategoryRule } from './bounce-category.ts';
import { effectsOf, outcomeOf, type Effect, type Outcome } from './effects.ts';
import { answerOf, readRules, type ListAnswer, type ReadRule } from './list-answer.ts';
import { meaningOf, type Meaning } from './meaning.ts';
import { isAboutMailbox, newRuleFor, type NewRule } from './new-rule.ts';
import type { SmtpReply } from './smtp-reply.ts';

export interface ReplyAnswer extends ListAnswer {
  readonly reply: SmtpReply;
  readonly queue: Queue;
  readonly list: EffectiveList | null;
  /** How many lines of the list PowerMTA refuses for their form, or PCRE for their pattern. */
  readonly brokenLines: number;
  readonly effects: readonly Effect[];
  readonly outcome: Outcome;
  /** Null for a reply that does not bounce. */
  readonly category: Category | null;
  readonly meaning: Meaning | null;
  /** Where it is codes alone, the known replies of its provider with these; else empty. */
  readonly sameCodes: readonly Reply[];
  /** Whether it is about one mailbox, as far as words tell; asked only where nothing is known. */
  readonly readsAsMailbox: boolean;
  /** Whether mail of the queue is signed, and whether it is encrypted; null where the reply does not ask for it. */
  readonly signs: Setting | null;
  readonly encrypts: Setting | null;
  /** What to write where nothing matches; null where something does. */
  readonly addition: NewRule | null;
}

/** Whether a reply is about a mailbox or a message, as far as that is known. */
function isAboutOne(text: string, meaning: Meaning | null): boolean {
  if (meaning === null) return isAboutMailbox(text);
  return ['invalid-mailbox', 'mailbox-full', 'content', 'greylist'].includes(meaning.reply.meaning);
}

function asksForSignature(text: string, meaning: Meaning | null): boolean {
  return meaning?.reply.meaning === 'policy/auth' && /dkim|dmarc|authenticat/i.test(text);
}

function sameCodes(text: string, domain: string | null): readonly Reply[] {
  const codes = readCodes(text);
  const provider = domain === null ? undefined : providerOfDomain(domain);
  return codes === undefined || provider === undefined ? [] : repliesWithCodes(codes, provider.id);
}

interface ListOfQueue {
  readonly list: EffectiveList | null;
  readonly rules: readonly ReadRule[];
  readonly brokenLines: number;
}

/** Answers questions about replies for one configuration: each list is read once, whatever the number of questions. */
export class Replies {
  readonly #rulesOf = new Map<string, readonly ReadRule[]>();
  #categoryRules: readonly CategoryRule[] | undefined;

  constructor(readonly model: Model) {}

  readonly #listOf = memoize((queue: Queue): ListOfQueue => {
    const list = effectiveListOf(this.model, queue);
    if (list === null) return { list, rules: [], brokenLines: 0 };
    const rules = getOrMake(this.#rulesOf, list.name, () => readRules(list));
    const lines = list.sections.flatMap((section) => section.named('reply')).length;
    const sound = rules.filter(({ read }) => read.kind !== 'refused').length;
    return { list, rules, brokenLines: lines - sound };
  });

  listOf(queue: Queue): EffectiveList | null {
    return this.#listOf(queue).list;
  }

  /** What the effective rules for a queue make of a reply. */
  listAnswer(queue: Queue, reply: SmtpReply): ListAnswer {
    return answerOf(this.#listOf(queue).rules, reply.text);
  }

  /** The category that a bounce with this reply is counted under. */
  categoryOf(reply: SmtpReply): Category {
    this.#categoryRules ??= categoryRules(this.model);
    return categoryOf(this.#categoryRules, reply.text);
  }

  /** What PowerMTA does with a reply in a queue. `domain`: of the recipient, to find the provider; null if unknown. */
  answer(queue: Queue, domain: string | null, reply: SmtpReply): ReplyAnswer {
    const { list, rules, brokenLines } = this.#listOf(queue);
    const answer = answerOf(rules, reply.text);
    const outcome = outcomeOf(queue, reply, answer);
    const meaning = meaningOf(reply.text, domain);
    const bounces = outcome.kind === 'bounced' || outcome.kind === 'bounced-at-rcpt';
    const traits = {
      severalAddresses: sourceAddressesOf(this.model, queue.vmta).size >= 2,
      endsByItself: endsByItself(queue),
    };
    return {
      ...answer,
      reply,
      queue,
      list,
      brokenLines,
      effects: effectsOf(this.model, queue, reply, answer, {
        rules,
        canGreet: !isAboutOne(reply.text, meaning),
      }),
      outcome,
      category: bounces ? this.categoryOf(reply) : null,
      meaning,
      sameCodes: meaning === null ? sameCodes(reply.text, domain) : [],
      readsAsMailbox: meaning === null && isAboutMailbox(reply.text),
      signs: asksForSignature(reply.text, meaning) ? queue.setting('dkim-sign') : null,
      encrypts: meaning?.reply.meaning === 'tls' ? queue.setting('use-starttls') : null,
      addition: answer.matches.length === 0 ? newRuleFor(reply, meaning, traits) : null,
    };
  }
}
