import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { applyEdits, selectEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

const list = (line: string): string => `<pattern-list x>\n ${line} virtual-mta=a\n</pattern-list>\n`;

function rewritten(text: string): string {
  const { findings } = lintTexts(text, [rule]);
  expect(findings.map(({ severity }) => severity)).toEqual(['info']);
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  return applyEdits(text, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
}

it.each([
  ['mail-from /@mta0.domain.com/', 'mail-from /@mta0\\.domain\\.com>?$/'],
  ['mail-from /@mta0\\.domain\\.com/', 'mail-from /@mta0\\.domain\\.com>?$/'],
  ['mail-from /@a.example.com>?$/', 'mail-from /@a\\.example\\.com>?$/'],
  ['mail-from /@example\\.com$/', 'mail-from /@example\\.com>?$/'],
  ['rcpt-to /\\@example.co.uk\\b/', 'rcpt-to /\\@example\\.co\\.uk\\b/'],
  ['rcpt-to /^[^@]+@gmail.com$/', 'rcpt-to /^[^@]+@gmail\\.com>?$/'],
  ['rcpt-to /^user@gmail\\.com$/', 'rcpt-to /^user@gmail\\.com>?$/'],
  ['rcpt-to /gmail.com$/', 'rcpt-to /gmail\\.com>?$/'],
  ['mail-from /news-letter.example.org/', 'mail-from /news-letter\\.example\\.org>?$/'],
  ['mail-from /@example.com.*/', 'mail-from /@example\\.com.*/'],
  ['mail-from /@xn--bcher-kva.example/', 'mail-from /@xn--bcher-kva\\.example>?$/'],
  ['header From /@example.com/', 'header From /@example\\.com/'],
  ['header "reply-to" /@example\\.com$/', 'header "reply-to" /@example\\.com>?\\s*$/'],
])('tightens %s', (before, after) => {
  const text = rewritten(list(before));
  expect(text).toBe(list(after));
  expect(lintTexts(text, [rule]).findings).toEqual([]);
});

it.each([
  'mail-from /@example\\.com>/',
  'mail-from /@example\\.com>?$/',
  'mail-from /@example\\.com\\z/',
  'mail-from /@(a|b).example.com/',
  'mail-from /@.*\\.example\\.com>?$/',
  'mail-from /user@example.com/',
  'mail-from /@[^.]+.com/',
  'mail-from /@example/',
  'mail-from /@example.c/',
  'mail-from /@example.10/',
  'mail-from /bounce.campaign/',
  'mail-from /bounce/',
  'mail-from /@*.example.com/',
  'mail-from /@example.com?/',
  'mail-from /@exa(mple).com/',
  'mail-from /(?x) @example.com/',
  'mail-from /@$domain.com/',
  'header from /@example\\.com/',
  'header x-campaign /@example.com/',
  'header subject /example.com/',
])('finds nothing in %s', (line) => {
  expect(lintTexts(list(line), [rule]).findings).toEqual([]);
});

it('leaves replies and bounces alone, and speaks from preset strict on', () => {
  expect(
    lintTexts('<smtp-pattern-list x>\n reply /@example.com/ mode=backoff\n</smtp-pattern-list>\n', [rule])
      .findings,
  ).toEqual([]);
  const text = list('mail-from /@example.com/');
  expect(lintTexts(text, [rule], settingsFor({ preset: 'recommended' })).findings).toEqual([]);
});

it('sees nested lists, upper case, CRLF and fragments', () => {
  const nested =
    '<pattern-list x>\r\n MAIL-FROM /@a.example.com/ <pattern-list>\r\n  rcpt-to /@b.example.com/ virtual-mta=b\r\n  * virtual-mta=a\r\n </pattern-list>\r\n</pattern-list>\r\n';
  expect(rewrittenAll(nested)).toBe(
    nested.replace('a.example.com', 'a\\.example\\.com>?$').replace('b.example.com', 'b\\.example\\.com>?$'),
  );
  expect(
    lintTexts('mail-from /@a.example.com/ virtual-mta=a\n', [rule], {}, { scope: 'pattern-list' }).findings,
  ).toHaveLength(1);
});

function rewrittenAll(text: string): string {
  const fixes = lintTexts(text, [rule]).findings.flatMap(({ fix }) => fix ?? []);
  return applyEdits(text, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
}
