import { describe, expect, it } from 'vitest';
import { rule as missingValue } from '../../names/missing-value/rule.ts';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { places } from '../../../test/support/mended.ts';

function vmta(name: string, ...lines: string[]): string {
  return [`<virtual-mta ${name}>`, ...lines.map((line) => `  ${line}`), '</virtual-mta>', ''].join('\n');
}

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

/** Clients that may relay go through a VMTA or pool. */
function through(name: string): string {
  return `${MAIN}<source 127.0.0.1>\n  always-allow-relaying yes\n  default-virtual-mta ${name}\n</source>\n`;
}

const OWN = 'smtp-source-host 192.0.2.1 a.example.com';

describe('a VMTA without an address', () => {
  it('is found at its tag', () => {
    expect(places(mainWith(vmta('a', OWN) + vmta('B')), rule)).toEqual(['11 <virtual-mta B>']);
  });

  it.each([
    OWN,
    'smtp-source-ip 192.0.2.1',
    'smtp-proxy-source-host 192.0.2.1 proxy.example.com:5000 198.51.100.1 a.example.com',
    'use-proxy outside',
    'smtp-source-hots 192.0.2.1 a.example.com',
    'smtp-source-host {{ address }} a.example.com',
    '{{ address }}',
  ])('may have one by %s', (line) => {
    expect(places(mainWith(vmta('a', line)), rule)).toEqual([]);
  });

  it('may get it in another section of its name, or in a file of its own', () => {
    expect(places(mainWith(vmta('a') + vmta('A', OWN)), rule)).toEqual([]);
    const texts = { config: mainWith(vmta('a', 'include address')), address: `${OWN}\n` };
    expect(places(texts, rule)).toEqual([]);
  });

  it('is reported once however many sections it has', () => {
    expect(places(mainWith(vmta('a') + vmta('a')), rule)).toHaveLength(1);
  });

  it('counts only where mail can go through it', () => {
    expect(places(through('a') + vmta('a') + vmta('b'), rule)).toEqual(['8 <virtual-mta a>']);
    const pool = '<virtual-mta-pool p>\n  virtual-mta b\n</virtual-mta-pool>\n';
    expect(places(through('p') + vmta('a') + vmta('b') + pool, rule)).toEqual(['10 <virtual-mta b>']);
  });

  it('shares the address of the top level with others, or has it for itself', () => {
    const host = `${OWN}\n`;
    expect(places(through('a') + host + vmta('a'), rule)).toEqual([]);
    expect(places(through('a') + host + vmta('a') + vmta('b'), rule)).toEqual([]);
    const free = mainWith(host + vmta('a') + vmta('b', 'smtp-source-host 192.0.2.2 b.example.com'));
    expect(lintTexts(free, [rule]).findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /goes out from the smtp-source-host of the top level, together with all other mail/,
      ),
    ]);
  });

  it('is no lack where nothing goes out by SMTP, nor in {default}', () => {
    const discard = vmta('a', '<domain *>', '  type discard', '</domain>');
    expect(places(mainWith(discard), rule)).toEqual([]);
    const sink = (host: string): string => vmta('a', '<domain *>', `  smtp-hosts ${host}`, '</domain>');
    expect(places(mainWith(sink('[127.0.0.1]:2500')), rule)).toEqual([]);
    expect(places(mainWith(sink('[192.0.2.1]')), rule)).toHaveLength(1);
    expect(places(mainWith(vmta('{default}')), rule)).toEqual([]);
  });

  it('is no lack in a part of a configuration', () => {
    expect(places(vmta('a'), rule)).toEqual([]);
    expect(places(mainWith(`include missing\n${vmta('a')}`), rule)).toEqual([]);
  });

  it('is not what a line without its value is about', () => {
    const text = mainWith(vmta('a', 'smtp-source-host') + vmta('b', 'smtp-source-host 192.0.2.2'));
    const { findings } = lintTexts(text, [rule, missingValue]);
    expect(findings.map((finding) => finding.rule)).toEqual(['missing-value', 'missing-value']);
  });
});

describe('an address with several names', () => {
  const named = (name: string, address: string, host: string): string =>
    vmta(name, `smtp-source-host ${address} ${host}`);

  it('is found where another name comes up, once for each name', () => {
    const text =
      named('a', '192.0.2.1', 'a.example.com') +
      named('b', '192.0.2.1', 'b.example.com') +
      named('c', '192.0.2.1/32', 'B.example.com.') +
      named('d', '192.0.2.1', 'd.example.com');
    expect(places(text, rule)).toEqual(['5 smtp-source-host', '11 smtp-source-host']);
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.related.map(({ start }) => text.slice(0, start).split('\n').length)).toEqual([2]);
  });

  it('is found in a part of a configuration and across files', () => {
    const texts = {
      config: `include a\n${named('b', '2001:DB8::1', 'b.example.com')}include missing\n`,
      a: named('a', '2001:db8:0::1', 'a.example.com'),
    };
    expect(places(texts, rule)).toEqual(['3 smtp-source-host']);
  });

  it.each([
    ['one name', named('a', '192.0.2.1', 'a.example.com') + named('b', '192.0.2.1', 'A.example.com')],
    ['two addresses', named('a', '192.0.2.1', 'a.example.com') + named('b', '192.0.2.2', 'b.example.com')],
    ['one VMTA', vmta('a', OWN, 'smtp-source-host 192.0.2.1 b.example.com')],
    ['one VMTA in two parts', vmta('a', OWN) + vmta('A', 'smtp-source-host 192.0.2.1 b.example.com')],
    ['a proxy', vmta('a', OWN) + vmta('b', 'smtp-source-host 192.0.2.1 b.example.com', 'use-proxy p')],
    ['a proxy for all', `use-proxy p\n${vmta('a', OWN)}${vmta('b', 'smtp-source-host 192.0.2.1 b.example')}`],
    ['what is filled in', vmta('a', OWN) + vmta('b', 'smtp-source-host 192.0.2.1 {{ name }}')],
    ['an address that is filled in', named('a', 'YOUR_IP', 'a.example') + named('b', 'YOUR_IP', 'b.example')],
  ])('is no matter with %s', (_, text) => {
    expect(places(text, rule)).toEqual([]);
  });
});
