import { defineRule, listOf, quote } from '../../kit.ts';

export const rule = defineRule({
  id: 'suppression-without-reason',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a comment that silences a rule and does not say why',
  runs: 'last',
  messages: {
    noReason: ({ rules }: { rules: readonly string[] }) => ({
      message: `${listOf(rules.map(quote))} ${rules.length === 1 ? 'is' : 'are'} hidden and nobody can tell why; end the comment with ' -- ' and the reason`,
    }),
  },
  check({ comments, report }) {
    for (const { file, comment, fault, rules, suppresses, isOver } of comments) {
      if (!suppresses || fault !== null || isOver || comment.reason !== '') continue;
      // Words that are not rules are most likely the reason, and unused-suppression reports them.
      if (rules.some(({ status }) => status === 'unknown')) continue;
      const suppressed = rules.filter(({ status }) => status === 'used');
      if (suppressed.length === 0) continue;
      const { start, end } = comment.word;
      report({
        location: { file, range: { start, end } },
        messageId: 'noReason',
        data: { rules: suppressed.map(({ name }) => name.text) },
      });
    }
  },
});
