import { listOf, quote, type Rule } from '../../kit.ts';

export const rule: Rule = {
  id: 'expired-suppression',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a comment that was to silence a rule up to a day, and the day is over',
  runs: 'last',
  check({ comments, report }) {
    for (const { file, comment, fault, rules, suppresses, isOver } of comments) {
      const { until } = comment;
      if (until === null || !suppresses || !isOver || fault !== null) continue;
      const known = rules.filter(({ status }) => status !== 'unknown' && status !== 'protected');
      if (known.length === 0) continue;
      const names = listOf(known.map(({ name }) => quote(name.text)));
      report({
        location: { file, range: { start: until.start, end: until.end } },
        message: `${until.text} is over, so the comment hides ${names} no longer; mend what it hid and take it out, or give a later day`,
      });
    }
  },
};
