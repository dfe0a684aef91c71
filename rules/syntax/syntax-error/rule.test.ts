import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { categoryList } from '../../../test/support/pattern-lists.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

/** Lines of bounce-category-patterns, and the lines with a mistake. */
const CUT = {
  'a pattern that is cut in its middle': [['/(a|', 'b)/ other', '/c/ other'], ['unclosedPattern 2 /(a|']],
  'a pattern that is cut twice': [['/(a|', 'b|', 'c)/ other'], ['unclosedPattern 2 /(a|']],
  'a pattern that is cut before its last slash': [
    ['/(a|b)', '/ inactive-mailbox', '/c/ other'],
    ['unclosedPattern 2 /(a|b)'],
  ],
  'a cut pattern and another one after it': [
    ['/(a|', '/(b|', '/c/ other'],
    ['unclosedPattern 2 /(a|', 'unclosedPattern 3 /(b|'],
  ],
  'a cut pattern with a second pattern in its rest': [
    ['/(a|', 'b)/ other /c/ other'],
    ['unclosedPattern 2 /(a|', 'unknownLine 3 b)/ other /c/ other'],
  ],
  'the rest of a pattern after a blank line': [
    ['/(a|', '', 'b)/ other', '/c/ other'],
    ['unclosedPattern 2 /(a|'],
  ],
  'the rest of a pattern in several lines after blank lines': [
    ['/(a|', '', '', 'b|', '', 'c)/ other', '/c/ other'],
    ['unclosedPattern 2 /(a|'],
  ],
  'a line after a blank line that ends no pattern': [
    ['/(a|', '', 'b|', '/c/ other'],
    ['unclosedPattern 2 /(a|', 'unknownLine 4 b|'],
  ],
} as const;

const found = (finding: string) => {
  const [, messageId = '', at = ''] = /^(\w+) (.*)$/.exec(finding) ?? [];
  return { messageId, at, severity: 'error' } as const;
};

testRule(rule, {
  accept: { 'directives, tags and comments': '# a\n<domain d>\nmax-smtp-out 20\n</domain>\n' },
  report: {
    ...Object.fromEntries(
      Object.entries(CUT).map(([title, [lines, findings]]) => [
        title,
        { texts: categoryList(...lines), findings: findings.map(found) },
      ]),
    ),
    'a quote that does not end': { texts: 'log-file "/x\n', findings: [found('unclosedQuote 1 "/x')] },
    'two patterns on a line': {
      texts: categoryList('/a/ other /b/ other'),
      findings: [found('twoPatterns 2 /a/ other /b/')],
    },
    'tags that are broken, and text after a tag': {
      texts: '<domain d\n</domain> x\n',
      findings: [found('brokenTag 1 <domain d'), found('textBehindTag 2 x')],
    },
    'a comment of another language': {
      texts: '// slow\n',
      findings: [found('foreignComment 1 // slow')],
    },
  },
});

it.each(Object.values(CUT))('is one finding for each mistake, also of all rules: %j', (lines, expected) => {
  const { findings, model } = lintTexts(categoryList(...lines), rules);
  expect(findings.map(({ start }) => model.main.lines.positionAt(start).line)).toEqual(
    expected.map((finding) => Number(/\d+/.exec(finding)?.[0])),
  );
});
