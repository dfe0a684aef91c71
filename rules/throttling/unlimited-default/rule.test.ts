import { expect, it } from 'vitest';
import { settingsFor, type Settings } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as faster } from '../backoff-faster-than-normal/rule.ts';
import { rule as withoutEffect } from '../backoff-without-effect/rule.ts';
import { rule } from './rule.ts';

const inDefault = (...settings: string[]): string => `<domain *>\n${settings.join('\n')}\n</domain>\n`;
const inVmta = (name: string, setting: string): string =>
  `<virtual-mta ${name}>\n${inDefault(setting)}</virtual-mta>\n`;

const settingsWith = (options: Record<string, number | string>): Settings =>
  settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options }]]) });

/** Lines before the text of `mainWith`. */
const HEAD = 7;

const tooHigh = (line: number, directive: string, data: Record<string, unknown> = {}) => ({
  messageId: 'tooHigh',
  severity: 'warning' as const,
  at: `${line} ${directive}`,
  data,
});
const defaultTooHigh = (line: number, data: Record<string, unknown> = {}) => ({
  messageId: 'defaultTooHigh',
  severity: 'warning' as const,
  at: `${line} <domain *>`,
  data: { subject: 'max-smtp-out', ...data },
});

const excessive = [
  ['max-smtp-out 200', 'max-msg-rate 10/h', false],
  ['max-smtp-out unlimited', 'max-msg-per-connection 5', false],
  ['max-smtp-out 21', 'retry-after 10m', true],
  ['max-smtp-out 21', 'max-msg-rate unlimited', true],
  ['max-smtp-out 21', 'max-msg-per-connection 0', true],
  ['max-msg-rate 1000001/h', 'max-smtp-out 5', false],
  ['max-msg-rate 300/s', 'max-smtp-out 5', false],
] as const;
const acceptable = [
  ['max-smtp-out 199', 'max-msg-rate 10/h'],
  ['max-smtp-out 50', 'max-msg-per-connection 5'],
  ['max-smtp-out 20', 'max-msg-rate unlimited'],
  ['max-msg-rate 1000000/h', 'bounce-after 1d'],
  ['max-smtp-out 0', 'bounce-after 1d'],
  ['max-smtp-out 500', 'smtp-hosts [10.0.0.1]:2525'],
  ['max-smtp-out 500', 'type discard'],
  ['max-smtp-out {{ connections }}', 'bounce-after 1d'],
] as const;

const GMAIL = '<domain gmail.com>\nmax-smtp-out 500\n</domain>\n';
const MISSING = 'include /etc/pmta/absent.conf\n';
const THREE_VMTAS = mainWith(
  inDefault('max-smtp-out 500') + inVmta('a', 'retry-after 10m') + inVmta('b', 'retry-after 10m'),
);

/** A configuration whose mail goes through the VMTA `a` alone, with others. */
const throughA = (text: string): string =>
  mainWith(text + inVmta('a', 'max-smtp-out 5')).replace(
    '    process-x-virtual-mta yes\n',
    '    default-virtual-mta a\n',
  );
const UNSELECTED = throughA(inVmta('mta1', 'max-smtp-out 500'));

testRule(rule, {
  accept: {
    ...Object.fromEntries(acceptable.map((lines) => [lines.join(' with '), mainWith(inDefault(...lines))])),
    'no <domain *> in a fragment': GMAIL,
    'no <domain *> in a configuration without one of its files': mainWith(GMAIL + MISSING),
    'a <domain *> of a VMTA': mainWith(GMAIL + inVmta('v', 'max-smtp-out 5')),
    'a configuration without one of its files': mainWith(inDefault('max-smtp-out 500') + MISSING),
    'a value in a fragment that only the rate decides about': inDefault('max-smtp-out 50'),
    'connections of a VMTA with the rate of a wider <domain *>': mainWith(
      inDefault('max-msg-rate 100/h') + inVmta('v', 'max-smtp-out 50'),
    ),
    'a VMTA that nothing selects and that sets no limit': throughA(inVmta('mta1', 'retry-after 10m')),
    'connections below the option': {
      texts: mainWith(inDefault('max-smtp-out 500', 'max-msg-rate 10/h')),
      settings: settingsWith({ maxConnections: 501 }),
    },
  },
  report: {
    ...Object.fromEntries(
      excessive.map(([line, other, isRateMissing]) => [
        `${line} with ${other}`,
        {
          texts: mainWith(inDefault(line, other)),
          findings: [tooHigh(HEAD + 2, line.split(' ')[0] ?? '', { isRateMissing })],
        },
      ]),
    ),
    'a configuration without <domain *> at its first line': {
      texts: mainWith(GMAIL),
      findings: [
        {
          messageId: 'noBlock',
          severity: 'info',
          at: '1 log-file /var/log/pmta/log',
          data: { subject: '*' },
        },
      ],
    },
    'a value in a fragment': {
      texts: inDefault('max-smtp-out 500'),
      findings: [tooHigh(2, 'max-smtp-out')],
    },
    'a value in a VMTA that nothing selects': {
      texts: UNSELECTED,
      findings: [tooHigh(HEAD + 3, 'max-smtp-out', { unselected: 'mta1' })],
    },
    'a rate in a VMTA that nothing selects': {
      texts: throughA(inVmta('mta1', 'max-msg-rate 300/s')),
      findings: [tooHigh(HEAD + 3, 'max-msg-rate', { unselected: 'mta1' })],
    },
    'a value once, with the number of VMTAs that have it': {
      texts: THREE_VMTAS,
      findings: [tooHigh(HEAD + 2, 'max-smtp-out', { vmtas: 3 })],
    },
    'connections of a VMTA without a rate in a wider <domain *>': {
      texts: mainWith(inDefault('retry-after 20m') + inVmta('v', 'max-smtp-out 50')),
      findings: [tooHigh(HEAD + 6, 'max-smtp-out')],
    },
    'connections from the option on': {
      texts: mainWith(inDefault('max-smtp-out 100', 'max-msg-rate 10/h')),
      settings: settingsWith({ maxConnections: 100 }),
      findings: [tooHigh(HEAD + 2, 'max-smtp-out')],
    },
    'the default of connections, above the option': {
      texts: mainWith(inDefault('retry-after 10m')),
      settings: settingsWith({ maxConnectionsWithoutRate: 10 }),
      findings: [defaultTooHigh(HEAD + 1, { value: '20', isRateMissing: true })],
    },
    'a rate above the option': {
      texts: mainWith(inDefault('max-msg-rate 2000/h')),
      settings: settingsWith({ maxRate: '1000/h' }),
      findings: [tooHigh(HEAD + 2, 'max-msg-rate')],
    },
  },
});

it.each(excessive)('fixes %s with %s', (line, other) => {
  expect(fixed(mainWith(inDefault(line, other)), [rule]).left).toEqual([]);
});

it('ends the message with the VMTA that nothing selects', () => {
  expect(lintTexts(UNSELECTED, [rule]).findings[0]?.message).toMatch(
    / \(mta1 is not selected by anything\)$/,
  );
});

it('says how many VMTAs have a value', () => {
  expect(lintTexts(THREE_VMTAS, [rule]).findings[0]?.message).toContain('in 3 VMTAs');
});

it('keeps backoff slower than the normal state, in blocks that inherit too', () => {
  const list =
    '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
  const text = mainWith(
    `${list}${inDefault('max-smtp-out 500', 'max-msg-per-connection 10', 'smtp-pattern-list x')}<domain b.example>\nbackoff-max-smtp-out 100\n</domain>\n`,
  );
  const after = fixed(text, [rule, faster, withoutEffect]);
  expect(after).toMatchObject({ passes: 1, left: [] });
  expect(loosened(text, after.text, ['b.example', 'c.example'])).toEqual([]);
});
