import { expect, it } from 'vitest';
import { replies } from '../../../src/catalog/replies.ts';
import { replyList } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as overbroad } from '../overbroad-pattern/rule.ts';
import { rule } from './rule.ts';

const PATTERNS = ['/user unknown/', '/^550/', '//', String.raw`/^5\d\d/`, '/quota exceeded/', '/QUOTA/'];

const badMailbox = (at: string) => ({ messageId: 'badMailbox', at }) as const;

const reacting = replies().filter(({ action }) => action?.includes('mode=backoff') === true);

testRule(rule, {
  accept: {
    'another action': replyList('/user unknown/ bounce-queue', '/^550/ mode=normal', '/quota/ skip-mx'),
    'a provider that names its rate': replyList(
      String.raw`/^421[ -]4\.7\.28/ mode=backoff`,
      '/too many connections/ mode=backoff',
    ),
    'a reply that an earlier rule keeps in its normal state': replyList(
      '/./ mode=normal',
      '/user unknown/ mode=backoff',
    ),
    'a reply that an earlier rule may keep in its normal state': replyList(
      '/(?=.)/ mode=normal',
      '/user unknown/ mode=backoff',
    ),
    'patterns that cannot be read': replyList('/(?=user unknown)/ mode=backoff', '/[/ mode=backoff'),
    'a broken line': replyList('/user unknown mode=backoff'),
    'patterns of the catalog that want a reaction': replyList(
      ...reacting.map(({ pattern, action }) => `/${pattern}/ ${action ?? ''}`),
    ),
  },
  report: {
    ...Object.fromEntries(
      PATTERNS.flatMap((pattern) =>
        [`${pattern} mode=backoff`, `${pattern} skip-mx,MODE=Backoff`].map((line) => [
          line,
          { texts: replyList(line), findings: [badMailbox(`2 ${pattern}`)] },
        ]),
      ),
    ),
    'a mode=normal that comes too late': {
      texts: replyList('/user unknown/ mode=backoff', '/user unknown/ mode=normal'),
      findings: [badMailbox('2 /user unknown/')],
    },
    'a pattern once that is in the list twice': {
      texts: replyList('/user unknown/ mode=backoff', '/user unknown/ mode=backoff'),
      findings: [badMailbox('2 /user unknown/')],
    },
    'an included rule, in upper case and with CRLF': {
      texts: {
        config: '<SMTP-Pattern-List x>\r\ninclude one\r\n</SMTP-Pattern-List>\r\n',
        one: 'REPLY /user unknown/ mode=backoff\r\n',
      },
      findings: [badMailbox('one:1 /user unknown/')],
    },
    'a full mailbox': {
      texts: replyList('/user quota exceeded/ mode=backoff'),
      findings: [{ ...badMailbox('2 /user quota exceeded/'), data: { about: 'full' } }],
    },
  },
});

it('shows a reply of the catalog', () => {
  expect(reacting.length).toBeGreaterThan(50);
  const [finding] = lintTexts(replyList('/user quota exceeded/ mode=backoff'), [rule]).findings;
  expect(replies().map(({ example }) => example)).toContain(finding?.data.example);
  expect(finding?.message).toContain(`matches '${String(finding?.data.example)}'`);
  expect(finding?.message).toContain('a full mailbox');
});

it('is reported instead of overbroad-pattern', () => {
  const { findings } = lintTexts(replyList('/^550/ mode=backoff', '/^553/ mode=backoff'), [rule, overbroad]);
  expect(findings.map((finding) => finding.rule)).toEqual(['backoff-on-bad-mailbox', 'overbroad-pattern']);
});
