import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const list = (pattern: string): string =>
  `<smtp-pattern-list x>\n reply ${pattern} mode=backoff\n</smtp-pattern-list>\n`;

/** Patterns as they were before the copy. */
const RESTORED: Readonly<Record<string, string>> = {
  '/d+.d+.d+.d+ blocked/': '/\\d+\\.\\d+\\.\\d+\\.\\d+ blocked/',
  '/d{1,3}.d{1,3} is listed/': '/\\d{1,3}\\.\\d{1,3} is listed/',
  '/S+@S+/': '/\\S+@\\S+/',
  '/w+@w+.com rejected/': '/\\w+@\\w+.com rejected/',
  '/^4dd /': '/^4\\d\\d /',
  '/^(?:4dd|5dd) x/': '/^(?:4\\d\\d|5dd) x/',
  '/^[45]dd too many/': '/^[45]\\d\\d too many/',
  '/5.d.d unknown/': '/5\\.\\d\\.\\d unknown/',
  '/^5d{2}/': '/^5\\d{2}/',
  '/retry in d+ seconds/': '/retry in \\d+ seconds/',
};

/** Patterns whose brackets had backslashes before the copy. */
const RESTORED_BRACKETS: Readonly<Record<string, string>> = {
  '/[TS01] Messages from/': '/\\[TS01\\] Messages from/',
  '/^421 4\\.7\\.0 [TSS04] /': '/^421 4\\.7\\.0 \\[TSS04\\] /',
  '/([TS01]|[TS02]) Messages from/': '/(\\[TS01\\]|\\[TS02\\]) Messages from/',
};

const bounces = '<bounce-category-patterns>\n /d+.d+.d+.d+/ spam-related\n</bounce-category-patterns>\n';
const lost = (at: string) => ({ messageId: 'lost', at }) as const;

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        '"/d+.d+/"',
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
        '/relay [abc] says wait/',
        '/\\[TS01\\] Messages from/',
        '/^421 4.7.0 .TSS[045]{2}. Messages/',
        '/[TS01]|temporarily deferred/',
        '"/[TS01] Messages from/"',
        '/{{code}} [TS01] Messages from/',
      ],
      list,
    ),
    'a subject with a lone letter':
      '<pattern-list x>\n header subject /vitamin d+/ virtual-mta=a\n</pattern-list>\n',
  },
  report: {
    ...casesOf('', Object.keys(RESTORED), (pattern) => ({
      texts: list(pattern),
      findings: [lost(`2 ${pattern}`)],
    })),
    ...casesOf('', Object.keys(RESTORED_BRACKETS), (pattern) => ({
      texts: list(pattern),
      findings: [{ messageId: 'lostBrackets', at: `2 ${pattern}` }],
    })),
    'brackets in a bounce category': {
      texts:
        '<bounce-category-patterns>\n /[TSS07] Connections will/ spam-related\n</bounce-category-patterns>\n',
      findings: [
        {
          messageId: 'lostBrackets',
          at: '2 /[TSS07] Connections will/',
          data: { pattern: '/[TSS07] Connections will/', codes: ['[TSS07]'] },
        },
      ],
    },
    'a bounce category': {
      texts: bounces,
      findings: [{ ...lost('2 /d+.d+.d+.d+/'), data: { letters: ['d'], list: 'bounce-category-patterns' } }],
    },
    'the pattern that opens a nested list': {
      texts:
        '<pattern-list x>\n mail-from /S+@S+/ <pattern-list>\n  * virtual-mta=a\n </pattern-list>\n</pattern-list>\n',
      findings: [lost('2 /S+@S+/')],
    },
    'a fragment': {
      texts: 'reply /S+@S+/ mode=backoff\n',
      options: { scope: 'smtp-pattern-list' },
      findings: [lost('1 /S+@S+/')],
    },
    'an included file, in upper case and with CRLF': {
      texts: {
        config: 'include list\n',
        list: list('/d+.d+/').toUpperCase().replace('D+.D+', 'd+.d+').replaceAll('\n', '\r\n'),
      },
      findings: [lost('list:2 /d+.d+/')],
    },
  },
  fix: casesOf('', Object.keys({ ...RESTORED, ...RESTORED_BRACKETS }), (pattern) => ({
    texts: list(pattern),
    fixed: list({ ...RESTORED, ...RESTORED_BRACKETS }[pattern] ?? ''),
  })),
});

it('says what becomes of the bounces', () => {
  const [finding] = lintTexts(bounces, [rule]).findings;
  expect(finding?.message).toMatch(/: the bounces that the rule was written for get another category$/);
});

it('takes time in proportion to the number of letters', () => {
  const check = (count: number): void => {
    expect(lintTexts(list(`/${'d+.'.repeat(count)}x/`), [rule]).findings).toHaveLength(1);
  };
  expect(growth(5000, check)).toBeLessThan(LINEAR);
});
