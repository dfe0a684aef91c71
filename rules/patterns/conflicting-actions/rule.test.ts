import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { mailList, replyList } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as unknownAction } from '../unknown-action/rule.ts';
import { rule } from './rule.ts';

/** The actions of a rule, the finding, and the action that it is about. */
const REPORTED = [
  ['mode=backoff,mode=normal', 'opposed', 'mode=normal'],
  ['MODE=normal, Mode=Backoff', 'opposed', 'Mode=Backoff'],
  ['skip-mx,bounce-queue', 'opposed', 'bounce-queue'],
  ['bounce-queue,mode=backoff,skip-mx', 'opposed', 'skip-mx'],
  ['backoff-to-normal-after=1h', 'leaderMissing', 'backoff-to-normal-after=1h'],
  ['mode=normal,backoff-to-normal-after=1h', 'leaderMissing', 'backoff-to-normal-after=1h'],
  ['reenable-after=1h,disable-source-ip', 'leaderLater', 'reenable-after=1h'],
  ['mode=backoff,mode=backoff', 'repeated', 'mode=backoff'],
  ['skip-mx,skip-mx', 'repeated', 'skip-mx'],
  ['disable-source-ip,reenable-after=1h,reenable-after=2h', 'repeated', 'reenable-after=2h'],
  ['"mode=backoff,mode=normal"', 'opposed', 'mode=normal'],
] as const;

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        'mode=backoff,backoff-to-normal-after=1h,disable-source-ip,reenable-after=1h,bounce-rcpt',
        'disable-source-ip,mode=backoff,reenable-after=1h',
        'skip-mx,defer-queue',
        '{{ actions }},reenable-after=1h',
        'mode=backoff,',
        // The misspelt name is what is wrong.
        'mod=backoff,backoff-to-normal-after=1h',
        'foo,foo',
        '',
      ],
      (actions) => replyList(`/a/ ${actions}`),
    ),
    'a pattern with the names of actions': replyList('/skip-mx,bounce-queue/ skip-mx'),
    'two results of a pattern-list': mailList('mail-from /a/ virtual-mta=a,recipient-priority=5'),
    'a nested list': mailList('mail-from /a/ <pattern-list>\n* virtual-mta=a\n</pattern-list>'),
  },
  report: {
    ...Object.fromEntries(
      REPORTED.map(([actions, messageId, action]) => [
        actions,
        {
          texts: replyList(`/a/ ${actions}`),
          findings: [{ messageId, at: `2 ${action}`, severity: 'error' }],
        },
      ]),
    ),
    'an action with the earlier one that it contradicts': {
      texts: replyList('/b/ skip-mx,bounce-queue'),
      findings: [{ messageId: 'opposed', at: '2 bounce-queue', related: ['2 skip-mx'] }],
    },
    'a repeated result': {
      texts: mailList('mail-from /a/ virtual-mta=a,virtual-mta=b'),
      findings: [{ messageId: 'repeated', at: '2 virtual-mta=b', severity: 'warning' }],
    },
    'a repeated result in the rule for all mail': {
      texts: mailList('* virtual-mta=a,virtual-mta=b'),
      findings: [{ messageId: 'repeated', at: '2 virtual-mta=b', severity: 'warning' }],
    },
    'a rule that goes over several lines at its name': {
      texts: replyList('/a/ mode=backoff, \\\n  mode=normal'),
      findings: [{ messageId: 'opposed', at: '2 reply', severity: 'error' }],
    },
  },
});

it('says that the order is wrong where the other action comes later', () => {
  const text = replyList('/a/ reenable-after=1h,disable-source-ip');
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain('stands before');
});

it('is reported next to unknown-action, but for other actions', () => {
  const text = replyList('/a/ skpi-mx,skip-mx,bounce-queue');
  const { findings } = lintTexts(text, [rule, unknownAction]);
  expect(findings.map(({ rule: id, start, end }) => `${id} ${text.slice(start, end)}`)).toEqual([
    'unknown-action skpi-mx',
    'conflicting-actions bounce-queue',
  ]);
});
