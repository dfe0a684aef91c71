import { count, defineRule, findProvider, quote } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import { caughtIn, needsNoReaction, smtpListsOf, startsBackoff } from '../_shared/caught-replies.ts';

const ABOUT = {
  full: 'a full mailbox',
  missing: 'a mailbox that does not exist',
  both: 'a mailbox that is full or does not exist',
};

function isAboutMailbox(reply: Reply) {
  return needsNoReaction(reply) && ['invalid-mailbox', 'mailbox-full'].includes(reply.meaning);
}

function topicOf(replies: readonly Reply[]) {
  const isFull = ({ meaning }: Reply) => meaning === 'mailbox-full';
  if (replies.every(isFull)) return 'full';
  return replies.some(isFull) ? 'both' : 'missing';
}

export const rule = defineRule({
  id: 'backoff-on-bad-mailbox',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a pattern that puts the queue in backoff for a mailbox that is full or does not exist',
  supersedes: ['overbroad-pattern'],
  messages: {
    badMailbox: (data: {
      pattern: string;
      example: string;
      /** Null for replies of several servers. */
      provider: string | null;
      replies: number;
      about: keyof typeof ABOUT;
    }) => {
      const others = data.replies - 1;
      const more = others === 0 ? '' : ` and ${count(others, 'more known reply', 'more known replies')}`;
      return {
        message: `${quote(data.pattern)} matches ${quote(data.example)} (${data.provider ?? 'mail servers of several makes'})${more}, which ${others === 0 ? 'is' : 'are'} about ${ABOUT[data.about]}: one bad address slows the mail to all others of the domain; write what the provider says of rate or reputation`,
      };
    },
  },
  check({ model, report }) {
    for (const list of smtpListsOf(model)) {
      // A repeated pattern is reported by unreachable-pattern.
      const reported = new Set<string>();
      for (const { rule: found, replies } of caughtIn(list)) {
        const wrong = replies.filter(isAboutMailbox);
        const [first] = wrong;
        if (first === undefined || !startsBackoff(found) || reported.has(found.source)) continue;
        reported.add(found.source);
        const provider = findProvider(first.provider)?.name ?? null;
        const pattern = found.file.slice(found.range);
        const { example } = first;
        const data = { pattern, example, provider, replies: wrong.length, about: topicOf(wrong) } as const;
        report({ location: found, messageId: 'badMailbox', data });
      }
    }
  },
});
