import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN, vmta } from '../../../test/support/section.ts';
import { rule as missingValue } from '../../names/missing-value/rule.ts';
import { rule } from './rule.ts';

/** Clients that may relay go through a VMTA or pool. */
function through(name: string): string {
  return `${MAIN}<source 127.0.0.1>\n  always-allow-relaying yes\n  default-virtual-mta ${name}\n</source>\n`;
}

const OWN = 'smtp-source-host 192.0.2.1 a.example.com';
const OTHER = 'smtp-source-host 192.0.2.1 b.example.com';
const named = (name: string, ip: string, host: string): string =>
  vmta(name, `smtp-source-host ${ip} ${host}`);
const deliveringTo = (...lines: string[]): string => vmta('a', '<domain *>', ...lines, '</domain>');

const without = (at: string, data = {}) => ({ messageId: 'noSourceHost', at, data });
const rival = (line: number, host: string) => ({
  messageId: 'twoNames',
  at: `${line} smtp-source-host`,
  data: { host, otherHost: 'a.example.com' },
});

const GLOBAL = mainWith(`${OWN}\n${vmta('a')}${vmta('b', 'smtp-source-host 192.0.2.2 b.example.com')}`);

testRule(rule, {
  accept: {
    ...each(
      [
        OWN,
        'smtp-source-ip 192.0.2.1',
        'smtp-proxy-source-host 192.0.2.1 proxy.example.com:5000 198.51.100.1 a.example.com',
        'use-proxy outside',
        'smtp-source-hots 192.0.2.1 a.example.com',
        'smtp-source-host {{ address }} a.example.com',
        '{{ address }}',
      ],
      (line) => mainWith(vmta('a', line)),
    ),
    'an IP in another section of the VMTA': mainWith(vmta('a') + vmta('A', OWN)),
    'an IP in an included file': {
      texts: { config: mainWith(vmta('a', 'include address')), address: `${OWN}\n` },
    },
    'a global IP of the only VMTA': `${through('a')}${OWN}\n${vmta('a')}`,
    'a global IP of the only VMTA that is selected': `${through('a')}${OWN}\n${vmta('a')}${vmta('b')}`,
    'mail that is thrown away': mainWith(deliveringTo('  type discard')),
    'mail to hosts of the sender': mainWith(deliveringTo('  smtp-hosts [127.0.0.1]:2500')),
    'mail to hosts of the sender, with blocks that set other things': mainWith(
      deliveringTo(
        '  smtp-hosts [127.0.0.1]:2500',
        '</domain>',
        '<domain yahoo.rollup>',
        '  max-msg-rate 200/h',
      ),
    ),
    'mail to hosts of the sender through another queue': mainWith(
      deliveringTo('  queue-to relay.queue', '  smtp-hosts [127.0.0.1]:2500'),
    ),
    'mail to hosts of the sender through a global queue': mainWith(
      `${deliveringTo('  queue-to relay.queue')}<domain relay.queue>\n  smtp-hosts [10.0.0.1]\n</domain>\n`,
    ),
    '{default}': mainWith(vmta('{default}')),
    'a fragment': vmta('a'),
    'an unread include': mainWith(`include missing\n${vmta('a')}`),
    'one name for an IP': named('a', '192.0.2.1', 'a.example.com') + named('b', '192.0.2.1', 'A.example.com'),
    'two IPs': named('a', '192.0.2.1', 'a.example.com') + named('b', '192.0.2.2', 'b.example.com'),
    'two names in one VMTA': vmta('a', OWN, OTHER),
    'two names in two sections of one VMTA': vmta('a', OWN) + vmta('A', OTHER),
    'two names, one through a proxy': vmta('a', OWN) + vmta('b', OTHER, 'use-proxy p'),
    'two names, all through a proxy': `use-proxy p\n${vmta('a', OWN)}${vmta('b', 'smtp-source-host 192.0.2.1 b.example')}`,
    'a name that is filled in': vmta('a', OWN) + vmta('b', 'smtp-source-host 192.0.2.1 {{ name }}'),
    'an IP that is filled in': named('a', 'YOUR_IP', 'a.example') + named('b', 'YOUR_IP', 'b.example'),
  },
  report: {
    'a VMTA without an IP, at its tag': {
      texts: mainWith(vmta('a', OWN) + vmta('B')),
      findings: [without('11 <virtual-mta B>', { subject: 'smtp-source-host', isGlobal: false })],
    },
    'a VMTA of two sections once': {
      texts: mainWith(vmta('a') + vmta('a')),
      findings: [without('8 <virtual-mta a>')],
    },
    'a VMTA that a source selects': {
      texts: through('a') + vmta('a') + vmta('b'),
      findings: [without('8 <virtual-mta a>')],
    },
    'a VMTA of a pool that a source selects': {
      texts: `${through('p')}${vmta('a')}${vmta('b')}<virtual-mta-pool p>\n  virtual-mta b\n</virtual-mta-pool>\n`,
      findings: [without('10 <virtual-mta b>')],
    },
    'a VMTA that shares the global IP': {
      texts: GLOBAL,
      findings: [without('9 <virtual-mta a>', { isGlobal: true })],
    },
    'the one VMTA of several that sends from the global IP': {
      texts: `${through('p')}${OWN}\n${vmta('a', 'smtp-source-host 192.0.2.2 b.example.com')}${vmta('b')}<virtual-mta-pool p>\n  virtual-mta a\n  virtual-mta b\n</virtual-mta-pool>\n`,
      findings: [without('12 <virtual-mta b>', { isGlobal: true })],
    },
    'a VMTA that delivers to hosts of others': {
      texts: mainWith(deliveringTo('  smtp-hosts [192.0.2.1]')),
      findings: [without('8 <virtual-mta a>')],
    },
    'a VMTA that delivers to hosts of others for one domain': {
      texts: mainWith(
        deliveringTo(
          '  smtp-hosts [127.0.0.1]',
          '</domain>',
          '<domain a.example>',
          '  smtp-hosts mx.example.com',
        ),
      ),
      findings: [without('8 <virtual-mta a>')],
    },
    'a VMTA that throws mail away for all domains but one': {
      texts: mainWith(deliveringTo('  type discard', '</domain>', '<domain a.example>', '  type smtp')),
      findings: [without('8 <virtual-mta a>')],
    },
    'each name of an IP after the first one once': {
      texts:
        named('a', '192.0.2.1', 'a.example.com') +
        named('b', '192.0.2.1', 'b.example.com') +
        named('c', '192.0.2.1/32', 'B.example.com.') +
        named('d', '192.0.2.1', 'd.example.com'),
      findings: [
        { ...rival(5, 'b.example.com'), related: ['2 smtp-source-host'] },
        rival(11, 'd.example.com'),
      ],
    },
    'two names in a part of a configuration and across files': {
      texts: {
        config: `include a\n${named('b', '2001:DB8::1', 'b.example.com')}include missing\n`,
        a: named('a', '2001:db8:0::1', 'a.example.com'),
      },
      findings: [rival(3, 'b.example.com')],
    },
  },
});

it('says that a VMTA shares the global IP', () => {
  expect(lintTexts(GLOBAL, [rule]).findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /goes out from the smtp-source-host of the top level, together with all other mail/,
    ),
  ]);
});

it('leaves a line without its value to the rule about missing values', () => {
  const text = mainWith(vmta('a', 'smtp-source-host') + vmta('b', 'smtp-source-host 192.0.2.2'));
  const { findings } = lintTexts(text, [rule, missingValue]);
  expect(findings.map((finding) => finding.rule)).toEqual(['missing-value', 'missing-value']);
});
