import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain, section, vmta } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const pool = (name: string, ...lines: string[]): string => section(`virtual-mta-pool ${name}`, ...lines);

const DIRECTIVE = 'max-cold-virtual-mta-msg';
const NUMBER = `${DIRECTIVE} 100/d`;
const COLD = 'cold-virtual-mta c';

const noColdVmta = (line: number, data = {}) => ({
  messageId: 'noColdVmta',
  at: `${line} ${DIRECTIVE}`,
  data,
});
const noNumber = (line: number) => ({
  messageId: 'noNumber',
  at: `${line} cold-virtual-mta`,
  data: { cold: 'c' },
});

const withColdVmta = {
  'in its VMTA': vmta('v', COLD, domain('*', NUMBER)) + vmta('c'),
  'in a second section of its VMTA': vmta('v', domain('*', NUMBER)) + vmta('V', COLD) + vmta('c'),
  'in a pool of its VMTA': vmta('v', domain('*', NUMBER)) + pool('p', 'virtual-mta v', COLD) + vmta('c'),
  'in a member of its pool': pool('p', 'virtual-mta v', domain('*', NUMBER)) + vmta('v', COLD) + vmta('c'),
  'in some VMTA': domain('*', NUMBER) + vmta('v', COLD) + vmta('c'),
  'in the old form': vmta('v', 'auto-cold-virtual-mta 203.0.113.9 a.example', domain('*', NUMBER)),
  'that it is in': vmta('v', COLD) + vmta('c', domain('*', NUMBER)),
};
const noNumbers = ['0/d', '{{ daily }}', '100/h', ''];

const withNumber = {
  globally: domain('gmail.com', NUMBER),
  'in a pool': pool('p', 'virtual-mta v', domain('gmail.com', NUMBER)),
  'for a rollup': domain('google.rollup', NUMBER),
  'that is 0': domain('*', `${DIRECTIVE} 0/d`),
  'that is filled in': domain('*', `${DIRECTIVE} {{ daily }}`),
};

const emptied = (line: number, severity: 'warning' | 'info', data: object) => ({
  messageId: 'emptied',
  severity,
  at: `${line} ${DIRECTIVE}`,
  data: { ...data },
});
const MOVED = domain('gmail.com', 'queue-to google.queue');
const ROLLUP =
  '<mx-rollup-list>\nmx *.google.com google.rollup\nmx *.googlemail.com google.rollup\n</mx-rollup-list>\n';
const warming = (...lines: string[]): string => vmta('v', COLD, ...lines) + vmta('c');

const incomplete = vmta('v', domain('*', NUMBER)) + vmta('w', COLD) + vmta('c');

const including = (...lines: string[]): Texts => ({
  config: mainWith(vmta('v', 'include common') + vmta('w', ...lines, 'include common') + vmta('c')),
  common: domain('*', NUMBER),
});
const MACRO = mainWith(`domain-macro y yahoo.com, ymail.com\n${domain('$y', NUMBER)}`);

/** Steps of a fragment with an option. */
const steps = (list: string, maxGrowth = 3) => ({
  texts: domain('*', `${DIRECTIVE} ${list}`),
  settings: settingsFor({
    preset: 'strict',
    rules: new Map([['cold-vmta-incomplete', { options: { maxGrowth } }]]),
  }),
});
const step = (messageId: 'fall' | 'leap', from: number, to: number) => [
  { messageId, at: `2 ${DIRECTIVE}`, data: { from, to } },
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      Object.entries(withColdVmta).map(([title, text]) => [
        `a number with a cold VMTA ${title}`,
        mainWith(text),
      ]),
    ),
    ...each(
      noNumbers,
      (value) => mainWith(vmta('v', domain('*', `${DIRECTIVE} ${value}`.trimEnd()))),
      (value) => `the number '${value}' without a cold VMTA`,
    ),
    'a line that VMTAs share, one of them with a cold VMTA': { texts: including(COLD) },
    ...Object.fromEntries(
      Object.entries(withNumber).map(([title, text]) => [
        `a cold VMTA with a number ${title}`,
        mainWith(`${vmta('v', COLD)}${vmta('c')}${text}`),
      ]),
    ),
    'a cold VMTA with a number in config-defaults': {
      texts: { config: mainWith(vmta('v', COLD) + vmta('c')), 'config-defaults': domain('*', NUMBER) },
    },
    'a pool without members': mainWith(pool('p', COLD) + vmta('c')),
    'a fragment': incomplete,
    'an unread include': mainWith(`${incomplete}include missing\n`),
    'a template among the VMTAs': mainWith(`${incomplete}{% for v in vmtas %}\n`),
    'a template in a block': mainWith(incomplete + domain('*', '{% include limits %}')),
    ...each(
      ['100/d', '100/d,300/d,900/day', '100/d, 100/d', '0/d,500/d', '""', '100/d,x'],
      (list) => steps(list),
      (list) => `the steps ${list}`,
    ),
    'a number of a queue that queue-to moves mail to': mainWith(
      warming(domain('google.queue', NUMBER)) + MOVED,
    ),
    'a number of the queue of a rollup': mainWith(warming(domain('google.rollup', NUMBER)) + ROLLUP),
    'a number next to queue-to for one of two domains': mainWith(
      `domain-macro m gmail.com, a.example\n${warming(domain('$m', NUMBER))}${MOVED}`,
    ),
    'a number of all domains, of which one has queue-to': mainWith(warming(domain('*', NUMBER)) + MOVED),
    'a number in a queue that a fragment empties': warming(domain('gmail.com', NUMBER)) + MOVED,
    'a number of a domain that opts out of rollups': mainWith(
      warming(domain('gmail.com', NUMBER, 'disable-mx-rollup yes')) + ROLLUP,
    ),
    'steps within the option': steps('100/d,500/d', 5),
  },
  report: {
    'a number without a cold VMTA in a VMTA': {
      texts: mainWith(vmta('v', domain('*', NUMBER))),
      findings: [noColdVmta(10, { kind: 'virtual-mta', name: 'v' })],
    },
    'a number without a cold VMTA in a pool': {
      texts: mainWith(pool('p', 'virtual-mta v', domain('*', NUMBER)) + vmta('v')),
      findings: [noColdVmta(11, { kind: 'virtual-mta-pool', name: 'p' })],
    },
    'a number without a cold VMTA at the global level': {
      texts: mainWith(domain('*', NUMBER) + vmta('v')),
      findings: [noColdVmta(9, { kind: 'global' })],
    },
    'a number without a cold VMTA next to a VMTA with one': {
      texts: mainWith(vmta('v', domain('*', NUMBER)) + vmta('w', COLD, domain('*', NUMBER)) + vmta('c')),
      findings: [noColdVmta(10)],
    },
    'a number without a cold VMTA in upper case': {
      texts: mainWith(vmta('V', domain('*', NUMBER.replace('max', 'MAX')))),
      findings: [{ messageId: 'noColdVmta', at: `10 ${DIRECTIVE.replace('max', 'MAX')}` }],
    },
    'the number that overrides an earlier one': {
      texts: mainWith(vmta('v', domain('*', `${DIRECTIVE} 5/d`, NUMBER))),
      findings: [noColdVmta(11, { value: '100/d' })],
    },
    'a line that VMTAs share once': {
      texts: including(),
      findings: [{ messageId: 'noColdVmta', at: `common:2 ${DIRECTIVE}` }],
    },
    'a number for the domains of a macro': {
      texts: MACRO,
      findings: [noColdVmta(10, { extent: { domains: 2, vmtas: 1 } })],
    },
    'a cold VMTA without a number in a VMTA': {
      texts: mainWith(vmta('v', COLD) + vmta('c')),
      findings: [noNumber(9)],
    },
    'a cold VMTA without a number in a pool': {
      texts: mainWith(pool('p', COLD, 'virtual-mta v') + vmta('v') + vmta('c')),
      findings: [noNumber(9)],
    },
    'a cold VMTA without a number next to a VMTA with one': {
      texts: mainWith(
        vmta('v', COLD) + vmta('w', 'cold-virtual-mta d', domain('*', NUMBER)) + vmta('c') + vmta('d'),
      ),
      findings: [noNumber(9)],
    },
    'a number in a queue that queue-to empties': {
      texts: mainWith(warming(domain('gmail.com', NUMBER)) + MOVED),
      findings: [emptied(11, 'warning', { by: 'queue-to', queue: 'google.queue' })],
    },
    'a number in a queue that a rollup empties': {
      texts: mainWith(warming(domain('gmail.com', NUMBER)) + ROLLUP),
      findings: [emptied(11, 'warning', { by: 'rollup', queue: 'google.rollup' })],
    },
    'a number in an emptied queue, with one in the other queue': {
      texts: mainWith(warming(domain('gmail.com', NUMBER), domain('google.queue', NUMBER)) + MOVED),
      findings: [emptied(11, 'info', { by: 'queue-to', queue: 'google.queue' })],
    },
    'bad steps with an unread include': {
      texts: `${vmta('v', domain('*', `${DIRECTIVE} 1/d,9/d`))}include missing\n`,
      findings: [{ messageId: 'leap', at: `3 ${DIRECTIVE}`, data: { value: '1/d,9/d', from: 1, to: 9 } }],
    },
    'a fall to 0': { ...steps('10/d,0/d'), findings: step('fall', 10, 0) },
    'a leap': { ...steps('100/d,301/d'), findings: step('leap', 100, 301) },
    'a fall': { ...steps('100/d,200/d,199/d'), findings: step('fall', 200, 199) },
    'the first of two bad steps': { ...steps('"1/d,2/d,3/d,30/d,1/d"'), findings: step('leap', 3, 30) },
    'steps of days': { ...steps('100/days,400/days'), findings: step('leap', 100, 400) },
    'a leap above the option': { ...steps('100/d,250/d', 2), findings: step('leap', 100, 250) },
  },
});

it.each([
  ['does nothing', mainWith(vmta('v', domain('*', NUMBER)))],
  ['; it holds for 2 domains', MACRO],
  ['gets no mail', mainWith(vmta('v', COLD) + vmta('c'))],
  ['goes down from 200 messages a day to 199', steps('100/d,200/d,199/d').texts],
  ['goes up from 1 message a day to 9', domain('*', `${DIRECTIVE} 1/d,9/d`)],
])('says that a line %s', (what, text) => {
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(what);
});
