import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as syntaxError } from '../syntax-error/rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function found(text: string): string[] {
  const { findings } = lintTexts(text, [rule, syntaxError]);
  return findings.map(({ rule: id, severity, start, end }) => `${id} ${severity} ${text.slice(start, end)}`);
}

function inside(section: string, line: string): string {
  return `<${section}>\n${line}\n</${section.split(' ')[0] ?? ''}>\n`;
}

describe('hash-cuts-value', () => {
  it.each([
    ['smtp-user u', 'password abc#def', 'password'],
    ['smtp-user u', 'password ## YOUR PASSWORD ##', 'password'],
    ['smtp-user u', 'password#secret', 'password'],
    ['domain d', 'smtp-client-certificate /etc/pmta/a.pem pass#word', 'smtp-client-certificate'],
    ['domain d', 'max-smtp-out # 20', 'max-smtp-out'],
    ['domain d', 'max-smtp-out twenty#five', 'max-smtp-out'],
    ['domain d', 'max-msg-rate 100/#h', 'max-msg-rate'],
    ['domain d', 'file-destination /var/mail#1/x', 'file-destination'],
    ['smtp-pattern-list p', 'reply /code #4\\.7/ mode=backoff', 'reply'],
    ['smtp-pattern-list p', 'reply /code [#]/', 'reply'],
    ['bounce-category-patterns', '/#550/ spam-related', '/'],
    ['bounce-category-patterns', '/address rejected \\(#5.1.1\\)/', '/address rejected \\('],
  ])('in %s: %s', (section, line, at) => {
    expect(found(inside(section, line))).toEqual([`hash-cuts-value error ${at}`]);
    expect(found(inside(section, line).replaceAll('\n', '\r\n'))).toEqual([`hash-cuts-value error ${at}`]);
  });

  it.each([
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
  ])('says nothing in %s: %s', (section, line) => {
    expect(found(inside(section, line))).toEqual([]);
  });

  it('leaves a pattern without end, and no hash in it, to syntax-error', () => {
    expect(found(inside('bounce-category-patterns', '/mailbox (full| # and/or more'))).toEqual([
      'syntax-error error /mailbox (full|',
    ]);
  });

  it('is a warning inside quotes', () => {
    expect(found('log-file "/var/log/pmta #1/log"\n')).toEqual(['hash-cuts-value warning log-file']);
  });

  it('speaks of a tag that is cut', () => {
    const text = '<acct-file /var/log/acct#1.csv>\nrecords d\n</acct-file>\n';
    expect(found(text)).toEqual(['hash-cuts-value error <acct-file /var/log/acct']);
    expect(found('<domain d # mail\n</domain>\n')).toEqual(['syntax-error error <domain d']);
  });

  it('never shows a secret', () => {
    const text =
      inside('smtp-user u', 'password hunter2#xyz') + inside('domain d', 'auth-password "hunter2#xyz"');
    const messages = lintTexts(text, [rule]).findings.map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toMatch(/hunter2|xyz/);
  });
});
