import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { categoryList, mailList, replyList } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as invalidValue } from '../../names/invalid-value/rule.ts';
import { rule as missingValue } from '../../names/missing-value/rule.ts';
import { rule as hashCutsValue } from '../../syntax/hash-cuts-value/rule.ts';
import { rule as wrappedValue } from '../../syntax/wrapped-value/rule.ts';
import { rule as conflicting } from '../conflicting-actions/rule.ts';
import { rule } from './rule.ts';

const NEIGHBOURS = [rule, conflicting, hashCutsValue, invalidValue, missingValue, wrappedValue];

const inReply = (actions: string): string => replyList(`/a/ ${actions}`);

interface Row {
  readonly text: string;
  readonly messageId: string;
  readonly at: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Null for no fix. */
  readonly after: string | null;
}

function rowsOf(
  make: (line: string) => string,
  rows: readonly (readonly [string, string, string, string | null, Row['severity']?])[],
): [string, Row][] {
  return rows.map(([line, messageId, marked, after, severity = 'error']) => [
    line,
    {
      text: make(line),
      messageId,
      at: `2 ${marked}`,
      severity,
      after: after === null ? null : make(after),
    },
  ]);
}

const ROWS = [
  ...rowsOf(inReply, [
    ['mode=bakoff', 'unknownValue', 'mode=bakoff', 'mode=backoff'],
    ['mode=back-off,skip-mx', 'unknownValue', 'mode=back-off', 'mode=backoff,skip-mx'],
    ['backoff', 'unknown', 'backoff', 'mode=backoff'],
    ['skip_mx', 'unknown', 'skip_mx', 'skip-mx'],
    ['skip-mx=yes', 'unwantedValue', 'skip-mx=yes', 'skip-mx'],
    [
      'disable-source-ip,re-enable-after=1h',
      'unknown',
      're-enable-after=1h',
      'disable-source-ip,reenable-after=1h',
    ],
    [
      'mode=backoff disable-source-ip',
      'missingCommas',
      'mode=backoff disable-source-ip',
      'mode=backoff,disable-source-ip',
    ],
    ['mode=backoff;skip-mx', 'missingCommas', 'mode=backoff;skip-mx', 'mode=backoff,skip-mx'],
    ['"mode=bakoff"', 'unknownValue', 'mode=bakoff', '"mode=backoff"'],
    ['bounce-category=spam-related', 'unknown', 'bounce-category=spam-related', null],
    ['mode=fast', 'unknownValue', 'mode=fast', null],
    ['mode', 'missingValue', 'mode', null],
    ['reenable-after', 'missingValue', 'reenable-after', null],
    ['skip-mx=1h', 'unwantedValue', 'skip-mx=1h', null],
    ['virtual-mta=a', 'unknown', 'virtual-mta=a', null],
    // The fix would make the rule contradict itself.
    ['bounce-queue,skip_mx', 'unknown', 'skip_mx', null],
    ['mode=backoff, \\\n  skip_mx', 'unknown', 'reply', null],
  ]),
  ...rowsOf(mailList, [
    ['header x-a /a/ virtual-mat=v', 'unknown', 'virtual-mat=v', 'header x-a /a/ virtual-mta=v'],
    ['rcpt-to /a/ virtual-mta: v', 'otherSign', 'virtual-mta: v', 'rcpt-to /a/ virtual-mta=v', 'warning'],
    ['mail-from /a/ call-to=l', 'otherSign', 'call-to=l', 'mail-from /a/ call-to: l', 'warning'],
    [
      '* virtual-mta=v recipient-priority=5',
      'missingCommas',
      'virtual-mta=v recipient-priority=5',
      '* virtual-mta=v,recipient-priority=5',
    ],
    ['* vmta=v', 'unknown', 'vmta=v', null],
    ['* virtual-mta', 'missingValue', 'virtual-mta', null],
  ]),
  ...rowsOf(categoryList, [
    ['/a/ quota-issue', 'category', 'quota-issue', '/a/ quota-issues', 'warning'],
    ['/a/ "bad-mailbx"  # x', 'category', '"bad-mailbx"', '/a/ "bad-mailbox"  # x', 'warning'],
    ['/a/ Spam-Related', 'category', 'Spam-Related', '/a/ spam-related', 'info'],
    ['/a/ spam related', 'category', 'spam related', '/a/ spam-related', 'warning'],
  ]),
];

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        'mode=backoff,backoff-to-normal-after=1h, disable-source-ip, reenable-after=2h, skip-mx',
        'bounce-queue,bounce-rcpt,defer-queue,mode=normal',
        'MODE=BACKOFF',
        '{{ actions }}',
        'mode=$mode',
        'mode=backoff,',
        'mode=backoff \\',
      ],
      inReply,
    ),
    ...casesOf(
      '',
      [
        'header x-a /a/ virtual-mta=v, recipient-priority=60',
        'mail-from /a/ call-to: l',
        'mail-from /a/ call-to:l',
        'rcpt-to /a/ <pattern-list>\n* virtual-mta=v\n</pattern-list>',
        '* virtual-mta={{ v }}',
      ],
      mailList,
    ),
    ...casesOf(
      '',
      ['/a/ quota-issues', '/a/ hardbnc', '/a/ YAHOO-block', '// other', '/a/ {{category}}', '/a/'],
      categoryList,
    ),
    'a list that PowerMTA does not know there': `<nonsense x>\n${inReply('skip_mx')}</nonsense>\n`,
  },
  report: {
    ...Object.fromEntries(
      ROWS.map(([line, { text, messageId, at, severity }]) => [
        line,
        { texts: text, findings: [{ messageId, at, severity }] },
      ]),
    ),
    'each action of a rule': {
      texts: inReply('skip_mx,boune-queue'),
      findings: [
        { messageId: 'unknown', at: '2 skip_mx', data: { subject: 'skip_mx', meant: 'skip-mx' } },
        { messageId: 'unknown', at: '2 boune-queue', data: { meant: 'bounce-queue' } },
      ],
    },
    'an action that PowerMTA 6.0 may have': {
      texts: inReply('pause-queue'),
      settings: { version: '6.0' },
      findings: [{ messageId: 'unknown', at: '2 pause-queue', severity: 'warning', data: { meant: null } }],
    },
    'a typo for PowerMTA 6.0': {
      texts: inReply('mode=bakoff'),
      settings: { version: '6.0' },
      findings: [{ messageId: 'unknownValue', at: '2 mode=bakoff', severity: 'error' }],
    },
  },
  fix: Object.fromEntries(
    ROWS.filter(([, { after }]) => after !== null).map(([line, { text, after }]) => [
      line,
      { texts: text, fixed: after ?? '', effect: 'unsafe' },
    ]),
  ),
});

it.each(ROWS.filter(([, { after }]) => after === null))('offers no fix for %s', (_, { text }) => {
  expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('offers no fix for an action that PowerMTA 6.0 may have, but one for a typo', () => {
  const fixOf = (actions: string): unknown =>
    lintTexts(inReply(actions), [rule], { version: '6.0' }).findings[0]?.fix;
  expect(fixOf('pause-queue')).toBeNull();
  expect(fixOf('mode=bakoff')).toMatchObject({ edits: [{ text: 'mode=backoff' }] });
});

it.each([
  ['reply /a/', 'missing-value'],
  ['reply /a/ mode=backoff,reenable-after=soon', 'invalid-value conflicting-actions'],
  ['reply /a/ mode=bakoff', 'unknown-action'],
  ['reply /a#b/ skip_mx', 'hash-cuts-value'],
  ['reply /a/ recipient-priority=5', 'unknown-action'],
])('reports one mistake by one rule: %j', (line, expected) => {
  const { findings } = lintTexts(`<smtp-pattern-list x>\n${line}\n</smtp-pattern-list>\n`, NEIGHBOURS);
  expect(findings.map((finding) => finding.rule).join(' ')).toBe(expected);
});

it('leaves the value of recipient-priority to invalid-value', () => {
  const text = mailList('mail-from /a/ recipient-priority=500');
  expect(lintTexts(text, NEIGHBOURS).findings.map((finding) => finding.rule)).toEqual(['invalid-value']);
});
