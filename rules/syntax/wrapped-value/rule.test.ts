import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { categoryList } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

const everyRule = [...rules.filter(({ id }) => id !== rule.id), rule];

/** A text, the finding and the text after the fix. */
const FIXED = [
  ['domain-macro m a.com,b.com,\nc.com,\n  d.com\n', 'wrapped', 'domain-macro m a.com,b.com, c.com, d.com\n'],
  ['domain-macro m\r\n  a.com,b.com\r\n', 'wrapped', 'domain-macro m a.com,b.com\r\n'],
  ['domain-macro m a.com, # one\n  b.com, # two\n', 'wrapped', 'domain-macro m a.com, b.com # one # two\n'],
  ['domain-macro m a.com, \\\n  b.com', 'wrapped', 'domain-macro m a.com, b.com'],
  ['max-smtp-out 20 \\\n', 'backslash', 'max-smtp-out 20\n'],
  ['max-smtp-out 20\\   # ten\n', 'backslash', 'max-smtp-out 20   # ten\n'],
] as const;

testRule(rule, {
  accept: casesOf(
    '',
    [
      'log-file c:\\pmta\\log\\\n',
      'log-file \\\\server\\share\\logs\\\n',
      'domain-macro m a.com,\n\nb.com\n',
      'domain-macro m a.com,\nmax-smtp-out 20\n',
      'log-file /x # a \\\n',
    ],
    (text) => text,
  ),
  report: {
    ...Object.fromEntries(
      FIXED.map(([texts, messageId]) => [
        JSON.stringify(texts),
        { texts, findings: [{ messageId, at: `1 ${texts.split(/\s/)[0] ?? ''}`, severity: 'warning' }] },
      ]),
    ),
    'a backslash after a pattern': {
      texts: categoryList('/full/ quota-issues \\'),
      findings: [{ messageId: 'backslashInCategory', at: '2 /full/' }],
    },
    'lines that cannot be joined': {
      texts: 'max-smtp-out 20 \\\n  30\n',
      findings: [{ messageId: 'wrapped', at: '1 max-smtp-out', related: ['2   30'] }],
    },
  },
  fix: Object.fromEntries(
    FIXED.map(([texts, , fixed]) => [JSON.stringify(texts), { texts, fixed, effect: 'unsafe' }]),
  ),
});

it.each(FIXED)('is the only finding above info of all rules: %j', (text, _, fixed) => {
  const reported = (one: string): string[] =>
    lintTexts(one, everyRule)
      .findings.filter(({ severity }) => severity !== 'info')
      .map((finding) => finding.rule);
  expect(reported(text)).toEqual([rule.id]);
  expect(reported(fixed)).toEqual([]);
});

it('offers no fix where the joined lines are not a valid value', () => {
  const { findings } = lintTexts('max-smtp-out 20 \\\n  30\n', [rule]);
  expect(findings.map(({ fix }) => fix)).toEqual([null]);
});
