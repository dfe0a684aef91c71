import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const TOTAL = 'total-max-smtp-out';
const inDomain = (...lines: string[]): string => `<domain example.com>\n${lines.join('\n')}\n</domain>\n`;

const different = (at: string, related: string, data = {}) =>
  ({ messageId: 'differentValues', severity: 'warning', at, related: [related], data }) as const;
const same = (at: string, severity: 'info' | 'warning' = 'info', data = {}) =>
  ({ messageId: 'sameValue', severity, at, data }) as const;

const equal: [string, string, string][] = [
  ['retry-after 60m', 'Retry-After 1h', 'Retry-After'],
  ['dkim-sign yes', 'dkim-sign "true"', 'dkim-sign'],
  ['max-msg-per-hour 100', 'max-msg-rate 100/h', 'max-msg-rate'],
  ['max-msg-rate 100/hour', 'max-msg-rate 100/h', 'max-msg-rate'],
  ['max-rcpt-per-message 5', 'max-rcpt-per-transaction 5', 'max-rcpt-per-transaction'],
];

const accepted = [
  'source-ip-max-smtp-out 0/0 5\nsource-ip-max-smtp-out 10/8 6',
  'max-smtp-out\nmax-smtp-out 5',
  'no-such-thing 1\nno-such-thing 2',
  'dkim-identity "a\ndkim-identity b@example.com',
  '<% if slow %>\nmax-smtp-out 5\n<% else %>\nmax-smtp-out 20\n<% end %>',
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((lines) => [lines, inDomain(lines)])),
    'lists, pattern lists and records': `${[
      'relay-domain a.example\nrelay-domain b.example',
      'host-name a.example\nhost-name b.example',
      '<acct-file /a.csv>\nrecords d\nrecords b\nrecord-fields d *\nrecord-fields b *\n</acct-file>',
      '<smtp-pattern-list x>\nreply /a/ mode=backoff\nreply /b/ mode=normal\n</smtp-pattern-list>',
      '<virtual-mta-pool p>\nvirtual-mta a\nvirtual-mta b\n</virtual-mta-pool>',
    ].join('\n')}\n`,
    'two blocks of one name':
      '<domain a>\nmax-smtp-out 5\n</domain>\n<domain a>\nmax-smtp-out 6\n</domain>\n',
    'a block in another':
      '<virtual-mta v>\nmax-smtp-out 5\n<domain a>\nmax-smtp-out 6\n</domain>\n</virtual-mta>\n',
    'equal values in two files': {
      texts: { config: `${MAIN}${TOTAL} 6\ninclude x\n`, x: `${TOTAL} 6\n` },
    },
    'two files that are included': {
      texts: { config: `${MAIN}include x\ninclude y\n`, x: `${TOTAL} 6\n`, y: `${TOTAL} 7\n` },
    },
    'two files of a fragment': { texts: { config: `max-smtp-out 7\ninclude x\n`, x: 'max-smtp-out 6\n' } },
    'a file that is included twice': {
      texts: { config: `${MAIN}include x\ninclude x\n`, x: `${TOTAL} 6\nlog-rotate 3\n` },
    },
    'a line that overrides the shipped defaults': {
      texts: {
        config: `${MAIN}${TOTAL} 5\n`,
        'config-defaults': `${TOTAL} 6\ninclude more\n`,
        more: `${TOTAL} 7\n`,
      },
    },
  },
  report: {
    'the later of two lines': {
      texts: inDomain('max-smtp-out 5', 'retry-after 10m', 'max-smtp-out 6'),
      findings: [
        different('4 max-smtp-out', '2 max-smtp-out', { section: 'domain', values: ["'5'", "'6'"] }),
      ],
    },
    'each further line with the one before it': {
      texts: inDomain('max-smtp-out 5', 'max-smtp-out 6', 'max-smtp-out 6'),
      findings: [different('3 max-smtp-out', '2 max-smtp-out'), same('4 max-smtp-out')],
    },
    ...Object.fromEntries(
      equal.map(([first, second, name]) => [
        `${first} and ${second} as equal`,
        { texts: inDomain(first, second), findings: [same(`3 ${name}`)] },
      ]),
    ),
    'equal values as a warning where a second line is known to be wrong': {
      texts: '<source 10/8>\npattern-list a\npattern-list a\n</source>\n',
      findings: [same('3 pattern-list', 'warning', { earlierName: null, section: 'source' })],
    },
    'two lines at the top of a fragment': {
      texts: 'max-smtp-out 5\nmax-smtp-out 6\n',
      findings: [different('2 max-smtp-out', '1 max-smtp-out', { section: null })],
    },
    'a line of a file that is included after the first line': {
      texts: { config: `${MAIN}${TOTAL} 5\ninclude x\n`, x: `${TOTAL} 6\n` },
      findings: [different(`x:1 ${TOTAL}`, `4 ${TOTAL}`, { inOneFile: false })],
    },
    'a line after a file that is included': {
      texts: { config: `${MAIN}include x\n${TOTAL} 5\n`, x: `${TOTAL} 6\n` },
      findings: [different(`5 ${TOTAL}`, `x:1 ${TOTAL}`)],
    },
    'a line once in a file that is included twice': {
      texts: {
        config: `${MAIN}include x\ninclude x\n`,
        x: `${TOTAL} 6\nlog-rotate 3\nlog-rotate 4\n`,
      },
      findings: [different('x:3 log-rotate', 'x:2 log-rotate')],
    },
    'equal lines with another value between them': {
      texts: { config: `${MAIN}log-rotate 3\ninclude x\nlog-rotate 3\n`, x: 'log-rotate 4\n' },
      findings: [different('6 log-rotate', 'x:1 log-rotate'), different('x:1 log-rotate', '4 log-rotate')],
    },
    'secrets without their values': {
      texts: inDomain('auth-password first-secret', 'auth-password second-secret'),
      findings: [different('3 auth-password', '2 auth-password', { values: ['***', '***'] })],
    },
  },
  fix: {
    'equal lines, by removing the later ones but not their comments': {
      texts:
        '<domain a>\r\n  retry-after 1h\r\n  retry-after 60m # tuned\r\n  dkim-sign yes\r\n  dkim-sign yes\r\n</domain>\r\n',
      fixed: '<domain a>\r\n  retry-after 1h\r\n  # tuned\r\n  dkim-sign yes\r\n</domain>\r\n',
      effect: 'neutral',
    },
    ...Object.fromEntries(
      equal.map(([first, second]) => [
        `${first} and ${second}`,
        { texts: inDomain(first, second), fixed: inDomain(first), effect: 'neutral' as const },
      ]),
    ),
    'equal values in a source': {
      texts: '<source 10/8>\npattern-list a\npattern-list a\n</source>\n',
      fixed: '<source 10/8>\npattern-list a\n</source>\n',
      effect: 'neutral',
    },
    'the last of three lines': {
      texts: inDomain('max-smtp-out 5', 'max-smtp-out 6', 'max-smtp-out 6'),
      fixed: inDomain('max-smtp-out 5', 'max-smtp-out 6'),
      left: 1,
    },
  },
});

it.each([
  ['the values differ', { config: inDomain('max-smtp-out 5', 'max-smtp-out 6') }],
  [
    'another value is between equal ones',
    { config: `${MAIN}log-rotate 3\ninclude x\nlog-rotate 3\n`, x: 'log-rotate 4\n' },
  ],
])('offers no fix where %s', (_, texts) => {
  const { findings } = lintTexts(texts, [rule]);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.every(({ fix }) => fix === null)).toBe(true);
});

it.each([
  [inDomain('max-smtp-out 5', 'retry-after 10m', 'max-smtp-out 6'), "to '5' and then to '6'"],
  [inDomain('auth-password first-secret', 'auth-password second-secret'), 'to *** and then to ***'],
])('names both values of %j, but no secret', (text, message) => {
  const [finding] = lintTexts(text, [rule]).findings;
  expect(finding?.message).toContain(message);
  expect(JSON.stringify(finding)).not.toMatch(/first-secret|second-secret/);
});
