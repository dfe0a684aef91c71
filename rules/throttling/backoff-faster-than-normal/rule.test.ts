import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as withoutEffect } from '../backoff-without-effect/rule.ts';
import { rule } from './rule.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
/** Lines before the text of `mainWith`, and of the list. */
const HEAD = 7 + 3;

const withLines = (...lines: string[]): string => mainWith(`${LIST}${lines.join('\n')}\n`);
const inBlock = (...settings: string[]): string =>
  withLines('<domain b.example>', 'smtp-pattern-list x', ...settings, '</domain>');

/** A finding at a line of the text after the list. */
const faster = (line: number, directive: string, data: Record<string, unknown> = {}) => ({
  messageId: 'faster',
  at: `${HEAD + line} ${directive}`,
  data,
});
const defaultFaster = (line: number, domain = 'b.example') => ({
  messageId: 'defaultFaster',
  at: `${HEAD + line} <domain ${domain}>`,
  data: { subject: 'backoff-max-smtp-out' },
});

/** Settings that exclude the default of backoff-max-smtp-out from what a case is about. */
const besides = (normal: string): string[] =>
  normal.startsWith('max-smtp-out') ? [] : ['backoff-max-smtp-out 1'];

const tooFast = [
  ['max-smtp-out 5', 'backoff-max-smtp-out 6'],
  ['max-msg-rate 35/h', 'backoff-max-msg-rate 1/m'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate unlimited'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate 0'],
  ['max-connect-rate 10/m', 'backoff-max-connect-rate 11/m'],
  ['max-data-volume-rate 10M/m', 'backoff-max-data-volume-rate 1G/h'],
  ['retry-after 10m', 'backoff-retry-after 9m,5h'],
] as const;
const slowEnough = [
  ['max-smtp-out 5', 'backoff-max-smtp-out 5'],
  ['max-msg-rate 60/h', 'backoff-max-msg-rate 1/m'],
  ['max-msg-rate unlimited', 'backoff-max-msg-rate 99999999/m'],
  ['max-msg-rate 0', 'backoff-max-msg-rate unlimited'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate {{ rate }}'],
  ['max-smtp-out 0', 'backoff-max-smtp-out 30'],
  ['retry-after 10m,20m,2h', 'backoff-retry-after 10m'],
] as const;

const WITH_DEFAULT = `${LIST}<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 5\nretry-after 10m\nbackoff-retry-after 1m\n</domain>\n`;
const MISSING = 'include /etc/pmta/absent.conf\n';

const PAIR = ['max-msg-rate 1/m', 'backoff-max-msg-rate 2/m', 'backoff-max-smtp-out 1'];
const withPair = (...lines: string[]): string =>
  withLines('<domain b.example>', ...PAIR, ...lines, '</domain>');

const THREE_BLOCKS = withLines(
  '<domain *>\nmax-msg-rate 100/h\nsmtp-pattern-list x\nbackoff-max-msg-rate 50/h\n</domain>',
  ...['a', 'b', 'c'].map((name) => `<domain ${name}.example>\nmax-msg-rate 10/h\n</domain>`),
);

/** A global block, and a VMTA with a setting for all domains. */
const withVmta = (line: string): string =>
  inBlock('backoff-max-smtp-out 1', 'max-msg-rate 100/h', 'backoff-max-msg-rate 50/h') +
  `<virtual-mta v>\n<domain *>\n${line}\n</domain>\n</virtual-mta>\n`;

const INSIDE_VMTA = mainWith(
  `${LIST}<virtual-mta v>\n<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 1\nbackoff-max-smtp-out 5\n</domain>\n</virtual-mta>\n`,
);
const unselected = (text: string): string => text.replace('process-x-virtual-mta', 'process-x-job');

const withWildcard = (rate: string): string =>
  mainWith(
    `<domain b.com>\nbackoff-max-msg-rate 1/m\nbackoff-upon-all-sources-disabled yes\n</domain>\n<virtual-mta v>\n<domain *.com>\nbackoff-max-msg-rate ${rate}\n</domain>\n<domain *>\nmax-msg-rate 4/h\n</domain>\n</virtual-mta>\n`,
  );

const ALSO_WITHOUT_EFFECT = withLines(
  '<domain *>\nmax-smtp-out 20\nmax-msg-rate 100/h\nsmtp-pattern-list x\nbackoff-max-msg-rate 50/h\n</domain>',
  '<domain b.example>\nmax-msg-rate 10/h\n</domain>',
);

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      slowEnough.map(([normal, backoff]) => [
        `${normal} with ${backoff}`,
        inBlock(normal, ...besides(normal), backoff),
      ]),
    ),
    'connections in backoff with no line for the normal ones': inBlock('backoff-max-smtp-out 50'),
    'a default of backoff-max-smtp-out that is not above the line': inBlock(
      'retry-after 3h',
      'max-smtp-out 20',
    ),
    'intervals in backoff with no line for the normal ones': inBlock('backoff-retry-after 1m'),
    'a queue without a list': withPair(),
    'a queue with a list that is not defined': withPair('smtp-pattern-list other'),
    'a queue whose mail goes to another queue': withPair('smtp-pattern-list x', 'queue-to c.queue'),
    'a VMTA with a faster normal state': withVmta('max-msg-rate 200/h'),
    'a VMTA that nothing selects': unselected(INSIDE_VMTA),
    'a wildcard block of a VMTA that is slow enough': withWildcard('1/30m'),
  },
  report: {
    ...Object.fromEntries(
      tooFast.map(([normal, backoff]) => [
        `${normal} with ${backoff}`,
        {
          texts: inBlock(normal, ...besides(normal), backoff),
          findings: [
            faster(4 + besides(normal).length, backoff.split(' ')[0] ?? '', {
              line: backoff,
              normal,
              block: null,
            }),
          ],
        },
      ]),
    ),
    'the default of backoff-max-smtp-out': {
      texts: inBlock('max-smtp-out 19'),
      findings: [defaultFaster(1)],
    },
    'that default next to a line': {
      texts: mainWith(WITH_DEFAULT),
      findings: [defaultFaster(1), faster(5, 'backoff-retry-after')],
    },
    'no default in a fragment': {
      texts: WITH_DEFAULT,
      findings: [{ messageId: 'faster', at: '8 backoff-retry-after' }],
    },
    'no default without all files': {
      texts: mainWith(WITH_DEFAULT + MISSING),
      findings: [faster(5, 'backoff-retry-after')],
    },
    'a queue that enters backoff without a list': {
      texts: withPair('backoff-upon-all-sources-disabled yes'),
      findings: [faster(3, 'backoff-max-msg-rate')],
    },
    'a line for all domains once, with how many queues it is too fast for': {
      texts: THREE_BLOCKS,
      findings: [faster(4, 'backoff-max-msg-rate', { queues: 3, block: 'a.example' })],
    },
    'a global block for the slower normal state of a VMTA': {
      texts: withVmta('max-msg-rate 20/h'),
      findings: [faster(5, 'backoff-max-msg-rate', { block: '*' })],
    },
    'a line of a VMTA for a global block': {
      texts: withVmta('backoff-max-msg-rate 200/h'),
      findings: [faster(9, 'backoff-max-msg-rate')],
    },
    'a block of a VMTA': { texts: INSIDE_VMTA, findings: [faster(5, 'backoff-max-smtp-out')] },
    'a line of <domain *> for another block, where backoff also has no effect': {
      texts: ALSO_WITHOUT_EFFECT,
      findings: [faster(5, 'backoff-max-msg-rate')],
    },
    'a wildcard block of a VMTA between its defaults and a global block': {
      texts: withWildcard('1/m'),
      findings: [{ messageId: 'faster', at: '14 backoff-max-msg-rate' }],
    },
  },
});

it.each(tooFast)('fixes %s with %s', (normal, backoff) => {
  expect(fixed(inBlock(normal, backoff), [rule]).left).toEqual([]);
});

it('says how many queues a line is too fast for, and fixes each of them', () => {
  expect(lintTexts(THREE_BLOCKS, [rule]).findings[0]?.message).toContain('it holds for 3 kinds of queue');
  const after = fixed(THREE_BLOCKS, [rule]);
  expect(after.left).toEqual([]);
  expect(after.text.match(/backoff-max-msg-rate 5\/h/g)).toHaveLength(3);
  expect(after.text).toContain('backoff-max-msg-rate 50/h');
});

it('fixes a global block for a VMTA, and loosens nothing', () => {
  const text = withVmta('max-msg-rate 20/h');
  const after = fixed(text, [rule]);
  expect(after.left).toEqual([]);
  expect(loosened(text, after.text, ['b.example', 'c.example'], [null, 'v'])).toEqual([]);
});

it('supersedes backoff-without-effect, also where that is reported at another tag', () => {
  const rulesOf = (settings = {}): string[] =>
    lintTexts(ALSO_WITHOUT_EFFECT, [rule, withoutEffect], settings).findings.map((finding) => finding.rule);
  expect(rulesOf()).toEqual([rule.id]);
  expect(rulesOf(settingsFor({ rules: new Map([[rule.id, { level: 'off' }]]) }))).toEqual([withoutEffect.id]);
});

it('leaves backoff with an effect', () => {
  const text = inBlock('max-smtp-out 5');
  const after = fixed(text, [rule, withoutEffect]);
  expect(after).toMatchObject({ passes: 1, left: [] });
  expect(loosened(text, after.text, ['b.example', 'c.example'])).toEqual([]);
});

it('keeps a rate of few at once below both the former one and half of the normal one', () => {
  const text = inBlock('backoff-max-smtp-out 1', 'max-msg-rate 1000/h', 'backoff-max-msg-rate 10/s');
  const after = fixed(text, [rule]);
  expect(after.left).toEqual([]);
  expect(loosened(text, after.text, ['b.example'])).toEqual([]);
});

it('leaves backoff as slow in a VMTA that nothing selects, whose own rate that of backoff follows', () => {
  const vmta = '<virtual-mta v>\n<domain b.example>\nmax-msg-rate 10/h\n</domain>\n</virtual-mta>\n';
  const block = '<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 1\n</domain>\n';
  const before = unselected(mainWith(`${LIST}${vmta}${block}`));
  const after = fixed(before, [rule, withoutEffect]);
  expect(after.left).toEqual([]);
  expect(loosened(before, after.text, ['b.example'], [null, 'v'])).toEqual([]);
});
