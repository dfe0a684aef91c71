import { describe, expect, it } from 'vitest';
import { rule as conflicting } from '../conflicting-actions/rule.ts';
import { rule } from './rule.ts';
import { rule as hashCutsValue } from '../../syntax/hash-cuts-value/rule.ts';
import { rule as invalidValue } from '../../names/invalid-value/rule.ts';
import { rule as missingValue } from '../../names/missing-value/rule.ts';
import { rule as wrappedValue } from '../../syntax/wrapped-value/rule.ts';
import type { Settings } from '../../../src/engine/settings.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

const NEIGHBOURS = [rule, conflicting, hashCutsValue, invalidValue, missingValue, wrappedValue];

function inReply(actions: string): string {
  return `<smtp-pattern-list x>\nreply /a/ ${actions}\n</smtp-pattern-list>\n`;
}

function inList(line: string): string {
  return `<pattern-list x>\n${line}\n</pattern-list>\n`;
}

function inCategories(line: string): string {
  return `<bounce-category-patterns>\n${line}\n</bounce-category-patterns>\n`;
}

/** The severity, the text that is marked, and the line after the fix; null for none. */
function judged(text: string, settings: Partial<Settings> = {}): [string, string, string | null][] {
  return lintTexts(text, [rule], settings).findings.map(({ severity, start, end, fix }) => {
    const line = fix === null ? null : (applyEdits(text, fix.edits).split('\n')[1] ?? '');
    if (fix !== null) expect(fix.safety).toBe('unsafe');
    return [severity, text.slice(start, end), line];
  });
}

describe('unknown-action', () => {
  it.each([
    ['mode=bakoff', 'mode=bakoff', 'mode=backoff'],
    ['mode=back-off,skip-mx', 'mode=back-off', 'mode=backoff,skip-mx'],
    ['backoff', 'backoff', 'mode=backoff'],
    ['skip_mx', 'skip_mx', 'skip-mx'],
    ['skip-mx=yes', 'skip-mx=yes', 'skip-mx'],
    ['disable-source-ip,re-enable-after=1h', 're-enable-after=1h', 'disable-source-ip,reenable-after=1h'],
    ['mode=backoff disable-source-ip', 'mode=backoff disable-source-ip', 'mode=backoff,disable-source-ip'],
    ['mode=backoff;skip-mx', 'mode=backoff;skip-mx', 'mode=backoff,skip-mx'],
    ['"mode=bakoff"', 'mode=bakoff', '"mode=backoff"'],
  ])('knows what is meant by %j', (actions, marked, mended) => {
    expect(judged(inReply(actions))).toEqual([['error', marked, `reply /a/ ${mended}`]]);
    expect(judged(inReply(mended))).toEqual([]);
  });

  it.each([
    ['bounce-category=spam-related', 'bounce-category=spam-related'],
    ['mode=fast', 'mode=fast'],
    ['mode', 'mode'],
    ['reenable-after', 'reenable-after'],
    ['skip-mx=1h', 'skip-mx=1h'],
    ['virtual-mta=a', 'virtual-mta=a'],
  ])('has no guess for %j', (actions, marked) => {
    expect(judged(inReply(actions))).toEqual([['error', marked, null]]);
  });

  it.each([
    ['mode=backoff,backoff-to-normal-after=1h, disable-source-ip, reenable-after=2h, skip-mx'],
    ['bounce-queue,bounce-rcpt,defer-queue,mode=normal'],
    ['MODE=BACKOFF'],
    ['{{ actions }}'],
    ['mode=$mode'],
    ['mode=backoff,'],
    ['mode=backoff \\'],
  ])('says nothing of %j', (actions) => {
    expect(judged(inReply(actions))).toEqual([]);
  });

  it('reports each action of a rule', () => {
    expect(judged(inReply('skip_mx,boune-queue')).map(([, marked]) => marked)).toEqual([
      'skip_mx',
      'boune-queue',
    ]);
  });

  it('offers no fix after which the rule contradicts itself', () => {
    expect(judged(inReply('bounce-queue,skip_mx'))).toEqual([['error', 'skip_mx', null]]);
  });

  it('is a warning for a word that PowerMTA 6.0 may have, not for a near miss', () => {
    const settings = { version: '6.0' } as const;
    expect(judged(inReply('pause-queue'), settings)).toEqual([['warning', 'pause-queue', null]]);
    expect(judged(inReply('mode=bakoff'), settings)).toMatchObject([
      ['error', 'mode=bakoff', 'reply /a/ mode=backoff'],
    ]);
  });

  it.each([
    ['header x-a /a/ virtual-mat=v', 'virtual-mat=v', 'header x-a /a/ virtual-mta=v', 'error'],
    ['rcpt-to /a/ virtual-mta: v', 'virtual-mta: v', 'rcpt-to /a/ virtual-mta=v', 'warning'],
    ['mail-from /a/ call-to=l', 'call-to=l', 'mail-from /a/ call-to: l', 'warning'],
    [
      '* virtual-mta=v recipient-priority=5',
      'virtual-mta=v recipient-priority=5',
      '* virtual-mta=v,recipient-priority=5',
      'error',
    ],
    ['* vmta=v', 'vmta=v', null, 'error'],
    ['* virtual-mta', 'virtual-mta', null, 'error'],
  ] as const)('judges results of a pattern-list: %j', (line, marked, mended, severity) => {
    expect(judged(inList(line))).toEqual([[severity, marked, mended]]);
    if (mended !== null) expect(judged(inList(mended))).toEqual([]);
  });

  it.each([
    ['header x-a /a/ virtual-mta=v, recipient-priority=60'],
    ['mail-from /a/ call-to: l'],
    ['mail-from /a/ call-to:l'],
    ['rcpt-to /a/ <pattern-list>\n* virtual-mta=v\n</pattern-list>'],
    ['* virtual-mta={{ v }}'],
  ])('takes %j of a pattern-list as it is', (line) => {
    expect(judged(inList(line))).toEqual([]);
  });

  it.each([
    ['/a/ quota-issue', 'quota-issue', '/a/ quota-issues', 'warning'],
    ['/a/ "bad-mailbx"  # x', '"bad-mailbx"', '/a/ "bad-mailbox"  # x', 'warning'],
    ['/a/ Spam-Related', 'Spam-Related', '/a/ spam-related', 'info'],
    ['/a/ spam related', 'spam related', '/a/ spam-related', 'warning'],
  ])('warns of a category with a slip: %j', (line, marked, mended, severity) => {
    expect(judged(inCategories(line))).toEqual([[severity, marked, mended]]);
    expect(judged(inCategories(mended))).toEqual([]);
  });

  it.each([
    ['/a/ quota-issues'],
    ['/a/ hardbnc'],
    ['/a/ YAHOO-block'],
    ['// other'],
    ['/a/ {{category}}'],
    ['/a/'],
  ])('takes any other word for a category: %j', (line) => {
    expect(judged(inCategories(line))).toEqual([]);
  });

  it.each([
    ['reply /a/', 'missing-value'],
    ['reply /a/ mode=backoff,reenable-after=soon', 'invalid-value conflicting-actions'],
    ['reply /a/ mode=bakoff', 'unknown-action'],
    ['reply /a#b/ skip_mx', 'hash-cuts-value'],
    ['reply /a/ recipient-priority=5', 'unknown-action'],
  ])('leaves one mistake to one rule: %j', (line, expected) => {
    const text = `<smtp-pattern-list x>\n${line}\n</smtp-pattern-list>\n`;
    expect(
      lintTexts(text, NEIGHBOURS)
        .findings.map((finding) => finding.rule)
        .join(' '),
    ).toBe(expected);
  });

  it('judges the value of recipient-priority nowhere twice', () => {
    const text = inList('mail-from /a/ recipient-priority=500');
    expect(lintTexts(text, NEIGHBOURS).findings.map((finding) => finding.rule)).toEqual(['invalid-value']);
  });

  it('stands at the name of a rule that goes over several lines, without a fix', () => {
    const text = inReply('mode=backoff, \\\n  skip_mx');
    expect(judged(text)).toEqual([['error', 'reply', null]]);
  });

  it('says nothing where the list cannot stand', () => {
    expect(judged(`<nonsense x>\n${inReply('skip_mx')}</nonsense>\n`)).toEqual([]);
  });
});
