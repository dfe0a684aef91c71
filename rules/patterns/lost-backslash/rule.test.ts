import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits, selectEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

const list = (pattern: string): string =>
  `<smtp-pattern-list x>\n reply ${pattern} mode=backoff\n</smtp-pattern-list>\n`;

/** What the fix makes of a pattern; the pattern itself where nothing is found. */
function restored(text: string): string {
  const { findings } = lintTexts(text, [rule]);
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  return applyEdits(text, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
}

it.each([
  ['/d+.d+.d+.d+ blocked/', '/\\d+\\.\\d+\\.\\d+\\.\\d+ blocked/'],
  ['/d{1,3}.d{1,3} is listed/', '/\\d{1,3}\\.\\d{1,3} is listed/'],
  ['/S+@S+/', '/\\S+@\\S+/'],
  ['/w+@w+.com rejected/', '/\\w+@\\w+.com rejected/'],
  ['/^4dd /', '/^4\\d\\d /'],
  ['/^(?:4dd|5dd) x/', '/^(?:4\\d\\d|5dd) x/'],
  ['/^[45]dd too many/', '/^[45]\\d\\d too many/'],
  ['/5.d.d unknown/', '/5\\.\\d\\.\\d unknown/'],
  ['/^5d{2}/', '/^5\\d{2}/'],
  ['/retry in d+ seconds/', '/retry in \\d+ seconds/'],
  ['"/d+.d+/"', '"/d+.d+/"'],
])('puts back what %s lost', (before, after) => {
  expect(restored(list(before))).toBe(list(after));
});

it.each([
  '/\\d+.d+.d+/',
  '/\\d+\\.\\d+ blocked/',
  '/[\\d.]+ d+ x/',
  '/added+ later/',
  '/word+s+ fit/',
  '/d+igit/',
  '/(?x) d+ . d+/',
  '/[d+.d+]/',
  '/\\Qd+.d+\\E/',
  '/s+ and w+/',
  '/4ddd/',
  '/450 4dd/',
  '/{{d+.d+}}/',
  '/www.spamcop.net/',
  '/d?.d?/',
])('finds nothing in %s', (pattern) => {
  expect(lintTexts(list(pattern), [rule]).findings).toEqual([]);
});

it('reads all kinds of lists, nested ones and fragments too', () => {
  const bounces = '<bounce-category-patterns>\n /d+.d+.d+.d+/ spam-related\n</bounce-category-patterns>\n';
  expect(lintTexts(bounces, [rule]).findings.map(({ message }) => message.split(': ').at(-1))).toEqual([
    'the bounces that the rule was written for get another category',
  ]);
  const nested =
    '<pattern-list x>\n mail-from /S+@S+/ <pattern-list>\n  * virtual-mta=a\n </pattern-list>\n</pattern-list>\n';
  expect(lintTexts(nested, [rule]).findings).toHaveLength(1);
  expect(
    lintTexts('reply /S+@S+/ mode=backoff\n', [rule], {}, { scope: 'smtp-pattern-list' }).findings,
  ).toHaveLength(1);
  // A subject may hold a lone letter.
  const subject = '<pattern-list x>\n header subject /vitamin d+/ virtual-mta=a\n</pattern-list>\n';
  expect(lintTexts(subject, [rule]).findings).toEqual([]);
});

it('sees a list in an included file, behind CRLF and in upper case', () => {
  const texts = {
    config: 'include list\n',
    list: list('/d+.d+/').toUpperCase().replace('D+.D+', 'd+.d+').replaceAll('\n', '\r\n'),
  };
  const { findings } = lintTexts(texts, [rule]);
  expect(findings.map(({ path }) => path)).toEqual(['/etc/pmta/list']);
});

it('checks a pattern in time that grows with the number of candidates', () => {
  const check = (count: number): void => {
    expect(lintTexts(list(`/${'d+.'.repeat(count)}x/`), [rule]).findings).toHaveLength(1);
  };
  expect(growth(5000, check)).toBeLessThan(LINEAR);
});
