import { expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import {
  categoryList as categories,
  mailList as list,
  replyList as replies,
} from '../../../test/support/pattern-lists.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as catchAll } from '../catch-all-not-last/rule.ts';
import { rule } from './rule.ts';

const repeated = (at: string) => ({ messageId: 'repeated', at }) as const;
const never = (at: string) => ({ messageId: 'neverReached', at }) as const;
const neverActs = (at: string, action: string) =>
  ({ messageId: 'neverActs', at, data: { actions: [action] } }) as const;

const including = '<smtp-pattern-list x>\nreply /a/ skip-mx\ninclude one\n</smtp-pattern-list>\n';
const twice = '<smtp-pattern-list x>\ninclude one\ninclude one\n</smtp-pattern-list>\n';
const one = 'reply /a/ skip-mx\n';

testRule(rule, {
  accept: {
    'covered rules with the same action': replies('/a/ mode=backoff', '/ab/ mode=backoff'),
    'other actions that go together': replies('/a/ mode=backoff', '/ab/ skip-mx'),
    'an order from narrow to wide': replies('/^421 x/ mode=backoff', '/^421/ mode=normal'),
    'actions that an earlier rule decides in the same way': replies(
      '/421/ mode=backoff',
      '/4/ mode=normal',
      '/421 x/ mode=backoff',
    ),
    'an anchor that leaves texts': replies('/^421/ mode=normal', '/421/ mode=backoff'),
    'letters of one case only': replies('/(?-i)Tss/ mode=normal', '/tss/ mode=backoff'),
    'patterns that cannot be read': replies('/(?=4)/ mode=normal', '/421/ mode=backoff'),
    'patterns to be filled in': replies('/{{ a }}/ mode=normal', '/{{ a }}/ mode=normal'),
    'broken lines and lines without an action': replies('/a', '/a', '/b/', '/b/'),
    'two lists': replies('/a/ skip-mx') + replies('/a/ skip-mx').replace('x>', 'y>'),
    'branches of a template':
      '<smtp-pattern-list x>\nreply /a/ skip-mx\n<% else %>\nreply /a/ skip-mx\n</smtp-pattern-list>\n',
    'a file that is included twice': { texts: { config: twice, one } },
    'a list that is not closed': '<smtp-pattern-list x>\nreply /a/ skip-mx\nreply /a/ skip-mx\n',
    'other subjects': list(
      'mail-from /a/ virtual-mta=a',
      'rcpt-to /a/ virtual-mta=a',
      'header x /a/ virtual-mta=a',
      'header y /a/ virtual-mta=a',
    ),
    'a header that may be missing': list('header x // virtual-mta=a', 'mail-from /a/ virtual-mta=b'),
    'mail that a nested list may leave over': list(
      'mail-from /a/ <pattern-list>',
      'rcpt-to /x/ virtual-mta=x',
      '</pattern-list>',
      'mail-from /ab/ virtual-mta=b',
    ),
    'a covered bounce of the same category': categories('/user/ other', '/user unknown/ other'),
  },
  report: {
    'a repeat': {
      texts: replies('/a/ skip-mx', '/b/ skip-mx', '/a/ skip-mx'),
      findings: [{ ...repeated('4 /a/'), related: ['2 /a/'] }],
    },
    'a repeat in another layout': {
      texts: replies('/a/ mode=backoff,skip-mx', '/a/  MODE=backoff, skip-mx'),
      findings: [repeated('3 /a/')],
    },
    'part of the actions': {
      texts: replies('/a/ mode=backoff,skip-mx', '/a/ skip-mx'),
      findings: [repeated('3 /a/')],
    },
    'the other mode': {
      texts: replies('/a/ mode=normal', '/a/ mode=backoff'),
      findings: [neverActs('3 /a/', 'mode=backoff')],
    },
    'other actions': {
      texts: replies('/a/ mode=backoff', '/a/ skip-mx'),
      findings: [{ messageId: 'otherActions', at: '3 /a/', data: { earlierResult: 'mode=backoff' } }],
    },
    'a covered mode': {
      texts: replies('/^421/ mode=normal', '/^421 too many/ mode=backoff,skip-mx'),
      findings: [neverActs('3 /^421 too many/', 'mode=backoff')],
    },
    'skip-mx and bounce-queue': {
      texts: replies('/refused/ bounce-queue', '/connection refused/ skip-mx'),
      findings: [neverActs('3 /connection refused/', 'skip-mx')],
    },
    'two times': {
      texts: replies(
        '/RP/ mode=backoff,backoff-to-normal-after=1h',
        '/RP-1/ mode=backoff,backoff-to-normal-after=4h',
      ),
      findings: [neverActs('3 /RP-1/', 'backoff-to-normal-after=4h')],
    },
    'several rules that cover it together': {
      texts: replies('/^4[0-4]/ mode=normal', '/^4[5-9]/ mode=normal', String.raw`/^4\d\d/ mode=backoff`),
      findings: [neverActs(String.raw`4 /^4\d\d/`, 'mode=backoff')],
    },
    'case and escapes': {
      texts: replies(String.raw`/TSS0\d/ mode=normal`, '/tss04/ mode=backoff'),
      findings: [neverActs('3 /tss04/', 'mode=backoff')],
    },
    'an included repeat': { texts: { config: including, one }, findings: [repeated('one:1 /a/')] },
    'a fragment': {
      texts: 'reply /a/ skip-mx\nreply /a/ skip-mx\n',
      options: { scope: 'smtp-pattern-list' },
      findings: [repeated('2 /a/')],
    },
    'a covered rule of a pattern-list': {
      texts: list('mail-from /@a/ virtual-mta=a', 'mail-from /@ab/ virtual-mta=b'),
      findings: [never('3 /@ab/')],
    },
    'the same header in another case': {
      texts: list('header X-A /^a/ virtual-mta=a', 'header x-a /^ab/ virtual-mta=b'),
      findings: [never('3 /^ab/')],
    },
    'a rule after one for all senders': {
      texts: list('mail-from /@*/ virtual-mta=a', 'rcpt-to /b/ virtual-mta=b', '* virtual-mta=c'),
      findings: [never('3 /b/'), never('4 *')],
    },
    'a nested list': {
      texts: list(
        'mail-from /@a/ virtual-mta=a',
        'mail-from /@ab/ <pattern-list>',
        '* virtual-mta=b',
        '</pattern-list>',
      ),
      findings: [never('3 /@ab/')],
    },
    'another result for the same pattern': {
      texts: list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /a/ virtual-mta=b'),
      findings: [{ ...never('3 /a/'), data: { example: null } }],
    },
    'a covered bounce of another category': {
      texts: categories('/user/ other', '/user unknown/ bad-mailbox'),
      findings: [{ ...never('3 /user unknown/'), data: { earlierResult: 'other' } }],
    },
    'a repeated bounce': {
      texts: categories('/user/ other', '/user/ other'),
      findings: [{ messageId: 'repeated', at: '3 /user/' }],
    },
  },
  fix: {
    'a repeat with its line end': {
      texts:
        '<smtp-pattern-list x>\r\n\treply /a/ skip-mx\r\n\treply /a/ skip-mx\r\n# end\r\n</smtp-pattern-list>\r\n',
      fixed: '<smtp-pattern-list x>\r\n\treply /a/ skip-mx\r\n# end\r\n</smtp-pattern-list>\r\n',
      effect: 'neutral',
    },
  },
});

it.each([
  [replies('/a/ skip-mx', '/a/ skip-mx'), "'/a/' stands in this list before, with the same actions; "],
  [replies('/a/ mode=normal', '/a/ mode=backoff'), "'mode=backoff' of '/a/' never acts: "],
  [replies('/a/ mode=backoff', '/a/ skip-mx'), "'/a/' stands in this list before, with 'mode=backoff'; "],
  [list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /a/ virtual-mta=b'), "'/a/' is never reached: "],
  [categories('/user/ other', '/user/ other'), "'/user/' stands in this list before, with the same result; "],
])('says why: %j', (text, start) => {
  const [message = ''] = lintTexts(text, [rule]).findings.map((finding) => finding.message);
  expect(message.slice(0, start.length)).toBe(start);
});

it('leaves a catch-all to the rule about it', () => {
  const text = categories('// other', '/user/ bad-mailbox', '/quota/ quota-issues');
  expect(lintTexts(text, [rule, catchAll]).findings.map((finding) => finding.rule)).toEqual([
    'catch-all-not-last',
  ]);
});

it.each([
  [
    'smtp-pattern-list',
    replies('/a/ skip-mx', '/a/ skip-mx', '/b/ mode=backoff'),
    replies('/a/ skip-mx', '/b/ mode=backoff'),
  ],
  [
    'pattern-list',
    list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /a/ virtual-mta=a'),
    list('rcpt-to /a/ virtual-mta=a'),
  ],
  ['bounce-category-patterns', categories('/a/ other', '/a/ other'), categories('/a/ other')],
])('removes an exact repeat from a %s, and mail does not change', (_, text, after) => {
  const before = mainWith(`${text}<domain b.example>\nsmtp-pattern-list x\n</domain>\n`);
  const repaired = fixed(before, [rule]);
  expect(repaired).toMatchObject({ passes: 1, left: [], text: before.replace(text, after) });
  expect(compareModels(modelOf(before), modelOf(repaired.text))).toEqual([]);
});

it.each([
  ['an included rule', { config: including, one }],
  ['a comment', replies('/a/ skip-mx', '/a/ skip-mx # why')],
  ['another action', replies('/a/ mode=backoff,skip-mx', '/a/ skip-mx')],
  ['another mode', replies('/a/ mode=backoff', '/a/ mode=normal')],
  ['a covered rule', list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /ab/ virtual-mta=a')],
])('offers no fix for %s', (_, texts) => {
  expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('takes time in proportion to the number of rules', () => {
  const check = (count: number): void => {
    const lines = Array.from(
      { length: count },
      (_, i) => `mail-from /@d${i}\\.example/ virtual-mta=v${i % 7}`,
    );
    const text = list(...lines, 'mail-from /@d7\\.example/ virtual-mta=v1');
    const { findings, model } = lintTexts(text, [rule]);
    expect(
      findings.map(({ messageId, start }) => [messageId, model.main.lines.positionAt(start).line]),
    ).toEqual([['neverReached', count + 2]]);
  };
  expect(growth(200, check)).toBeLessThan(LINEAR);
});
