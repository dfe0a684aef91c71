import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule as duplicateSection } from '../duplicate-section/rule.ts';
import { rule } from './rule.ts';

const lines = (...listeners: string[]): string =>
  listeners.map((listener) => `smtp-listener ${listener}\n`).join('');

const same = (at: string, listen: string, ...related: string[]) =>
  ({ messageId: 'sameListener', severity: 'error', at, data: { listen }, related }) as const;
const monitor = (at: string, related: string, data = {}) =>
  ({ messageId: 'monitorPort', severity: 'error', at, data, related: [related] }) as const;

const APART = [
  ['0/0:25', '0/0:587'],
  ['192.0.2.1:25', '192.0.2.2:25'],
  ['0/0:25', '192.0.2.1:25 source=mta1'],
  ['192.0.2.0/28:25', '192.0.2.0/27:25'],
  ['0/0:25', '[::]:25'],
  ['{{ ip }}:25', '{{ ip }}:25'],
  ['$ip:25', '$ip:25'],
  ['YOUR_IP:25', 'YOUR_IP:25'],
  ['192.0.2.1', '192.0.2.1'],
  ['', ''],
] as const;

const SAME = [
  ['0/0:25', '0/0:25'],
  ['0/0:25', '0.0.0.0:25'],
  ['0.0.0.0/0:25', '0/0:25'],
  ['192.0.2.1:25', '192.0.2.1/32:25'],
  ['192.0.2.1:25 source=a', '192.0.2.1:25 source=b'],
  ['192.0.2.0/28:25', '192.0.2.1/28:25'],
  ['[::1]:25', '[IPv6:::1]:25'],
  ['[2001:db8::1]:25', '[2001:DB8:0::1]:25'],
  ['"0/0:25"', '0/0:25'],
  ['0/0:465', '0/0:465 tls=yes'],
] as const;

const BLOCK = section('smtp-listener 0/0:465', 'immediate-tls yes');

testRule(rule, {
  accept: {
    ...casesOf('the listeners', APART, (listeners) => lines(...listeners)),
    'a listener between lines of a template engine': `{% if a %}\n${lines('0/0:25')}{% else %}\n${lines('0/0:25 source=a')}{% endif %}\n`,
    'a file that is included twice': {
      texts: { config: 'include ports\ninclude ports\n', ports: lines('0/0:25') },
    },
    'a listener of config-defaults': {
      texts: { config: MAIN + lines('0/0:25'), 'config-defaults': lines('0/0:25') },
    },
    'a listener in a wrong section': section('source 0/0', 'smtp-listener 0/0:25') + lines('0/0:25'),
    'sections with other ports': BLOCK + section('smtp-listener 0/0:587'),
    ...inMain({
      'a web monitor on another port': `http-mgmt-port 8080\n${lines('0/0:25')}`,
      'a web monitor that is off': `http-mgmt-port 0\n${lines('0/0:0')}`,
      'a port that a template fills in': `http-mgmt-port {{ port }}\n${lines('0/0:25')}`,
      'a default port that nobody may use': lines('0/0:8080'),
      'a default port that is closed to all': `http-access 0/0 none\n${lines('0/0:8080')}`,
      'a default port, and an include that was not read': `include missing\nhttp-access 127.0.0.1 admin\n${lines('0/0:8080')}`,
      'a port between lines of a template engine': `${lines('0/0:8080')}{% if web %}\nhttp-mgmt-port 8080\n{% endif %}\n`,
      'a port that a later line changes': `http-mgmt-port 2525\nhttp-mgmt-port 8080\n${lines('0/0:2525')}`,
    }),
    'a default port in a fragment': `http-access 127.0.0.1 admin\n${lines('0/0:8080')}`,
  },
  report: {
    ...casesOf('the listeners', SAME, ([one, other]) => ({
      texts: lines(one, other),
      findings: [same('2 smtp-listener', other.split(' ')[0] ?? '', '1 smtp-listener')],
    })),
    'each repeat, with the first one': {
      texts: lines('0/0:25', '0/0:587', '0/0:25', '0/0:25 source=a'),
      findings: [
        same('3 smtp-listener', '0/0:25', '1 smtp-listener'),
        same('4 smtp-listener', '0/0:25', '1 smtp-listener'),
      ],
    },
    'two sections': {
      texts: BLOCK + section('smtp-listener 0.0.0.0:465', 'source clients'),
      findings: [same('4 <smtp-listener 0.0.0.0:465>', '0.0.0.0:465', '1 <smtp-listener 0/0:465>')],
    },
    'a section and a line': {
      texts: BLOCK + lines('0/0:465'),
      findings: [same('4 smtp-listener', '0/0:465', '1 <smtp-listener 0/0:465>')],
    },
    'a line of an included file': {
      texts: { config: `${MAIN}${lines('0/0:25')}include ports\n`, ports: lines('0/0:25') },
      findings: [same('ports:1 smtp-listener', '0/0:25', '4 smtp-listener')],
    },
    'a listener after the port of the web monitor': {
      texts: `http-mgmt-port 2525\n${lines('127.0.0.1:2525')}`,
      findings: [monitor('2 smtp-listener', '1 http-mgmt-port', { port: 2525, isDefault: false })],
    },
    'the port of the web monitor after a listener': {
      texts: `${lines('0/0:25', '0/0:2525')}http-mgmt-port 2525\n`,
      findings: [monitor('3 http-mgmt-port', '2 smtp-listener')],
    },
    'a section on the port of the web monitor': {
      texts: `http-mgmt-port 465\n${BLOCK}`,
      findings: [monitor('2 <smtp-listener 0/0:465>', '1 http-mgmt-port')],
    },
    'a listener on the default port of a web monitor that clients may use': {
      texts: `${MAIN}${lines('0/0:8080')}http-access 127.0.0.1 admin\n`,
      findings: [monitor('4 smtp-listener', '5 http-access', { port: 8080, isDefault: true })],
    },
    'a repeat of a listener on the port of the web monitor': {
      texts: `http-mgmt-port 25\n${lines('0/0:25', '0/0:25')}`,
      findings: [
        monitor('2 smtp-listener', '1 http-mgmt-port'),
        same('3 smtp-listener', '0/0:25', '2 smtp-listener'),
      ],
    },
  },
});

it('reports a repeated section once, and not as duplicate-section', () => {
  const { findings } = lintTexts(BLOCK + BLOCK, [rule, duplicateSection]);
  expect(findings.map(({ messageId }) => messageId)).toEqual(['sameListener']);
});
