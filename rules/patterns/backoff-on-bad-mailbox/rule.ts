import { count, defineRule, findProvider, patternListsOf, quote, readListOf } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import { caughtIn, needsNoReaction, startsBackoff } from '../_shared/caught-replies.ts';

const ABOUT = {
  full: 'a full mailbox',
  missing: 'a mailbox that does not exist',
  both: 'a mailbox that is full or does not exist',
};

function isAboutMailbox(reply: Reply): boolean {
  return needsNoReaction(reply) && (reply.meaning === 'invalid-mailbox' || reply.meaning === 'mailbox-full');
}

function topicOf(replies: readonly Reply[]): keyof typeof ABOUT {
  const isFull = ({ meaning }: Reply): boolean => meaning === 'mailbox-full';
  if (replies.every(isFull)) return 'full';
  return replies.some(isFull) ? 'both' : 'missing';
}

export const rule = defineRule({
  id: 'backoff-on-bad-mailbox',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
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
    for (const section of patternListsOf(model)) {
      if (section.scope !== 'smtp-pattern-list') continue;
      // A repeated pattern is reported by unreachable-pattern.
      const reported = new Set<string>();
      for (const { rule: found, replies } of caughtIn(readListOf(model, section))) {
        if (found.placement !== 'sound' || !startsBackoff(found) || reported.has(found.source)) continue;
        const wrong = replies.filter(isAboutMailbox);
        const [first] = wrong;
        if (first === undefined) continue;
        reported.add(found.source);
        report({
          location: found,
          messageId: 'badMailbox',
          data: {
            pattern: found.file.slice(found.range),
            example: first.example,
            provider: findProvider(first.provider)?.name ?? null,
            replies: wrong.length,
            about: topicOf(wrong),
          },
        });
      }
    }
  },
});
