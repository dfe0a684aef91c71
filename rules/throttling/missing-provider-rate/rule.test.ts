import { expect, it } from 'vitest';
import { settingsFor, type Choices, type OwnLimits, type Settings } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const cold = settingsFor({ preset: 'strict', reputation: 'cold' });

const own = (limits: OwnLimits, more: Choices = {}): Settings =>
  settingsFor({ preset: 'strict', ownLimits: new Map([['yahoo', limits]]), ...more });
const OWN_RATE = own({ maxMsgRate: '500/h' });

const block = (domain: string, line: string): string => `<domain ${domain}>\n ${line}\n</domain>\n`;

/** Texts that are read for a provider that does not know the sending addresses. */
const whenCold = (texts: string) => ({ texts, settings: cold });

const unlimited = (line: number, data: Record<string, unknown> = {}) => ({
  messageId: 'unlimited',
  severity: 'info' as const,
  at: `${line} max-msg-rate`,
  data,
});

const withLimit = [
  ['gmail.com', 'max-msg-rate 100000/h'],
  ['gmail.com', 'max-msg-rate {{rate}}'],
  ['icloud.com', 'max-msg-rate unlimited'],
  ['a.example', 'max-msg-rate unlimited'],
] as const;
const withoutLimit = [
  ['gmail.com', 'unlimited'],
  ['gmail.com', '0'],
  ['mail.ru', 'unlimited'],
] as const;

const NOT_SET = block('gmail.com', 'max-smtp-out 5');
const YAHOO = block('yahoo.com', 'max-msg-rate unlimited');

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      withLimit.map(([domain, line]) => [`${domain} with ${line}`, whenCold(block(domain, line))]),
    ),
    'what is not set in a fragment': whenCold(block('gmail.com', 'max-smtp-out 2')),
    'what is not set in a fragment, next to connections': whenCold(NOT_SET),
    'what is not set in a configuration without one of its files': whenCold(
      mainWith(`${NOT_SET}include missing.conf\n`),
    ),
    'a warm address': { texts: YAHOO, settings: settingsFor({ preset: 'strict' }) },
    'a warm address at one provider': {
      texts: YAHOO,
      settings: own({ reputation: 'warm' }, { reputation: 'cold' }),
    },
    "the user's own limit": { texts: block('yahoo.com', 'max-msg-rate 500/h'), settings: OWN_RATE },
    "a rate below the user's own limit": {
      texts: block('yahoo.com', 'max-msg-rate 8/m'),
      settings: OWN_RATE,
    },
    'a relay': whenCold('<domain yahoo.com>\n smtp-hosts [10.0.0.1]\n max-msg-rate 0\n</domain>\n'),
    'a provider without blocks': whenCold(mainWith(block('*', 'max-smtp-out 5'))),
  },
  report: {
    ...Object.fromEntries(
      withoutLimit.map(([domain, value]) => [
        `${domain} with ${value}`,
        { ...whenCold(block(domain, `max-msg-rate ${value}`)), findings: [unlimited(2, { value })] },
      ]),
    ),
    'a rate that is not set, at the tag': {
      ...whenCold(mainWith(NOT_SET)),
      findings: [
        { messageId: 'notSet', severity: 'info', at: '8 <domain gmail.com>', data: { provider: 'Gmail' } },
      ],
    },
    'a new address at one provider': {
      texts: YAHOO,
      settings: own({ reputation: 'cold' }),
      findings: [unlimited(2, { provider: 'Yahoo' })],
    },
    "a rate above the user's own limit": {
      texts: block('yahoo.com', 'max-msg-rate 9/m'),
      settings: OWN_RATE,
      findings: [
        {
          messageId: 'tooFast',
          severity: 'warning',
          at: '2 max-msg-rate',
          data: { value: '9/m', rate: '500/h', basis: 'settings' },
        },
      ],
    },
    "no limit where the user's own limit applies": {
      texts: YAHOO,
      settings: OWN_RATE,
      findings: [{ ...unlimited(2, { rate: '500/h', basis: 'settings' }), severity: 'warning' }],
    },
    'the queue that another one leads to': {
      ...whenCold(`${block('yahoo.com', 'queue-to y.queue')}${block('y.queue', 'max-msg-rate 0')}`),
      findings: [unlimited(5)],
    },
    'a rate in a VMTA that nothing selects': {
      ...whenCold(
        mainWith(
          `<virtual-mta a>\n</virtual-mta>\n<virtual-mta mta1>\n${block('yahoo.com', 'max-msg-rate 0')}</virtual-mta>\n`,
        ).replace('    process-x-virtual-mta yes\n', '    default-virtual-mta a\n'),
      ),
      findings: [unlimited(12, { unselected: 'mta1' })],
    },
    'a rate that a VMTA gives to all domains': {
      ...whenCold(
        `${block('yahoo.com', 'max-msg-rate 100/h')}<virtual-mta v>\n${block('*', 'max-msg-rate 0')}</virtual-mta>\n`,
      ),
      findings: [unlimited(6)],
    },
  },
});

it("calls the limits in the settings the user's own", () => {
  const messages = (line: string): string[] =>
    lintTexts(block('yahoo.com', line), [rule], OWN_RATE).findings.map(({ message }) => message);
  expect(messages('max-msg-rate 9/m')).toEqual([
    "'max-msg-rate 9/m' is above 500/h for Yahoo (your own limit in the settings); the provider defers or blocks what comes faster",
  ]);
  expect(messages('max-msg-rate unlimited')).toEqual([
    "'max-msg-rate unlimited' sets no limit for Yahoo, and no more than 500/h is wanted (your own limit in the settings); the provider defers or blocks what comes faster",
  ]);
});

it.each([
  // No slower than wanted, and no more at once than before.
  ['9/m', '9/65s'],
  ['1000/h', '500/h'],
])('lowers %s to %s', (before, after) => {
  const { text } = fixed(block('yahoo.com', `max-msg-rate ${before}`), [rule], OWN_RATE);
  expect(text).toContain(`max-msg-rate ${after}\n`);
});

it('sets the rate, keeps backoff slower, and then has no finding', () => {
  const list = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';
  const before = mainWith(
    `${list}<domain gmail.com>\n smtp-pattern-list x\n max-smtp-out 5\n backoff-max-smtp-out 1\n backoff-max-msg-rate 10/m\n</domain>\n`,
  );
  const { text, left } = fixed(before, [rule], cold);
  expect(left).toEqual([]);
  expect(text).toContain(' max-msg-rate 500/h\n');
  expect(text).not.toContain('backoff-max-msg-rate 10/m');
  expect(loosened(before, text, ['gmail.com', 'example.org'])).toEqual([]);
});
