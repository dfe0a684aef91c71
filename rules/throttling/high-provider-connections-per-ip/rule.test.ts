import { expect, it } from 'vitest';
import { rule as perQueue } from '../high-provider-connections/rule.ts';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function found(text: string, settings = settingsFor({ preset: 'strict' })): string[] {
  return lintTexts(mainWith(text), [rule, perQueue], settings).findings.map(
    ({ rule: id, severity, message }) =>
      `${id === rule.id ? 'sum' : 'queue'} ${severity} ${/up to ([\d,]+)/.exec(message)?.[1] ?? ''}`,
  );
}

const block = (domain: string, connections: string): string =>
  `<domain ${domain}>\n max-smtp-out ${connections}\n</domain>\n`;
const vmta = (name: string, ...lines: string[]): string =>
  `<virtual-mta ${name}>\n ${lines.join('\n ')}\n</virtual-mta>\n`;
const from = (address: string): string => `smtp-source-host ${address} mail.example.com`;
/** Two VMTAs on one address; mail cannot go through {default}. */
const two = (first: string, second = first): string => vmta('a', from(first)) + vmta('b', from(second));
const YAHOO = block('yahoo.com', '10') + block('aol.com', '6');

it.each([
  ['two VMTAs on one address', two('192.0.2.1') + YAHOO, ['sum warning 32']],
  ['an address each', two('192.0.2.1', '192.0.2.2') + YAHOO, []],
  ['one block of 20', two('192.0.2.1', '192.0.2.2') + block('yahoo.com', '20'), []],
  ['exactly the figure', two('192.0.2.1') + block('yahoo.com', '10'), []],
  ['one more', two('192.0.2.1') + block('yahoo.com', '11'), ['sum warning 22']],
  [
    'a macro, which is one block',
    `domain-macro y yahoo.com, aol.com\n${two('192.0.2.1')}${block('$y', '10')}`,
    [],
  ],
  ['a queue that is too high by itself', two('192.0.2.1') + block('yahoo.com', '50'), ['queue warning ']],
  ['0, of which nothing is known', two('192.0.2.1') + block('yahoo.com', '0'), []],
  [
    'a default',
    `${two('192.0.2.1')}<domain yahoo.com>\n max-msg-per-connection 20\n</domain>\n`,
    ['sum warning 40'],
  ],
  ['nothing but <domain *>', two('192.0.2.1') + block('*', '20'), []],
  ['a domain of nobody', two('192.0.2.1') + block('example.com', '20'), []],
  ['a provider without a basis', two('192.0.2.1') + block('laposte.net', '2'), ['sum info 4']],
])('sums up: %s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

it('counts domains that one queue takes once', () => {
  const shared = `${two('192.0.2.1')}domain-macro y yahoo.com\n<domain $y>\n queue-to y.queue\n</domain>\n<domain aol.com>\n queue-to y.queue\n</domain>\n`;
  const queue = (connections: number): string =>
    `<domain y.queue>\n smtp-hosts lookup-mx:yahoo.com\n max-smtp-out ${connections}\n</domain>\n`;
  expect(found(shared + queue(10))).toEqual([]);
  expect(found(shared + queue(11))).toEqual(['sum warning 22']);
  const rollup = '<mx-rollup-list>\n mx *.yahoodns.net y.rollup\n</mx-rollup-list>\n';
  expect(found(`${two('192.0.2.1')}${rollup}${block('y.rollup', '10')}${block('aol.com', '20')}`)).toEqual(
    [],
  );
});

it.each([
  [
    'of the VMTA',
    vmta('a', from('192.0.2.1'), 'max-smtp-out 8') + vmta('b', from('192.0.2.1')),
    24,
    "'max-smtp-out 8' of a VMTA or pool",
  ],
  [
    'of a pool',
    `${two('192.0.2.1')}<virtual-mta-pool p>\n virtual-mta a\n virtual-mta b\n max-smtp-out 12\n</virtual-mta-pool>\n`,
    24,
    "'max-smtp-out 12' of a VMTA or pool",
  ],
  [
    'of the server',
    `${two('192.0.2.1')}total-max-smtp-out 21\n`,
    21,
    "'total-max-smtp-out 21' of the server",
  ],
  [
    'of several',
    `${vmta('a', from('192.0.2.1'), 'max-smtp-out 8') + vmta('b', from('192.0.2.1'))}total-max-smtp-out 21\n`,
    21,
    "'max-smtp-out 8' of a VMTA or pool and 'total-max-smtp-out 21' of the server",
  ],
])('is lowered by a limit %s, and shows it', (_, text, sum, limit) => {
  const { findings } = lintTexts(mainWith(text + YAHOO), [rule]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(new RegExp(`^up to ${sum} connections .*, which ${limit} cuts? to ${sum}; `)),
  ]);
});

it.each([
  ['source-ip-max-smtp-out 192.0.2.0/24 16', 'source-ip-max-smtp-out'],
  ['max-smtp-out-per-source-ip 16', 'max-smtp-out-per-source-ip'],
])('is lowered by %s of a queue, and shows it', (line, directive) => {
  const text = `${two('192.0.2.1')}<domain yahoo.com>\n max-smtp-out 10\n ${line}\n</domain>\n${block('aol.com', '6')}`;
  const { findings } = lintTexts(mainWith(text), [rule]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining(
      `6 of aol.com in each of 2 VMTAs, which '${directive} 16' of yahoo.com cuts to 28; `,
    ),
  ]);
});

it('says that a part is a block for several domains', () => {
  const macro = `domain-macro y yahoo.com, yahoo.de, ymail.com, example.com\n`;
  const text = `${macro}${two('192.0.2.1')}${block('$y', '10')}${block('aol.com', '6')}`;
  const { findings } = lintTexts(mainWith(text), [rule]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining(
      'at once: 10 of yahoo.com (and 2 more) in each of 2 VMTAs and 6 of aol.com in each of 2 VMTAs; ',
    ),
  ]);
});

it.each([
  'source-ip-max-smtp-out 192.0.2.0/24 8',
  'source-ip-max-smtp-out 0/0 8',
  'max-smtp-out-per-source-ip 8',
])('is lowered by %s', (line) => {
  const limited = (more: string): string =>
    `<domain yahoo.com>\n max-smtp-out 10\n ${more}\n</domain>\n${block('aol.com', '6')}`;
  expect(found(two('192.0.2.1') + limited(line))).toEqual([]);
  expect(found(two('192.0.2.1') + limited('source-ip-max-smtp-out 198.51.100.0/24 8'))).toEqual([
    'sum warning 32',
  ]);
});

it.each(['ip-connection-limit 0/0 20', 'mx-connection-limit *.yahoodns.net 20', 'mx-connection-limit * 20'])(
  'is silent beside %s',
  (line) => {
    expect(found(`${line}\n${two('192.0.2.1')}${YAHOO}`)).toEqual([]);
  },
);

it('spreads the connections of a VMTA over its addresses', () => {
  const many = vmta('a', from('192.0.2.1'), from('192.0.2.2'), from('192.0.2.3'), from('192.0.2.4'));
  expect(found(many + vmta('b', from('192.0.2.9')) + YAHOO)).toEqual([]);
  expect(found(many + vmta('b', from('192.0.2.1')) + block('yahoo.com', '20'))).toEqual(['sum warning 25']);
  expect(found(vmta('a', from('192.0.2.0/24')) + vmta('b', from('192.0.2.0/24')) + YAHOO)).toEqual([]);
  expect(found(vmta('a', from('192.0.2.1-192.0.2.9')) + YAHOO)).toEqual([]);
});

it('takes the addresses of the top level, or of the machine, where a VMTA has none', () => {
  const plain = vmta('a', 'host-name a.example.com') + vmta('b', 'host-name b.example.com');
  expect(found(`${from('192.0.2.1')}\n${plain}${YAHOO}`)).toEqual(['sum warning 48']);
  const { findings } = lintTexts(mainWith(plain + YAHOO), [rule]);
  expect(findings[0]?.message).toContain("leave from the server's own address at once");
});

it('leaves out VMTAs that mail cannot go through', () => {
  const source = '<source 10/8>\n always-allow-relaying yes\n default-virtual-mta a\n</source>\n';
  const head = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';
  expect(lintTexts(head + source + two('192.0.2.1') + YAHOO, [rule]).findings).toEqual([]);
});

it('stands at the largest part, with the others beside it, and is one finding for many addresses', () => {
  const text = mainWith(
    `${two('192.0.2.1')}${vmta('c', from('192.0.2.2'))}${vmta('d', from('192.0.2.2'))}${YAHOO}`,
  );
  const { findings, model } = lintTexts(text, [rule]);
  const lineOf = (offset: number): string =>
    text.split('\n')[model.main.lines.positionAt(offset).line - 1] ?? '';
  expect(findings).toHaveLength(1);
  expect(lineOf(findings[0]?.start ?? 0)).toBe(' max-smtp-out 10');
  expect(findings[0]?.related.map(({ start }) => lineOf(start))).toEqual([' max-smtp-out 6']);
  expect(findings[0]?.message).toContain('; 1 more address likewise');
});

it('goes by the reputation and by the limits in the settings, and calls them so', () => {
  const text = two('192.0.2.1') + block('yahoo.com', '4');
  expect(found(text, settingsFor({ reputation: 'cold' }))).toEqual(['sum warning 8']);
  expect(found(text, settingsFor({ reputation: 'warm' }))).toEqual([]);
  const settings = settingsFor({ ownLimits: new Map([['yahoo', { maxSmtpOut: 7 }]]) });
  expect(lintTexts(mainWith(text), [rule], settings).findings.map(({ message }) => message)).toEqual([
    'up to 8 connections to Yahoo leave from 192.0.2.1 at once: 4 of yahoo.com in each of 2 VMTAs; that is above 7 connections from one address (your own limit in the settings), and the provider, which counts by address, defers or blocks what comes above it',
  ]);
});

it('is silent in part of a configuration', () => {
  expect(lintTexts(two('192.0.2.1') + YAHOO, [rule]).findings).toEqual([]);
  expect(found(`${two('192.0.2.1')}${YAHOO}include missing.conf\n`)).toEqual([]);
});
