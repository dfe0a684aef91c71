import { defineRule, listOf, quote } from '../../kit.ts';

export const rule = defineRule({
  id: 'expired-suppression',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a comment that was to silence a rule up to a day, and the day is over',
  runs: 'last',
  messages: {
    expired: ({ until, rules }: { until: string; rules: readonly string[] }) => ({
      message: `${until} is over, so the comment hides ${listOf(rules.map(quote))} no longer; mend what it hid and take it out, or give a later day`,
    }),
  },
  check({ comments, report }) {
    for (const { file, comment, fault, rules, suppresses, isOver } of comments) {
      const { until } = comment;
      if (until === null || !suppresses || !isOver || fault !== null) continue;
      const known = rules.filter(({ status }) => status !== 'unknown' && status !== 'protected');
      if (known.length === 0) continue;
      report({
        location: { file, range: { start: until.start, end: until.end } },
        messageId: 'expired',
        data: { until: until.text, rules: known.map(({ name }) => name.text) },
      });
    }
  },
});
