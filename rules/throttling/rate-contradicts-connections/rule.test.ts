import { expect, it } from 'vitest';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const block = (domain: string, connections: string, rate: string): string =>
  `<domain ${domain}>\n max-smtp-out ${connections}\n max-msg-rate ${rate}\n</domain>\n`;

const tooMany = (at: string, data: Record<string, unknown> = {}) => ({
  messageId: 'tooMany',
  severity: 'info' as const,
  at: `${at} max-smtp-out`,
  data,
});

const contradictory = [
  ['5', '4/m'],
  ['5', '250/h'],
  ['2', '100/h'],
  ['20', '100/15m'],
] as const;
const reasonable = [
  ['4', '4/m'],
  ['4', '250/h'],
  ['1', '1/h'],
  ['20', '1/s'],
  ['20', '0'],
  ['20', 'unlimited'],
  ['0', '1/h'],
  ['unlimited', '1/h'],
  ['20', '{{rate}}'],
] as const;
const otherDestinations = ['queue-to other.queue', 'type discard', 'type pipe'];

/** Two blocks that include one line with connections. */
const sharedLine = (first: string, second: string): Texts => ({
  config: `<domain a.example>\n include limits\n max-msg-rate ${first}\n</domain>\n<domain b.example>\n include limits\n max-msg-rate ${second}\n</domain>\n`,
  limits: 'max-smtp-out 20\n',
});

const IN_VMTA = `domain-macro two a.example, b.example\n<virtual-mta v>\n${block('$two', '20', '1/m')}</virtual-mta>\n`;

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      reasonable.map(([connections, rate]) => [
        `${connections} connections with ${rate}`,
        block('example.com', connections, rate),
      ]),
    ),
    ...Object.fromEntries(
      otherDestinations.map((line) => [
        line,
        `<domain a.example>\n ${line}\n max-smtp-out 20\n max-msg-rate 35/h\n</domain>\n`,
      ]),
    ),
    'connections that a block inherits':
      '<domain *>\n max-smtp-out 40\n</domain>\n<domain a.example>\n max-msg-rate 35/h\n</domain>\n',
    'a rate with the default of connections': mainWith('<domain a.example>\n max-msg-rate 1/h\n</domain>\n'),
    'connections with the default of the rate': mainWith(
      '<domain a.example>\n max-smtp-out 500\n</domain>\n',
    ),
    'a slow rate for one VMTA only': `<virtual-mta v>\n <domain a.example>\n max-msg-rate 1/m\n </domain>\n</virtual-mta>\n${block('a.example', '20', '100/m')}`,
    'a line of an included file that is right for one of its blocks': { texts: sharedLine('10/m', '50/m') },
  },
  report: {
    ...Object.fromEntries(
      contradictory.map(([connections, rate]) => [
        `${connections} connections with ${rate}`,
        { texts: block('example.com', connections, rate), findings: [tooMany('2', { connections, rate })] },
      ]),
    ),
    'values in quotes': {
      texts: block('example.com', '"20"', '"100/h"'),
      findings: [tooMany('2', { connections: '20', rate: '100/h', enough: 1 })],
    },
    'a rate that a block inherits': {
      texts:
        '<domain *>\n max-smtp-out 40\n max-msg-rate 100/h\n</domain>\n<domain a.example>\n max-smtp-out 5\n</domain>\n',
      findings: [
        { ...tooMany('2'), related: ['3 max-msg-rate'] },
        { ...tooMany('6'), related: ['3 max-msg-rate'] },
      ],
    },
    'bare lines of a fragment': {
      texts: 'max-smtp-out 20\nmax-msg-rate 35/h\n',
      options: { scope: 'domain' },
      findings: [tooMany('1')],
    },
    'a rate under its old name': {
      texts: '<domain a.example>\n max-smtp-out 20\n max-msg-per-hour 35\n</domain>\n',
      findings: [tooMany('2')],
    },
    'a line for the domains of a macro in a VMTA': {
      texts: IN_VMTA,
      findings: [tooMany('4', { extent: { domains: 2, vmtas: 1 } })],
    },
    'a line of an included file once': {
      texts: sharedLine('10/m', '5/m'),
      findings: [tooMany('limits:1', { enough: 10 })],
    },
  },
});

it('says which values contradict, and for how many domains', () => {
  const [finding] = lintTexts(IN_VMTA, [rule]).findings;
  expect(finding?.message).toMatch(/^'max-smtp-out 20' opens more connections than 'max-msg-rate 1\/m' /);
  expect(finding?.message.split('; ').at(-1)).toBe('it holds for 2 domains');
});

it('lowers the connections, keeps backoff slower, and then has no finding', () => {
  const list = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';
  const before = mainWith(
    `${list}<domain a.example>\r\n MAX-SMTP-OUT "20" # many\r\n max-msg-rate 250/h\r\n smtp-pattern-list x\r\n backoff-max-smtp-out 10\r\n backoff-max-msg-rate 1/m\r\n</domain>\r\n`,
  );
  const { text, left } = fixed(before, [rule]);
  expect(left).toEqual([]);
  expect(text).toContain(' MAX-SMTP-OUT 4 # many\r\n');
  expect(text).toContain(' backoff-max-smtp-out 4\r\n');
  expect(loosened(before, text, ['a.example', 'example.org'])).toEqual([]);
});
