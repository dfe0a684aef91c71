import { Replies, type ReplyAnswer } from '../../src/replies/answer.ts';
import { readReply } from '../../src/replies/smtp-reply.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';

/** What a configuration makes of a reply in the queue of a domain. */
export function answerIn(
  config: Texts | string,
  reply: string,
  domain = 'a.example',
  vmta: string | null = null,
): ReplyAnswer {
  const model = modelOf(config, { isMain: true });
  return new Replies(model).answer(model.queueOf(domain, vmta).queue, domain, readReply(reply));
}

/** A configuration in which a list of these rules is in effect for all queues, and more. */
export function withRules(rules: string, more = ''): string {
  return `<domain *>\nsmtp-pattern-list all\n</domain>\n<smtp-pattern-list all>\n${rules}\n</smtp-pattern-list>\n${more}`;
}
