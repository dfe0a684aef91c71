import { listOf, quote, type Rule } from '../../kit.ts';

export const rule: Rule = {
  id: 'suppression-without-reason',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a comment that silences a rule and does not say why',
  runs: 'last',
  check({ comments, report }) {
    for (const { file, comment, fault, rules, suppresses, isOver } of comments) {
      if (!suppresses || fault !== null || isOver || comment.reason !== '') continue;
      // Words that are no rules are most likely the reason, and reported already.
      if (rules.some(({ status }) => status === 'unknown')) continue;
      const silenced = rules.filter(({ status }) => status === 'used');
      if (silenced.length === 0) continue;
      const names = listOf(silenced.map(({ name }) => quote(name.text)));
      const { start, end } = comment.word;
      report({
        location: { file, range: { start, end } },
        message: `${names} ${silenced.length === 1 ? 'is' : 'are'} hidden and nobody can tell why; end the comment with ' -- ' and the reason`,
      });
    }
  },
};
