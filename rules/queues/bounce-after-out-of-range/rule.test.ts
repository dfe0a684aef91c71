import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const outside = (messageId: 'tooShort' | 'tooLong', line = 2, data = {}) =>
  ({ messageId, severity: 'warning', at: `${line} bounce-after`, data }) as const;
const beforeRetry = (line = 2, data = {}) =>
  ({ messageId: 'beforeRetry', severity: 'error', at: `${line} bounce-after`, data }) as const;
const defaultBeforeRetry = (line: number) =>
  ({
    messageId: 'defaultBeforeRetry',
    severity: 'error',
    at: `${line} <domain *>`,
    data: { subject: 'bounce-after' },
  }) as const;

const EARLY = domain('*', 'bounce-after 5m');
const LATE = domain('*', 'retry-after 5d');
const MANY_BLOCKS =
  domain('*', 'bounce-after 1d') +
  ['a', 'b', 'c'].map((name) => domain(`${name}.example`, 'retry-after 2d')).join('');
const WITH_OPTIONS = {
  texts: domain('a.example', 'bounce-after 2h') + domain('b.example', 'bounce-after 3d'),
  settings: settingsFor({
    preset: 'strict',
    rules: new Map([['bounce-after-out-of-range', { options: { min: '1h', max: '2d' } }]]),
  }),
};

testRule(rule, {
  accept: {
    ...each(
      ['12h', '7d', '1w', '4d12h', 'never', '5', '{{ days }}'],
      (value) => domain('*', `bounce-after ${value}`),
      (value) => `bounce-after ${value}`,
    ),
    ...each(['type file', 'type discard', 'queue-to other.queue'], (line) =>
      domain('a.example', 'bounce-after 30d', line),
    ),
    ...each(
      ['type file', 'type discard', 'queue-to other.queue'],
      (line) => mainWith(domain('*', line) + domain('a.example', 'bounce-after 30d')),
      (line) => `${line} in a wider block`,
    ),
    'a short time for address literals': domain('[0/0]', 'bounce-after 1h'),
    'a first retry at the end': domain('*', 'bounce-after 12h', 'retry-after 12h'),
    'a late second retry': domain('*', 'bounce-after 12h', 'retry-after 1h,13h'),
    'a default bounce in a fragment': LATE,
    'a default bounce with an unread include': mainWith(`${LATE}include missing\n`),
  },
  report: {
    ...each(
      ['11h59m', '1h'],
      (value) => ({
        texts: domain('*', `bounce-after ${value}`),
        findings: [outside('tooShort')],
      }),
      (value) => `bounce-after ${value}`,
    ),
    ...each(
      ['7d1s', '40d12h'],
      (value) => ({
        texts: domain('*', `bounce-after ${value}`),
        findings: [outside('tooLong')],
      }),
      (value) => `bounce-after ${value}`,
    ),
    'a long time for address literals': {
      texts: domain('[0/0]', 'bounce-after 30d'),
      findings: [outside('tooLong')],
    },
    'a short time for a domain in brackets': {
      texts: domain('[*.]a.example', 'bounce-after 1h'),
      findings: [outside('tooShort')],
    },
    'a first retry after the bounce': {
      texts: domain('*', 'bounce-after 12h', 'retry-after 13h,1h'),
      findings: [{ ...beforeRetry(2, { block: null, moreBlocks: 0 }), related: ['3 retry-after'] }],
    },
    'a first retry that a narrower block sets': {
      texts: domain('*', 'bounce-after 1d') + domain('a.example', 'retry-after 2d'),
      findings: [beforeRetry(2, { block: 'a.example' })],
    },
    'a first retry that a wider block sets': {
      texts: domain('*', 'retry-after 2d') + domain('a.example', 'bounce-after 1d'),
      findings: [beforeRetry(5)],
    },
    'a default first retry in a whole configuration': {
      texts: mainWith(EARLY),
      findings: [{ ...beforeRetry(9), related: [] }],
    },
    'the time alone in a fragment': { texts: EARLY, findings: [outside('tooShort')] },
    'a default bounce in a whole configuration': {
      texts: mainWith(LATE),
      findings: [defaultBeforeRetry(8)],
    },
    'a line that applies to many blocks once': {
      texts: MANY_BLOCKS,
      findings: [beforeRetry(2, { block: 'a.example', moreBlocks: 2 })],
    },
    'a default bounce once for each block': {
      texts: mainWith(`${LATE}<virtual-mta v>\n${LATE}</virtual-mta>\n`),
      findings: [defaultBeforeRetry(8), defaultBeforeRetry(12)],
    },
    'a time outside the range of the options': {
      ...WITH_OPTIONS,
      findings: [outside('tooLong', 5, { value: '3d', limit: '2d' })],
    },
  },
});

it('names the first block and counts the others', () => {
  expect(lintTexts(MANY_BLOCKS, [rule]).findings[0]?.message).toContain(
    'of <domain a.example> and 2 more blocks',
  );
});

it('says what the longest time is', () => {
  const { findings } = lintTexts(WITH_OPTIONS.texts, [rule], WITH_OPTIONS.settings);
  expect(findings.map(({ message }) => message.slice(0, 45))).toEqual([
    "'bounce-after 3d' keeps on for more than 2d; ",
  ]);
});
