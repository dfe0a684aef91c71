import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as unknownAction } from '../unknown-action/rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

/** `severity start of the message`, and the text that is marked. */
function findingsIn(text: string): [string, string][] {
  return lintTexts(text, [rule]).findings.map(({ severity, start, end }) => [
    severity,
    text.slice(start, end),
  ]);
}

function inReply(actions: string): [string, string][] {
  return findingsIn(`<smtp-pattern-list x>\nreply /a/ ${actions}\n</smtp-pattern-list>\n`);
}

describe('conflicting-actions', () => {
  it.each([
    ['mode=backoff,mode=normal', 'mode=normal'],
    ['MODE=normal, Mode=Backoff', 'Mode=Backoff'],
    ['skip-mx,bounce-queue', 'bounce-queue'],
    ['bounce-queue,mode=backoff,skip-mx', 'skip-mx'],
    ['backoff-to-normal-after=1h', 'backoff-to-normal-after=1h'],
    ['mode=normal,backoff-to-normal-after=1h', 'backoff-to-normal-after=1h'],
    ['reenable-after=1h,disable-source-ip', 'reenable-after=1h'],
    ['mode=backoff,mode=backoff', 'mode=backoff'],
    ['skip-mx,skip-mx', 'skip-mx'],
    ['disable-source-ip,reenable-after=1h,reenable-after=2h', 'reenable-after=2h'],
    ['"mode=backoff,mode=normal"', 'mode=normal'],
  ])('finds fault with %j', (actions, marked) => {
    expect(inReply(actions)).toEqual([['error', marked]]);
  });

  it.each([
    ['mode=backoff,backoff-to-normal-after=1h,disable-source-ip,reenable-after=1h,bounce-rcpt'],
    ['disable-source-ip,mode=backoff,reenable-after=1h'],
    ['skip-mx,defer-queue'],
    ['{{ actions }},reenable-after=1h'],
    ['mode=backoff,'],
    // The misspelt name is what is wrong.
    ['mod=backoff,backoff-to-normal-after=1h'],
    ['foo,foo'],
    [''],
  ])('says nothing of %j', (actions) => {
    expect(inReply(actions)).toEqual([]);
  });

  it('says that the order is wrong where the other action comes later', () => {
    const text =
      '<smtp-pattern-list x>\nreply /a/ reenable-after=1h,disable-source-ip\n</smtp-pattern-list>\n';
    expect(lintTexts(text, [rule]).findings[0]?.message).toContain('stands before');
  });

  it('points at the earlier action', () => {
    const text = '<smtp-pattern-list x>\nreply /a/ skip-mx,bounce-queue\n</smtp-pattern-list>\n';
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.related.map(({ start, end }) => text.slice(start, end))).toEqual(['skip-mx']);
  });

  it('takes what stands in the pattern for no action', () => {
    const text = '<smtp-pattern-list x>\nreply /skip-mx,bounce-queue/ skip-mx\n</smtp-pattern-list>\n';
    expect(findingsIn(text)).toEqual([]);
  });

  it('warns of a result that stands twice in a pattern-list, also in the rule for all mail', () => {
    const list = (line: string): string => `<pattern-list x>\n${line}\n</pattern-list>\n`;
    expect(findingsIn(list('mail-from /a/ virtual-mta=a,virtual-mta=b'))).toEqual([
      ['warning', 'virtual-mta=b'],
    ]);
    expect(findingsIn(list('* virtual-mta=a,virtual-mta=b'))).toEqual([['warning', 'virtual-mta=b']]);
    expect(findingsIn(list('mail-from /a/ virtual-mta=a,recipient-priority=5'))).toEqual([]);
    expect(findingsIn(list('mail-from /a/ <pattern-list>\n* virtual-mta=a\n</pattern-list>'))).toEqual([]);
  });

  it('stands at the name of a rule that goes over several lines', () => {
    const text = '<smtp-pattern-list x>\nreply /a/ mode=backoff, \\\n  mode=normal\n</smtp-pattern-list>\n';
    expect(findingsIn(text)).toEqual([['error', 'reply']]);
  });

  it('speaks beside unknown-action, never of the same action', () => {
    const text = '<smtp-pattern-list x>\nreply /a/ skpi-mx,skip-mx,bounce-queue\n</smtp-pattern-list>\n';
    const { findings } = lintTexts(text, [rule, unknownAction]);
    expect(findings.map(({ rule: id, start, end }) => `${id} ${text.slice(start, end)}`)).toEqual([
      'unknown-action skpi-mx',
      'conflicting-actions bounce-queue',
    ]);
  });
});
