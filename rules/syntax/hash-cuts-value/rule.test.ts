import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as syntaxError } from '../syntax-error/rule.ts';
import { rule } from './rule.ts';

function inside(section: string, line: string): string {
  return `<${section}>\n${line}\n</${section.split(' ')[0] ?? ''}>\n`;
}

/** A section, a line in it, the finding and its text. */
const REPORTED = [
  ['smtp-user u', 'password abc#def', 'rest', 'password'],
  ['smtp-user u', 'password ## YOUR PASSWORD ##', 'everything', 'password'],
  ['smtp-user u', 'password#secret', 'everything', 'password'],
  ['domain d', 'smtp-client-certificate /etc/pmta/a.pem pass#word', 'rest', 'smtp-client-certificate'],
  ['domain d', 'max-smtp-out # 20', 'everything', 'max-smtp-out'],
  ['domain d', 'max-smtp-out twenty#five', 'rest', 'max-smtp-out'],
  ['domain d', 'max-msg-rate 100/#h', 'rest', 'max-msg-rate'],
  ['domain d', 'file-destination /var/mail#1/x', 'rest', 'file-destination'],
  ['smtp-pattern-list p', 'reply /code #4\\.7/ mode=backoff', 'regex', 'reply'],
  ['smtp-pattern-list p', 'reply /code [#]/', 'regex', 'reply'],
  ['bounce-category-patterns', '/#550/ spam-related', 'regex', '/'],
  ['bounce-category-patterns', '/address rejected \\(#5.1.1\\)/', 'regex', '/address rejected \\('],
] as const;

const ACCEPTED = [
  ['smtp-user u', 'password abcdef # changed'],
  ['domain d', 'max-smtp-out 20#was 10'],
  ['domain d', 'max-msg-rate 100/hour#slow'],
  ['domain d', 'auth-password {{ password }}#'],
  ['domain d', 'auth-password $password#x'],
  ['domain d', 'smtp-hosts "a.example"#x'],
  ['smtp-pattern-list p', 'reply /code/ mode=backoff # 5/h'],
  ['smtp-pattern-list p', 'reply /code/ mode=backoff#fast'],
  ['bounce-category-patterns', '/spam/ spam-related # see /etc/x/ too'],
  ['domain d', 'auth-username "#{user}"'],
  ['domain d', 'unheard-of # yes'],
] as const;

const cutTag = '<acct-file /var/log/acct#1.csv>\nrecords d\n</acct-file>\n';

testRule(rule, {
  accept: {
    ...Object.fromEntries(ACCEPTED.map(([section, line]) => [line, inside(section, line)])),
    'a pattern without end, and no hash in it': inside(
      'bounce-category-patterns',
      '/mailbox (full| # and/or more',
    ),
    'a comment in a tag without end': '<domain d # mail\n</domain>\n',
  },
  report: {
    ...Object.fromEntries(
      REPORTED.flatMap(([section, line, messageId, at]) =>
        [inside(section, line), inside(section, line).replaceAll('\n', '\r\n')].map((texts, index) => [
          `${line}${index === 0 ? '' : ' with CRLF'}`,
          { texts, findings: [{ messageId, at: `2 ${at}`, severity: 'error' as const }] },
        ]),
      ),
    ),
    'a hash in quotes': {
      texts: 'log-file "/var/log/pmta #1/log"\n',
      findings: [{ messageId: 'quoted', at: '1 log-file', severity: 'warning' }],
    },
    'a tag that is cut': {
      texts: cutTag,
      findings: [{ messageId: 'tag', at: '1 <acct-file /var/log/acct', severity: 'error' }],
    },
  },
});

it.each([
  ...REPORTED.map(([section, line]) => [inside(section, line), ['hash-cuts-value']] as const),
  ...ACCEPTED.map(([section, line]) => [inside(section, line), []] as const),
  [cutTag, ['hash-cuts-value']] as const,
  [inside('bounce-category-patterns', '/mailbox (full| # and/or more'), ['syntax-error']] as const,
  ['<domain d # mail\n</domain>\n', ['syntax-error']] as const,
])('is reported instead of syntax-error: %j', (text, expected) => {
  for (const texts of [text, text.replaceAll('\n', '\r\n')])
    expect(lintTexts(texts, [rule, syntaxError]).findings.map((finding) => finding.rule)).toEqual(expected);
});

it('never shows a secret', () => {
  const text =
    inside('smtp-user u', 'password hunter2#xyz') + inside('domain d', 'auth-password "hunter2#xyz"');
  const shown = lintTexts(text, [rule]).findings.map(({ message, data }) => [message, data]);
  expect(shown).toHaveLength(2);
  expect(JSON.stringify(shown)).not.toMatch(/hunter2|xyz/);
});
