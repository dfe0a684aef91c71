import { count, findProvider, patternListsOf, quote, type Rule } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import { caughtIn, isAboutMailbox, startsBackoff } from '../_shared/caught-replies.ts';
import { readListOf } from '../../../src/model/lists/read-patterns.ts';

function nameOf({ provider }: Reply): string {
  return findProvider(provider)?.name ?? 'mail servers of several makes';
}

/** What the replies say; most are about one of the two. */
function subjectOf(replies: readonly Reply[]): string {
  const isFull = replies.filter(({ meaning }) => meaning === 'mailbox-full').length;
  if (isFull === replies.length) return 'a full mailbox';
  return isFull === 0 ? 'a mailbox that does not exist' : 'a mailbox that is full or does not exist';
}

export const rule: Rule = {
  id: 'backoff-on-bad-mailbox',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a pattern that puts the queue in backoff for a mailbox that is full or does not exist',
  supersedes: ['overbroad-pattern'],
  check({ model, report }) {
    for (const section of patternListsOf(model)) {
      if (section.scope !== 'smtp-pattern-list') continue;
      const reported = new Set<string>();
      for (const { rule: found, replies } of caughtIn(readListOf(model, section))) {
        if (found.placement !== 'sound' || !startsBackoff(found) || reported.has(found.source)) continue;
        const wrong = replies.filter(isAboutMailbox);
        const [first] = wrong;
        if (first === undefined) continue;
        // Of a pattern that stands there again another rule speaks.
        reported.add(found.source);
        const { file, range } = found;
        const others =
          wrong.length === 1
            ? ''
            : ` and ${count(wrong.length - 1, 'more known reply', 'more known replies')}`;
        report({
          location: { file, range },
          message: `${quote(file.slice(range))} matches ${quote(first.example)} (${nameOf(first)})${others}, which ${wrong.length === 1 ? 'is' : 'are'} about ${subjectOf(wrong)}: one bad address slows the mail to all others of the domain; write what the provider says of rate or reputation`,
        });
      }
    }
  },
};
