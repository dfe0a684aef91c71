import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as looseDomain } from '../loose-domain-regex/rule.ts';
import { applyEdits, selectEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

const mail = (line: string): string => `<pattern-list x>\n ${line} virtual-mta=a\n</pattern-list>\n`;
const reply = (pattern: string): string =>
  `<smtp-pattern-list x>\n reply ${pattern} mode=backoff\n</smtp-pattern-list>\n`;

function rewritten(text: string): string {
  const { findings } = lintTexts(text, [rule]);
  expect(findings.map(({ severity }) => severity)).toEqual(['error']);
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  return applyEdits(text, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
}

it.each([
  ['rcpt-to /@*.foo.com/', 'rcpt-to /@.*\\.foo\\.com>?$/'],
  ['mail-from /*@x.com/', 'mail-from /@x\\.com>?$/'],
  ['mail-from /@*/', 'mail-from /@/'],
  ['mail-from /*.gmail.com/', 'mail-from /\\.gmail\\.com>?$/'],
  ['mail-from /*news*/', 'mail-from /news/'],
  ['header from /*@x.com/', 'header from /@x\\.com>?$/'],
  ['header x-campaign /*spring sale*/', 'header x-campaign /spring sale/'],
  // More than wildcards: no guess.
  ['mail-from /^*@x\\.com/', 'mail-from /^*@x\\.com/'],
  ['mail-from /(*.com|*.net)/', 'mail-from /(*.com|*.net)/'],
  ['mail-from /a|*b/', 'mail-from /a|*b/'],
  ['mail-from /\\@*\\.x\\.com/', 'mail-from /\\@*\\.x\\.com/'],
  ['mail-from /*/', 'mail-from /*/'],
])('says what %s means', (before, after) => {
  expect(rewritten(mail(before))).toBe(mail(after));
});

it('leaves nothing for the rule about domains to say', () => {
  for (const line of ['rcpt-to /@*.foo.com/', 'mail-from /*@x.com/'])
    expect(lintTexts(rewritten(mail(line)), [rule, looseDomain]).findings).toEqual([]);
});

it('reads replies and bounces, where only a leading * is sure', () => {
  expect(rewritten(reply('/*too many*/'))).toBe(reply('/too many/'));
  const bounces = '<bounce-category-patterns>\n /*quota*/ quota-issues\n</bounce-category-patterns>\n';
  expect(lintTexts(bounces, [rule]).findings).toHaveLength(1);
  expect(lintTexts(reply('/<\\w+@*/'), [rule]).findings).toEqual([]);
});

it.each([
  'mail-from /.*@x\\.com/',
  'mail-from /[^@]*@x\\.com/',
  'mail-from /foo*bar/',
  'mail-from /[*@]*x/',
  'mail-from /(*UTF8)x@/',
  'mail-from /(?:a)*x/',
  'mail-from /\\*@x/',
  'mail-from /[@]*x/',
  'mail-from /{{domain}}*@*/',
])('finds nothing in %s', (line) => {
  expect(lintTexts(mail(line), [rule]).findings).toEqual([]);
});

it('sees the pattern that opens a nested list, and a fragment of bare rules', () => {
  const nested =
    '<pattern-list x>\n mail-from /@*.x.com/ <pattern-list>\n  * virtual-mta=a\n </pattern-list>\n</pattern-list>\n';
  expect(lintTexts(nested, [rule]).findings).toHaveLength(1);
  expect(
    lintTexts('mail-from /*@x.com/ virtual-mta=a\r\n', [rule], {}, { scope: 'pattern-list' }).findings,
  ).toHaveLength(1);
});
