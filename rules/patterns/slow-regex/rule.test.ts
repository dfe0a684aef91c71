import { expect, it } from 'vitest';
import { providers } from '../../../src/catalog/providers.ts';
import { coveringReplies, replies } from '../../../src/catalog/replies.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { replyList as list } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const SLOW = '/(x+x+)+y/';

const exponential = (at: string, isReply: boolean) =>
  ({ messageId: 'exponential', at, severity: 'warning', data: { isReply } }) as const;
const polynomial = (at: string, degree: number) =>
  ({ messageId: 'polynomial', at, severity: 'info', data: { degree } }) as const;

const written = [...providers().flatMap(({ id }) => coveringReplies(id)), ...replies()];
const patterns = [...new Set(written.map(({ pattern }) => pattern))];
const header = `<pattern-list x>\nheader subject ${SLOW} virtual-mta=a\n</pattern-list>\n`;

testRule(rule, {
  accept: casesOf(
    '',
    [
      '/421 4\\.7\\.28/ skip-mx',
      '/^421 .*rate.*limit/ skip-mx',
      '/(ab|cd)+x/ skip-mx',
      '/(?>a+)+b/ skip-mx',
      String.raw`/(a+)+\1/ skip-mx`,
      '/(((/ skip-mx',
      '// skip-mx',
    ],
    list,
  ),
  report: {
    'a pattern whose time doubles': {
      texts: list('/^(a+)+$/ skip-mx'),
      findings: [exponential('2 /^(a+)+$/', true)],
    },
    'a pattern whose time grows with the third power': {
      texts: list(String.raw`/421.*rate.*limit/ skip-mx`),
      findings: [polynomial('2 /421.*rate.*limit/', 3)],
    },
    'a pattern whose time grows with the fifth power': {
      texts: list('/a.*a.*a.*a.*x/ skip-mx'),
      findings: [polynomial('2 /a.*a.*a.*a.*x/', 5)],
    },
    'the slow one of two patterns': {
      texts: list('/421/ skip-mx', `${SLOW} skip-mx`),
      findings: [exponential(`3 ${SLOW}`, true)],
    },
    'a pattern for mail': { texts: header, findings: [exponential(`2 ${SLOW}`, false)] },
    'a pattern for bounces': {
      texts: `<bounce-category-patterns>\n${SLOW} other\n</bounce-category-patterns>\n`,
      findings: [exponential(`2 ${SLOW}`, true)],
    },
    'a pattern for addresses': {
      texts: `relay-address ${SLOW}\n`,
      findings: [exponential(`1 ${SLOW}`, false)],
    },
    'a pattern of a fragment': {
      texts: `reply ${SLOW} skip-mx\n`,
      findings: [exponential(`1 ${SLOW}`, true)],
    },
  },
});

it.each([
  [
    list('/^(a+)+$/ skip-mx'),
    "the time that '/^(a+)+$/' takes for a text like 'aaaaaaaaaa.a' at least doubles with every 'a' more: a server that answers so keeps PowerMTA busy, and where PCRE gives up the pattern counts as not found",
  ],
  [
    list(String.raw`/421.*rate.*limit/ skip-mx`),
    expect.stringMatching(/ grows like the number of '.*' to the power of 3: a server that answers so /),
  ],
  [
    header,
    expect.stringContaining(': a message with such an address or header keeps PowerMTA busy') as string,
  ],
])('says what makes the pattern slow: %j', (text, message) => {
  expect(lintTexts(text, [rule]).findings.map((finding) => finding.message)).toEqual([message]);
});

it('shows a text that fits into a line', () => {
  const text = list(`/^(${'long words '.repeat(6)}|${'long words '.repeat(6)})+!/ skip-mx`);
  const [message = ''] = lintTexts(text, [rule]).findings.map((finding) => finding.message);
  expect(message).toContain('at least doubles');
  expect(message.length).toBeLessThan(400);
});

it('accepts patterns that a fix writes, and those of the catalog', () => {
  expect(patterns.length).toBeGreaterThan(200);
  for (const pattern of patterns)
    expect(lintTexts(list(`/${pattern}/ mode=backoff`), [rule]).findings).toEqual([]);
});
