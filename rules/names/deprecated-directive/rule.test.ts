import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const MAIN = 'log-file /var/log/pmta/log\n';
const inDomain = (...lines: string[]): string => `<domain a.com>\n${lines.join('\n')}\n</domain>\n`;
const OLD_SPELLING = '<domain a.com>\n\t421-Means-MX-unavailable  yes # at once\n</domain>\n';
const withHop = (name: string, more = ''): string =>
  `<domain ${name}>\ninclude /etc/pmta/hop\n${more}</domain>\n`;
const HOP = 'route [192.0.2.1]\n';
const IMPRINTER = '<gm-imprinter>\naccount-id 5\nimprinter-id 6\n</gm-imprinter>\n';

/** Old names that are reported and have no fix, by the reason, with the location. */
const unfixed: Record<string, [string, string]> = {
  'the block sets the new name': [inDomain('route a.com', 'smtp-hosts lookup-mx:a.com'), '2 route'],
  'the number is 0': [inDomain('max-msg-per-hour 0'), '2 max-msg-per-hour'],
  'the value is not a number': [inDomain('max-msg-per-hour $limit'), '2 max-msg-per-hour'],
  'an include in the block is unread': [inDomain('route a.b', 'include /etc/pmta/none'), '2 route'],
  'the block is in another file': ['route a.b\n', '1 route'],
  'a spool could be reserved elsewhere': [`${MAIN}spool /a\ninclude /etc/pmta/none\n`, '2 spool'],
  'there is a spool section': [`${MAIN}spool /a\n<spool /b>\n</spool>\n`, '2 spool'],
  'the path cannot be written in a tag': [`${MAIN}spool /a<b>\n`, '2 spool'],
  'the catalog has no equal': [inDomain('max-smtp-out-per-source-ip 5'), '2 max-smtp-out-per-source-ip'],
};

testRule(rule, {
  accept: { 'a line of an unknown section': '<limits>\nroute a.b\n</limits>\n' },
  report: {
    'a name that the guide calls deprecated as a warning, others as a hint': {
      texts: inDomain('delivery-priority 5', 'dk-sign no'),
      findings: [
        { messageId: 'deprecated', severity: 'warning', at: '2 delivery-priority' },
        { messageId: 'undocumented', severity: 'info', at: '3 dk-sign' },
      ],
    },
    'an old spelling': {
      texts: OLD_SPELLING,
      findings: [
        {
          messageId: 'oldSpelling',
          severity: 'warning',
          at: '2 421-Means-MX-unavailable',
          data: { meant: 'smtp-421-means-mx-unavailable' },
        },
      ],
    },
    'a deprecated section at its tag alone': {
      texts: IMPRINTER,
      findings: [{ messageId: 'undocumented', at: '1 <gm-imprinter>' }],
    },
    ...Object.fromEntries(
      Object.entries(unfixed).map(([reason, [texts, at]]) => [
        `an old name where ${reason}`,
        { texts, findings: [{ messageId: 'deprecated', at }] },
      ]),
    ),
  },
  fix: {
    'an old spelling': {
      texts: OLD_SPELLING,
      effect: 'unsafe',
      fixed: '<domain a.com>\n\tsmtp-421-means-mx-unavailable  yes # at once\n</domain>\n',
    },
    'a name': {
      texts: '<domain a.com>\r\n\troute   [192.0.2.1]:25 # next hop\r\n</domain>\r\n',
      fixed: '<domain a.com>\r\n\tsmtp-hosts   [192.0.2.1]:25 # next hop\r\n</domain>\r\n',
    },
    'a name with macros in its value': {
      texts: inDomain('route $host:$port'),
      fixed: inDomain('smtp-hosts $host:$port'),
    },
    'a number per hour': {
      texts: inDomain('Backoff-Max-Msg-Per-Hour "50"'),
      fixed: inDomain('backoff-max-msg-rate "50/h"'),
    },
    'a spool with a comment': {
      texts: `${MAIN}  spool "/var/spool/pm ta" # fast disk`,
      fixed: `${MAIN}  <spool "/var/spool/pm ta"> # fast disk\n  </spool>`,
    },
    'two spools': {
      texts: `\uFEFFspool /a\r\nspool /b\r\n${MAIN}`,
      fixed: `\uFEFF<spool /a>\r\n</spool>\r\n<spool /b>\r\n</spool>\r\n${MAIN}`,
    },
    'a section': {
      texts: `${MAIN}<spool /a>\n</spool>\n<sparkpost-analytics>\ncustomer-id 1\n</sparkpost-analytics>\n`,
      fixed: `${MAIN}<spool /a>\n</spool>\n<signals>\ncustomer-id 1\n</signals>\n`,
    },
    'a line of an included file': {
      texts: { config: withHop('a.com'), hop: HOP },
      effect: 'neutral',
      fixed: { hop: 'smtp-hosts [192.0.2.1]\n' },
    },
  },
});

it.each([
  ...Object.entries(unfixed).map(([reason, [text]]) => [reason, { config: text }] as const),
  [
    'another block that includes the file sets the new name',
    { config: withHop('a.com') + withHop('b.com', 'smtp-hosts b.b\n'), hop: HOP },
  ] as const,
  ['space is reserved for a spool', { config: `${MAIN}spool /a\nspool-min-free-space 50\n` }] as const,
  [
    'the block sets the present spelling',
    { config: OLD_SPELLING.replace('</domain>', 'smtp-421-means-mx-unavailable no\n</domain>') },
  ] as const,
])('offers no fix where %s', (_, texts) => {
  const { findings } = lintTexts(texts, [rule]);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.every(({ fix }) => fix === null)).toBe(true);
});

it('names the present spelling', () => {
  const [finding] = lintTexts(OLD_SPELLING, [rule]).findings;
  expect(finding?.message).toContain("older spelling of 'smtp-421-means-mx-unavailable'");
});
