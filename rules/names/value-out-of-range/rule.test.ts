import { expect, it } from 'vitest';
import { directives, type DirectiveFacts } from '../../../src/catalog/directives.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const inDomain = (line: string): string => `<domain a.example>\n${line}\n</domain>`;
const inAccounting = (...lines: string[]): string => `<acct-file /x>\n${lines.join('\n')}\n</acct-file>`;
const WEBHOOK = 'http-webhook-url https://x.example/';

const reported: [string, string, string, string][] = [
  ['edns-udp-length 511', '1 edns-udp-length', 'edns-udp-length 511', 'is below 512'],
  ['EDNS-UDP-LENGTH "2049"', '1 EDNS-UDP-LENGTH', 'edns-udp-length 2049', 'is above 2048'],
  ['max-memory-usage-percent 0', '1 max-memory-usage-percent', 'max-memory-usage-percent 0', 'is below 1'],
  [
    'dummy-smtp-blacklist-bounce-percent 101\r',
    '1 dummy-smtp-blacklist-bounce-percent',
    'dummy-smtp-blacklist-bounce-percent 101',
    'is above 100',
  ],
  ['http-mgmt-port 0', '1 http-mgmt-port', 'http-mgmt-port 0', 'is below 1'],
  ['<spool /x>\npriority 101\n</spool>', '2 priority', 'priority 101', 'is above 100'],
  [
    inDomain('connection-idle-timeout 601s'),
    '2 connection-idle-timeout',
    'connection-idle-timeout 601s',
    'is above 10m',
  ],
  [
    inDomain('mx-connection-attempts 0'),
    '2 mx-connection-attempts',
    'mx-connection-attempts 0',
    'is below 1',
  ],
  [inAccounting('max-size 1023K'), '2 max-size', 'max-size 1023K', 'is below 1M'],
  [inAccounting('max-size 10K'), '2 max-size', 'max-size 10K', 'is below 1M'],
  [inAccounting('max-size 49K', WEBHOOK), '2 max-size', 'max-size 49K', 'is below 50K'],
  [inAccounting('max-size 11M', WEBHOOK), '2 max-size', 'max-size 11M', 'is above 10M'],
];

const accepted = [
  'edns-udp-length 512',
  'edns-udp-length {{ length }}',
  'edns-udp-length many',
  'edns-udp-length',
  'edns-udp-length ""',
  'dummy-smtp-port 0',
  'spool-max-recipients auto',
  '<source 10/8>\nedns-udp-length 4096\n</source>',
  inDomain('connection-idle-timeout 0'),
  inDomain('connection-idle-timeout 10m'),
  inDomain(`retry-after ${Array.from({ length: 30 }, () => '10m').join(', ')}`),
  inAccounting('max-size 1M'),
  inAccounting('max-size 60K', WEBHOOK),
  inAccounting('max-size 60K', '<%= webhook %>'),
];

testRule(rule, {
  accept: Object.fromEntries(accepted.map((text) => [text, `${text}\n`])),
  report: Object.fromEntries(
    reported.map(([text, at, line, reason]) => [
      text,
      { texts: `${text}\n`, findings: [{ messageId: 'outOfRange', at, data: { line, reason } }] },
    ]),
  ),
});

it('names the line and the bound', () => {
  const [finding] = lintTexts('edns-udp-length 511\n', [rule]).findings;
  expect(finding?.message).toMatch(/^'edns-udp-length 511' is below 512; /);
});

/** Directives with an integer or a port that has a lower bound, in a scope. */
function bounded(): [string, string, number][] {
  const least = ({ type, min }: DirectiveFacts): number =>
    typeof min === 'number' ? min : type === 'port' ? 1 : 0;
  return directives().flatMap((facts) => {
    const scope = facts.scopes[0] ?? 'global';
    const min = facts.perScope === undefined && facts.miniLanguage !== true ? least(facts) : 0;
    return min > 0 && ['integer', 'port'].includes(facts.type) ? [[facts.name, scope, min]] : [];
  });
}

it.each(bounded())('reports %s in %s below %i', (name, scope, min) => {
  const line = `${name} ${min - 1}\n`;
  const text = scope === 'global' ? line : `<${scope} x>\n${line}</${scope}>\n`;
  expect(lintTexts(text, [rule]).findings.map(({ data }) => data.directive)).toEqual([name]);
});
