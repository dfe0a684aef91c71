import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const list = (line: string): string => `<pattern-list x>\n ${line} virtual-mta=a\n</pattern-list>\n`;

/** Lines with the tightened pattern. */
const TIGHTENED = {
  'mail-from /@mta0.domain.com/': 'mail-from /@mta0\\.domain\\.com>?$/',
  'mail-from /@mta0\\.domain\\.com/': 'mail-from /@mta0\\.domain\\.com>?$/',
  'mail-from /@a.example.com>?$/': 'mail-from /@a\\.example\\.com>?$/',
  'mail-from /@example\\.com$/': 'mail-from /@example\\.com>?$/',
  'rcpt-to /\\@example.co.uk\\b/': 'rcpt-to /\\@example\\.co\\.uk\\b/',
  'rcpt-to /^[^@]+@gmail.com$/': 'rcpt-to /^[^@]+@gmail\\.com>?$/',
  'rcpt-to /^user@gmail\\.com$/': 'rcpt-to /^user@gmail\\.com>?$/',
  'rcpt-to /gmail.com$/': 'rcpt-to /gmail\\.com>?$/',
  'mail-from /news-letter.example.org/': 'mail-from /news-letter\\.example\\.org>?$/',
  'mail-from /@example.com.*/': 'mail-from /@example\\.com.*/',
  'mail-from /@xn--bcher-kva.example/': 'mail-from /@xn--bcher-kva\\.example>?$/',
  'header From /@example.com/': 'header From /@example\\.com/',
  'header "reply-to" /@example\\.com$/': 'header "reply-to" /@example\\.com>?\\s*$/',
};

const nested =
  '<pattern-list x>\r\n MAIL-FROM /@a.example.com/ <pattern-list>\r\n  rcpt-to /@b.example.com/ virtual-mta=b\r\n  * virtual-mta=a\r\n </pattern-list>\r\n</pattern-list>\r\n';

const loose = (at: string) => ({ messageId: 'loose', at, severity: 'info' }) as const;

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
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
      ],
      list,
    ),
    'a reply': '<smtp-pattern-list x>\n reply /@example.com/ mode=backoff\n</smtp-pattern-list>\n',
    'a loose pattern below preset strict': {
      texts: list('mail-from /@example.com/'),
      settings: settingsFor({ preset: 'recommended' }),
    },
  },
  report: {
    ...casesOf('', Object.keys(TIGHTENED), (line) => ({
      texts: list(line),
      findings: [loose(`2 ${/\/.*\//.exec(line)?.[0] ?? ''}`)],
    })),
    'a nested list, in upper case and with CRLF': {
      texts: nested,
      findings: [loose('2 /@a.example.com/'), loose('3 /@b.example.com/')],
    },
    'a fragment': {
      texts: 'mail-from /@a.example.com/ virtual-mta=a\n',
      options: { scope: 'pattern-list' },
      findings: [{ ...loose('1 /@a.example.com/'), data: { faults: ['dots', 'open'] } }],
    },
    'an end before the bracket': {
      texts: list('mail-from /@a.example\\.com$/'),
      findings: [{ ...loose('2 /@a.example\\.com$/'), data: { faults: ['end', 'dots'] } }],
    },
  },
  fix: {
    ...casesOf('', Object.keys(TIGHTENED), (line) => ({
      texts: list(line),
      fixed: list(TIGHTENED[line as keyof typeof TIGHTENED]),
    })),
    'a nested list': {
      texts: nested,
      fixed: nested
        .replace('a.example.com', 'a\\.example\\.com>?$')
        .replace('b.example.com', 'b\\.example\\.com>?$'),
    },
  },
});

it('names every fault', () => {
  const [finding] = lintTexts(list('mail-from /@example.com/'), [rule]).findings;
  expect(finding?.message).toBe(
    "'/@example.com/' means the domain 'example.com', but its dots stand for any character, since '\\.' is a dot, and nothing ends it, so that 'example.com.example' matches too: mail takes a VMTA that was not meant for it; write '/@example\\.com>?$/'",
  );
});
