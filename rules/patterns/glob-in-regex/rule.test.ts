import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as looseDomain } from '../loose-domain-regex/rule.ts';
import { rule } from './rule.ts';

const mail = (line: string): string => `<pattern-list x>\n ${line} virtual-mta=a\n</pattern-list>\n`;
const reply = (pattern: string): string =>
  `<smtp-pattern-list x>\n reply ${pattern} mode=backoff\n</smtp-pattern-list>\n`;

/** Lines with the pattern that is meant. */
const FIXED = {
  'rcpt-to /@*.foo.com/': 'rcpt-to /@.*\\.foo\\.com>?$/',
  'mail-from /*@x.com/': 'mail-from /@x\\.com>?$/',
  'mail-from /@*/': 'mail-from /@/',
  'mail-from /*.gmail.com/': 'mail-from /\\.gmail\\.com>?$/',
  'mail-from /*news*/': 'mail-from /news/',
  'header from /*@x.com/': 'header from /@x\\.com>?$/',
  'header x-campaign /*spring sale*/': 'header x-campaign /spring sale/',
};
/** Patterns with more than wildcards. */
const UNFIXED = [
  'mail-from /^*@x\\.com/',
  'mail-from /(*.com|*.net)/',
  'mail-from /a|*b/',
  'mail-from /\\@*\\.x\\.com/',
  'mail-from /*/',
];

function reported(line: string) {
  const isAt = line.includes('@*');
  const [pattern = ''] = /\/.*\//.exec(line) ?? [];
  return {
    messageId: isAt ? 'repeatedAt' : 'nothingToRepeat',
    at: `2 ${pattern}`,
    severity: 'error',
  } as const;
}

const nested =
  '<pattern-list x>\n mail-from /@*.x.com/ <pattern-list>\n  * virtual-mta=a\n </pattern-list>\n</pattern-list>\n';
const bounces = '<bounce-category-patterns>\n /*quota*/ quota-issues\n</bounce-category-patterns>\n';

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        'mail-from /.*@x\\.com/',
        'mail-from /[^@]*@x\\.com/',
        'mail-from /foo*bar/',
        'mail-from /[*@]*x/',
        'mail-from /(*UTF8)x@/',
        'mail-from /(?:a)*x/',
        'mail-from /\\*@x/',
        'mail-from /[@]*x/',
        'mail-from /{{domain}}*@*/',
      ],
      mail,
    ),
    'a reply with a repeated @': reply('/<\\w+@*/'),
  },
  report: {
    ...casesOf('', [...Object.keys(FIXED), ...UNFIXED], (line) => ({
      texts: mail(line),
      findings: [reported(line)],
    })),
    'a bounce': { texts: bounces, findings: [{ messageId: 'nothingToRepeat', at: '2 /*quota*/' }] },
    'the pattern that opens a nested list': {
      texts: nested,
      findings: [{ messageId: 'repeatedAt', at: '2 /@*.x.com/' }],
    },
    'a fragment of bare rules': {
      texts: 'mail-from /*@x.com/ virtual-mta=a\r\n',
      options: { scope: 'pattern-list' },
      findings: [{ messageId: 'nothingToRepeat', at: '1 /*@x.com/' }],
    },
  },
  fix: {
    ...Object.fromEntries(
      Object.entries(FIXED).map(([line, meant]) => [line, { texts: mail(line), fixed: mail(meant) }]),
    ),
    'a reply': { texts: reply('/*too many*/'), fixed: reply('/too many/') },
  },
});

it.each(UNFIXED)('offers no fix for %s', (line) => {
  expect(lintTexts(mail(line), [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it.each(['rcpt-to /@*.foo.com/', 'mail-from /*@x.com/'] as const)(
  'makes a pattern that loose-domain-regex accepts: %s',
  (line) => {
    expect(lintTexts(mail(FIXED[line]), [rule, looseDomain]).findings).toEqual([]);
  },
);
