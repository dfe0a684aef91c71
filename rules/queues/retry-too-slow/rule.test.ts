import { expect, it } from 'vitest';
import { settingsFor, type RuleChoice } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const withChoice = (id: string, choice: RuleChoice) =>
  settingsFor({ preset: 'strict', rules: new Map([[id, choice]]) });
const withMax = (max: string) => withChoice('retry-too-slow', { options: { max } });

const tooLong = (line: number, data = {}) =>
  ({ messageId: 'tooLong', severity: 'info', at: `${line} retry-after`, data }) as const;
const fewTries = (line: number, data: object = { block: null, moreBlocks: 0 }) =>
  ({ messageId: 'fewTries', severity: 'info', at: `${line} retry-after`, data: { ...data } }) as const;

const bounces = ['a', 'b', 'c'].map((name) => domain(`${name}.example`, 'bounce-after 2h')).join('');
const EARLY_BOUNCE = domain('*', 'retry-after 12h', 'bounce-after 6h');
const BY_DEFAULT = domain('*', 'retry-after 3d');
const MACRO = `domain-macro a a.example, b.example\n${domain('$a', 'retry-after 2h')}`;

testRule(rule, {
  accept: {
    ...each(
      ['4h', '10m', '10m,1d', '0', '300', 'never', '{{ retry }}', ''],
      (value) => domain('*', `retry-after ${value}`),
      (value) => `retry-after ${value}`,
    ),
    ...each(['type pipe', 'queue-to b.queue'], (line) =>
      domain('a.example', 'retry-after 1d', 'bounce-after 1d12h', line),
    ),
    'a line that a later one overrides': domain('*', 'retry-after 1d', 'retry-after 10m'),
    'a retry within less than half of the time': domain('*', 'retry-after 1h', 'bounce-after 2h1s'),
    'mail that bounces before its first retry': EARLY_BOUNCE,
    'the default time in a fragment': { texts: BY_DEFAULT, settings: withMax('10d') },
    'the default time with an unread include': {
      texts: mainWith(`${BY_DEFAULT}include missing\n`),
      settings: withMax('10d'),
    },
  },
  report: {
    ...each(
      ['4h1s', '1d', '5h,10m', '"6h"'],
      (value) => ({
        texts: domain('*', `retry-after ${value}`),
        findings: [tooLong(2)],
      }),
      (value) => `retry-after ${value}`,
    ),
    ...each(
      ['4h1s', '1d', '5h,10m', '"6h"'],
      (value) => ({
        texts: mainWith(domain('*', `RETRY-AFTER ${value}`)).replaceAll('\n', '\r\n'),
        findings: [{ ...tooLong(9), at: '9 RETRY-AFTER' }],
      }),
      (value) => `RETRY-AFTER ${value} with CRLF`,
    ),
    ...Object.fromEntries(
      [
        ['1h', '2h'],
        ['1h', '1h'],
        ['1d', '2d'],
      ].map(([retry, bounce]) => [
        `a retry after ${retry ?? ''} of ${bounce ?? ''}`,
        {
          texts: domain('*', `retry-after ${retry ?? ''}`, `bounce-after ${bounce ?? ''}`),
          findings: [{ ...fewTries(2), related: ['3 bounce-after'] }],
        },
      ]),
    ),
    'the blocks in which a retry takes half of the time': {
      texts: domain('*', 'retry-after 1h', 'bounce-after 3d') + bounces,
      findings: [fewTries(2, { block: 'a.example', moreBlocks: 2 })],
    },
    'a retry that takes half of the time of a wider block': {
      texts: `<virtual-mta v>\n${domain('a.example', 'retry-after 2h')}</virtual-mta>\n${domain('*', 'bounce-after 3h')}`,
      findings: [fewTries(3)],
    },
    'mail that bounces before its first retry, where the rule for that is off': {
      texts: EARLY_BOUNCE,
      settings: withChoice('bounce-after-out-of-range', { level: 'off' }),
      findings: [tooLong(2)],
    },
    'a slow line where mail of another block bounces before its first retry': {
      texts: domain('*', 'retry-after 12h', 'bounce-after 5d') + domain('a.example', 'bounce-after 6h'),
      findings: [tooLong(2)],
    },
    'the default time in a whole configuration': {
      texts: mainWith(BY_DEFAULT),
      settings: withMax('10d'),
      findings: [fewTries(9, { other: { directive: 'bounce-after', value: '4d12h', isDefault: true } })],
    },
    'a time above its option, for the domains of a macro': {
      texts: MACRO,
      settings: withMax('1h'),
      findings: [tooLong(3, { limit: '1h', extent: { domains: 2, vmtas: 1 } })],
    },
  },
});

it('says for which blocks a retry takes half of the time', () => {
  const text = domain('*', 'retry-after 1h', 'bounce-after 3d') + bounces;
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(
    "('bounce-after 2h') of <domain a.example> and 2 more blocks: ",
  );
});

it('says that a time is a default', () => {
  expect(lintTexts(mainWith(BY_DEFAULT), [rule], withMax('10d')).findings[0]?.message).toContain(
    '(bounce-after, by default 4d12h): ',
  );
});

it('says what is too long, and for how many domains', () => {
  expect(lintTexts(MACRO, [rule], withMax('1h')).findings[0]?.message).toMatch(
    /after more than 1h; .*; it holds for 2 domains$/,
  );
});
