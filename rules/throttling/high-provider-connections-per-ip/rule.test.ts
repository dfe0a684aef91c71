import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as perQueue } from '../high-provider-connections/rule.ts';
import { rule } from './rule.ts';

const block = (domain: string, connections: number): string =>
  `<domain ${domain}>\n max-smtp-out ${connections}\n</domain>\n`;
const vmta = (name: string, ...lines: string[]): string =>
  `<virtual-mta ${name}>\n ${lines.join('\n ')}\n</virtual-mta>\n`;
const from = (address: string): string => `smtp-source-host ${address} mail.example.com`;
/** Two VMTAs on one address; mail cannot go through {default}. */
const two = (first: string, second = first): string => vmta('a', from(first)) + vmta('b', from(second));
const TWO = two('192.0.2.1');
const YAHOO = block('yahoo.com', 10) + block('aol.com', 6);

const located = (text: string, line: string, name = 'max-smtp-out'): string =>
  `${mainWith(text).split('\n').indexOf(line) + 1} ${name}`;

/** A case with one sum, which is reported at a line; `{ connections: 32 }` as data. */
function sum(
  text: string,
  line: string,
  data: Record<string, unknown>,
  severity: 'warning' | 'info' = 'warning',
) {
  return {
    texts: mainWith(text),
    findings: [{ messageId: 'tooMany', severity, at: located(text, line), data }],
  };
}
const ofYahoo = (text: string, connections: number, data: Record<string, unknown> = {}) =>
  sum(text, ' max-smtp-out 10', { connections, ...data });

const LIMITED_VMTA = vmta('a', from('192.0.2.1'), 'max-smtp-out 8') + vmta('b', from('192.0.2.1'));
const ofVmta = (limit: number) => ({ directive: 'max-smtp-out', limit, domain: null });
const OF_SERVER = { directive: 'total-max-smtp-out', limit: 21, domain: null };

/** Configurations with a limit over several queues or VMTAs, the sum, the caps, and their words. */
const capped = [
  ['of the VMTA', LIMITED_VMTA, 24, [ofVmta(8)], "'max-smtp-out 8' of a VMTA or pool"],
  [
    'of a pool',
    `${TWO}<virtual-mta-pool p>\n virtual-mta a\n virtual-mta b\n max-smtp-out 12\n</virtual-mta-pool>\n`,
    24,
    [ofVmta(12)],
    "'max-smtp-out 12' of a VMTA or pool",
  ],
  [
    'of the server',
    `${TWO}total-max-smtp-out 21\n`,
    21,
    [OF_SERVER],
    "'total-max-smtp-out 21' of the server",
  ],
  [
    'of several',
    `${LIMITED_VMTA}total-max-smtp-out 21\n`,
    21,
    [ofVmta(8), OF_SERVER],
    "'max-smtp-out 8' of a VMTA or pool and 'total-max-smtp-out 21' of the server",
  ],
] as const;

/** Two VMTAs, and a queue with a line about source addresses. */
const withLine = (line: string): string =>
  `${TWO}<domain yahoo.com>\n max-smtp-out 10\n ${line}\n</domain>\n${block('aol.com', 6)}`;
const cappedByQueue = [
  ['source-ip-max-smtp-out 192.0.2.0/24 16', 'source-ip-max-smtp-out'],
  ['max-smtp-out-per-source-ip 16', 'max-smtp-out-per-source-ip'],
] as const;
const cappedEnough = [
  'source-ip-max-smtp-out 192.0.2.0/24 8',
  'source-ip-max-smtp-out 0/0 8',
  'max-smtp-out-per-source-ip 8',
];
const limitedElsewhere = [
  'ip-connection-limit 0/0 20',
  'mx-connection-limit *.yahoodns.net 20',
  'mx-connection-limit * 20',
];

const SHARED_QUEUE = `${TWO}domain-macro y yahoo.com\n<domain $y>\n queue-to y.queue\n</domain>\n<domain aol.com>\n queue-to y.queue\n</domain>\n`;
const sharedQueue = (connections: number): string =>
  `${SHARED_QUEUE}<domain y.queue>\n smtp-hosts lookup-mx:yahoo.com\n max-smtp-out ${connections}\n</domain>\n`;

const DEFAULT = `${TWO}<domain yahoo.com>\n max-msg-per-connection 20\n</domain>\n`;
const MACRO = `domain-macro y yahoo.com, yahoo.de, ymail.com, example.com\n${TWO}${block('$y', 10)}${block('aol.com', 6)}`;
const FOUR_ADDRESSES = vmta('a', ...['1', '2', '3', '4'].map((last) => from(`192.0.2.${last}`)));
const WITHOUT_ADDRESS = vmta('a', 'host-name a.example.com') + vmta('b', 'host-name b.example.com') + YAHOO;
const FOUR_VMTAS = `${TWO}${vmta('c', from('192.0.2.2'))}${vmta('d', from('192.0.2.2'))}${YAHOO}`;
const FEW = TWO + block('yahoo.com', 4);
const UNSELECTED =
  'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n<source 10/8>\n always-allow-relaying yes\n default-virtual-mta a\n</source>\n';
const OWN_LIMIT = settingsFor({ ownLimits: new Map([['yahoo', { maxSmtpOut: 7 }]]) });

const main = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([title, text]) => [title, mainWith(text)]));

testRule(rule, {
  accept: {
    ...main({
      'an address each': two('192.0.2.1', '192.0.2.2') + YAHOO,
      'one block of 20': two('192.0.2.1', '192.0.2.2') + block('yahoo.com', 20),
      'exactly the figure': TWO + block('yahoo.com', 10),
      'a macro, which is one block': `domain-macro y yahoo.com, aol.com\n${TWO}${block('$y', 10)}`,
      'a queue that is too high by itself': TWO + block('yahoo.com', 50),
      '0, whose meaning is not known': TWO + block('yahoo.com', 0),
      'nothing but <domain *>': TWO + block('*', 20),
      'a domain of no provider': TWO + block('example.com', 20),
      'domains that one queue takes': sharedQueue(10),
      'a rollup and a domain whose mail it takes': `${TWO}<mx-rollup-list>\n mx *.yahoodns.net y.rollup\n</mx-rollup-list>\n${block('y.rollup', 10)}${block('aol.com', 20)}`,
      'four addresses of a VMTA': FOUR_ADDRESSES + vmta('b', from('192.0.2.9')) + YAHOO,
      'a network of each VMTA': vmta('a', from('192.0.2.0/24')) + vmta('b', from('192.0.2.0/24')) + YAHOO,
      'a range of addresses': vmta('a', from('192.0.2.1-192.0.2.9')) + YAHOO,
      'a configuration without one of its files': `${TWO}${YAHOO}include missing.conf\n`,
      ...Object.fromEntries(cappedEnough.map((line) => [line, withLine(line)])),
      ...Object.fromEntries(limitedElsewhere.map((line) => [line, `${line}\n${TWO}${YAHOO}`])),
    }),
    'a fragment': TWO + YAHOO,
    'a VMTA that nothing selects': UNSELECTED + TWO + YAHOO,
    'few connections from a warm address': {
      texts: mainWith(FEW),
      settings: settingsFor({ reputation: 'warm' }),
    },
  },
  report: {
    'two VMTAs on one address': ofYahoo(TWO + YAHOO, 32, { subject: 'yahoo', address: '192.0.2.1' }),
    'one more than the figure': sum(TWO + block('yahoo.com', 11), ' max-smtp-out 11', { connections: 22 }),
    'a provider without a basis': sum(
      TWO + block('laposte.net', 2),
      ' max-smtp-out 2',
      { connections: 4 },
      'info',
    ),
    'a default, at the tag': {
      texts: mainWith(DEFAULT),
      findings: [
        {
          messageId: 'tooMany',
          severity: 'warning',
          at: located(DEFAULT, '<domain yahoo.com>', '<domain yahoo.com>'),
          data: { connections: 40 },
        },
      ],
    },
    'a queue that takes the mail of two domains, once': sum(sharedQueue(11), ' max-smtp-out 11', {
      connections: 22,
    }),
    ...Object.fromEntries(
      capped.map(([title, text, connections, caps]) => [
        `a limit ${title} that lowers the sum`,
        ofYahoo(text + YAHOO, connections, { caps }),
      ]),
    ),
    ...Object.fromEntries(
      cappedByQueue.map(([line, directive]) => [
        line,
        ofYahoo(withLine(line), 28, { caps: [{ directive, limit: 16, domain: 'yahoo.com' }] }),
      ]),
    ),
    'a limit for other source addresses': ofYahoo(withLine('source-ip-max-smtp-out 198.51.100.0/24 8'), 32, {
      caps: [],
    }),
    'a block for several domains': ofYahoo(MACRO, 32, {
      parts: [
        { domain: 'yahoo.com', domains: 3, connections: 10, vmtas: 2, addresses: 1 },
        { domain: 'aol.com', domains: 1, connections: 6, vmtas: 2, addresses: 1 },
      ],
    }),
    'four addresses of one VMTA, and one of them of another': sum(
      FOUR_ADDRESSES + vmta('b', from('192.0.2.1')) + block('yahoo.com', 20),
      ' max-smtp-out 20',
      { connections: 25 },
    ),
    'an address of the top level': ofYahoo(`${from('192.0.2.1')}\n${WITHOUT_ADDRESS}`, 48),
    'the address that the machine chooses': ofYahoo(WITHOUT_ADDRESS, 48, { address: '' }),
    'several addresses once, with the other parts': {
      texts: mainWith(FOUR_VMTAS),
      findings: [
        {
          messageId: 'tooMany',
          at: located(FOUR_VMTAS, ' max-smtp-out 10'),
          data: { otherAddresses: 1 },
          related: [located(FOUR_VMTAS, ' max-smtp-out 6')],
        },
      ],
    },
    'few connections from a new address': {
      ...sum(FEW, ' max-smtp-out 4', { connections: 8, reputation: 'cold' }),
      settings: settingsFor({ reputation: 'cold' }),
    },
    "a sum above the user's own limit": {
      ...sum(FEW, ' max-smtp-out 4', { connections: 8, limit: 7, basis: 'settings' }),
      settings: OWN_LIMIT,
    },
  },
});

const messagesOf = (text: string, settings = {}): string[] =>
  lintTexts(mainWith(text), [rule], settings).findings.map(({ message }) => message);

it.each(capped)('says which limit %s lowers the sum', (_, text, connections, _caps, words) => {
  expect(messagesOf(text + YAHOO)).toEqual([
    expect.stringMatching(
      new RegExp(`^up to ${connections} connections .*, which ${words} cuts? to ${connections}; `),
    ),
  ]);
});

it.each(cappedByQueue)('says that %s of a queue lowers the sum', (line, directive) => {
  expect(messagesOf(withLine(line))).toEqual([
    expect.stringContaining(
      `6 of aol.com in each of 2 VMTAs, which '${directive} 16' of yahoo.com cuts to 28; `,
    ),
  ]);
});

it('says that a part is a block for several domains', () => {
  expect(messagesOf(MACRO)).toEqual([
    expect.stringContaining(
      'at once: 10 of yahoo.com (and 2 more) in each of 2 VMTAs and 6 of aol.com in each of 2 VMTAs; ',
    ),
  ]);
});

it('says that the machine chooses the address, and that there are more addresses', () => {
  expect(messagesOf(WITHOUT_ADDRESS)).toEqual([
    expect.stringContaining("leave from the server's own address at once"),
  ]);
  expect(messagesOf(FOUR_VMTAS)).toEqual([expect.stringContaining('; 1 more address likewise')]);
});

it("calls a limit in the settings the user's own", () => {
  expect(messagesOf(FEW, OWN_LIMIT)).toEqual([
    'up to 8 connections to Yahoo leave from 192.0.2.1 at once: 4 of yahoo.com in each of 2 VMTAs; that is above 7 connections from one address (your own limit in the settings), and the provider, which counts by address, defers or blocks what comes above it',
  ]);
});

it('leaves a queue that is too high by itself to high-provider-connections', () => {
  const { findings } = lintTexts(mainWith(TWO + block('yahoo.com', 50)), [rule, perQueue]);
  expect(findings.map((finding) => [finding.rule, finding.severity])).toEqual([[perQueue.id, 'warning']]);
});
