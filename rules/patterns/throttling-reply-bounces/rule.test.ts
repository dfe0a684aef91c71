import { expect, it } from 'vitest';
import { replies } from '../../../src/catalog/replies.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule as overbroadPattern } from '../overbroad-pattern/rule.ts';
import { rule } from './rule.ts';

const list = (...rules: string[]): string =>
  section('smtp-pattern-list x', ...rules.map((one) => `reply ${one}`));

const bounces = (at: string, data = {}) => ({ messageId: 'bounces', severity: 'warning', at, data }) as const;

const THROTTLED = String.raw`/^421[ -]4\.7\.28\b.*IP Netblock/`;

testRule(rule, {
  accept: {
    ...casesOf(
      'the rule',
      [
        `${THROTTLED} mode=backoff`,
        `${THROTTLED} skip-mx`,
        `${THROTTLED} bounce-rcpt`,
        `${THROTTLED} bounce`,
        String.raw`/\[TSS09\]/ bounce-queue`,
        '/spamhaus/ bounce-queue',
        '/no such user/ bounce-queue',
        '/nothing that any server says/ bounce-queue',
        '// bounce-queue',
        '/^4|^5/ bounce-queue',
        '/(unclosed/ bounce-queue',
        '/{{ pattern }}/ bounce-queue',
        THROTTLED,
      ],
      (one) => list(one),
    ),
    'a reply that an earlier rule skips': list(`${THROTTLED} skip-mx`, `${THROTTLED} bounce-queue`),
    'a reply that an earlier rule with an unknown pattern may skip': list(
      '/(?<=421.*)28/ skip-mx',
      `${THROTTLED} bounce-queue`,
    ),
    'a rule that is commented out': list(`${THROTTLED} mode=backoff # bounce-queue`),
    'a rule of another list': section('bounce-category-patterns', `${THROTTLED} bounce-queue`),
    'a list that is not closed': `<smtp-pattern-list x>\nreply ${THROTTLED} bounce-queue\n`,
  },
  report: {
    'a reply about the rate': {
      texts: list(`${THROTTLED} bounce-queue`),
      findings: [bounces(`2 ${THROTTLED}`, { provider: 'Gmail', replies: 1 })],
    },
    'a rule with other actions': {
      texts: list(`${THROTTLED} bounce-rcpt, Bounce-Queue`),
      findings: [bounces(`2 ${THROTTLED}`)],
    },
    'replies of several providers': {
      texts: list('/too many connections/ bounce-queue'),
      findings: [bounces('2 /too many connections/')],
    },
    'replies that a retry settles': {
      texts: list('/Max message per connection reached/ bounce-queue'),
      findings: [bounces('2 /Max message per connection reached/', { provider: 'Yahoo', replies: 1 })],
    },
    'replies of which an earlier rule skips some': {
      texts: list(`${THROTTLED} skip-mx`, String.raw`/^421[ -]4\.7\.28\b/ bounce-queue`),
      findings: [bounces(String.raw`3 /^421[ -]4\.7\.28\b/`)],
    },
    'a repeated rule once': {
      texts: list(`${THROTTLED} bounce-queue`, `${THROTTLED} bounce-queue`),
      findings: [bounces(`2 ${THROTTLED}`)],
    },
    'a rule before one that skips': {
      texts: list(`${THROTTLED} bounce-queue`, `${THROTTLED} skip-mx`),
      findings: [bounces(`2 ${THROTTLED}`)],
    },
    'a fragment of a list': {
      texts: `reply ${THROTTLED} bounce-queue\n`,
      options: { scope: 'smtp-pattern-list' },
      findings: [bounces(`1 ${THROTTLED}`)],
    },
  },
  fix: {
    'the action, and keeps the others': {
      texts: list(`${THROTTLED} bounce-rcpt, bounce-queue # IPs`),
      fixed: list(`${THROTTLED} bounce-rcpt, mode=backoff # IPs`),
      effect: 'unsafe',
      title: 'write mode=backoff instead of bounce-queue',
    },
  },
});

it.each([
  ['a retry is enough', '/Max message per connection reached/ bounce-queue'],
  ['the rule has a mode', `${THROTTLED} mode=backoff,bounce-queue`],
])('offers no fix where %s', (_, one) => {
  expect(lintTexts(list(one), [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('reports a pattern once, and not as overbroad-pattern', () => {
  const { findings } = lintTexts(list('/too many connections/ bounce-queue'), [rule, overbroadPattern]);
  expect(findings.map((finding) => finding.rule)).toEqual([rule.id]);
});

it('reports the pattern of each reply that throttles, and of none that a bounce settles', () => {
  for (const { id, pattern, meaning, remedy, alsoMatches } of replies()) {
    const { findings } = lintTexts(list(`/${pattern}/ bounce-queue`), [rule]);
    if (remedy === 'bounce') expect(findings, id).toEqual([]);
    else if (meaning === 'throttled' && alsoMatches === undefined) expect(findings.length, id).toBe(1);
  }
});
