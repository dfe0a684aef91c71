import { describe, expect, it } from 'vitest';
import { rule as invalidValue } from '../../names/invalid-value/rule.ts';
import { rule as hashCutsValue } from '../../syntax/hash-cuts-value/rule.ts';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

function findingsIn(text: string): readonly Finding[] {
  return lintTexts(text, [rule]).findings;
}

function ofUser(user: string, password: string): readonly Finding[] {
  return findingsIn(`<smtp-user ${user}>\npassword ${password}\n</smtp-user>\n`);
}

const GUESSABLE = 'is among the first that are tried';

describe('weak-secret', () => {
  it.each([
    'password', 'Password1', 'P@ssw0rd', 'passw0rd2024!', '!!changeme', 'change-me', 'CHANGE_ME', 'change_me_please',
    'passwordpassword', 'qwertyuiop', '1q2w3e4r5t', '12345678', '87654321', 'abcd1234', 'aaaaaaaa', '12121212',
    'your-password', 'YOUR_PASSWORD_HERE', '<your password>', '[YOUR-SMTP-PASSWORD]', 'InsertYourSecretHere',
    'my_strong_password', 'replace-with-real-password', '"letmein"', 'powermta2020',
  ])('finds %j guessable', (password) => {
    const [finding] = ofUser('newsletter', password);
    expect(finding?.message).toContain(GUESSABLE);
    expect(finding?.severity).toBe('error');
  }); // prettier-ignore

  it.each([
    ['newsletter', 'newsletter'],
    ['newsletter', 'Newsletter-2024'],
    ['news@example.com', 'news@example.com'],
    ['news@example.com', 'news1234'],
    ['bob', 'bobbob'],
  ])('finds the own name of %s guessable: %s', (user, password) => {
    expect(ofUser(user, password)[0]?.message).toContain(GUESSABLE);
  });

  it('takes the name for auth-password from auth-username in the same block', () => {
    const block = (user: string): string =>
      `<domain a.example>\nauth-username ${user}\nauth-password mailhub2024\n</domain>\n`;
    expect(findingsIn(block('mailhub@example.com'))).toHaveLength(1);
    expect(findingsIn(block('someone'))).toEqual([]);
  });

  it.each(['k8_vQ', 'Zq7', '"x 9v"'])('finds %j short', (password) => {
    expect(ofUser('newsletter', password)[0]?.message).toContain('has fewer than 8 characters');
  });

  it.each([
    'Wm4-hT8_rZ2', 'correct horse battery staple', 'passionfruit-window', 'adminstration-zebra-41', 'kU2xkQ9d',
    '{{ password }}', '$PASSWORD', '$' + '{PASSWORD}', '<%= password %>', '%(password)s', '__PASSWORD__', '%PASSWORD%',
    '@PASSWORD@', 'SMTP_PASSWORD', '{password}', '<PASSWORD>', '[PASSWORD]', 'xxxxxxxx', 'XXXX-XXXX', '********',
    'REDACTED', '""', '/etc/pmta/secret.key', '{vault}:/v1/smtp:password',
  ])('says nothing of %j', (password) => {
    expect(ofUser('newsletter', password)).toEqual([]);
  }); // prettier-ignore

  it.each([
    ['http-api-key 0123456789abcdef0123456789abcdef', GUESSABLE],
    ['http-api-key your_api_key_here', GUESSABLE],
    ['http-api-key 00000000000000000000000000000000', GUESSABLE],
    ['http-api-key kV8r2', 'has fewer than 16 characters'],
    ['volume-audit-api-key kV8r2-kV8r3-7', 'has fewer than 16 characters'],
    ['smtp-server-tls-certificate /etc/pmta/cert.pem changeit', GUESSABLE],
    ['<vault>\naccess-token root\n</vault>', GUESSABLE],
    ['<acct-file /a.csv>\nprivacy-policy hmac-sha256 secret\n</acct-file>', GUESSABLE],
  ])('judges %j', (text, expected) => {
    expect(findingsIn(`${text}\n`).map(({ message }) => message)).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  it.each([
    ['http-api-key Kq7mB2vR9tK4wL8nC3zF6hJ1pD5sG0yE'],
    ['smtp-server-tls-certificate /etc/pmta/password'],
    ['smtp-server-tls-certificate /etc/pmta/cert.pem kV8r2'],
    ['<smtp-user a>\ntls-certificate password\n</smtp-user>'],
    ['<acct-file /a.csv>\nprivacy-policy redact\n</acct-file>'],
    ['<acct-file /a.csv>\nprivacy-policy siphash kV8r2\n</acct-file>'],
    ['<signals>\nprivacy-policy sha1\n</signals>'],
    ['<source 10/8>\npassword changeme\n</source>'],
    ['# password changeme'],
  ])('takes %j as it is', (text) => {
    expect(findingsIn(`${text}\n`)).toEqual([]);
  });

  it('leaves a password that is cut by a # to hash-cuts-value', () => {
    const text = '<smtp-user newsletter>\npassword k8#vQ-71_zL\n</smtp-user>\n';
    const { findings } = lintTexts(text, [rule, hashCutsValue]);
    expect(findings.map((finding) => finding.rule)).toEqual(['hash-cuts-value']);
    expect(ofUser('newsletter', 'k8 # a comment')).toHaveLength(1);
  });

  it('never shows a secret', () => {
    for (const secret of ['letmein', 'kV8r2', 'zebra1', 'YOUR_KEY']) {
      const text = `<smtp-user newsletter>\npassword ${secret}\n</smtp-user>\nhttp-api-key ${secret}\n`;
      const findings = findingsIn(text);
      expect(findings).toHaveLength(2);
      expect(JSON.stringify(findings)).not.toContain(secret);
    }
  });

  it('speaks where invalid-value would, for a placeholder says more than its form', () => {
    const both = (line: string): string[] =>
      lintTexts(`${line}\n`, [rule, invalidValue]).findings.map((finding) => finding.rule);
    expect(both('http-api-key YOUR_API_KEY')).toEqual(['weak-secret']);
    expect(both('http-api-key kV8r2-Lq93-Yw71-Zb')).toEqual(['invalid-value']);
  });

  it('can be told other lengths and further words', () => {
    const choose = (options: Record<string, number | readonly string[]>): readonly Finding[] => {
      const rules = new Map([[rule.id, { options }]]);
      const text = '<smtp-user a>\npassword Initech-77\n</smtp-user>\n';
      return lintTexts(text, [rule], settingsFor({ preset: 'strict', rules })).findings;
    };
    expect(choose({})).toEqual([]);
    expect(choose({ words: ['initech'] })[0]?.message).toContain(GUESSABLE);
    expect(choose({ minLength: 12 })[0]?.message).toContain('has fewer than 12 characters');
  });

  it('checks a text in time that grows with its length', () => {
    const check = (count: number): void => {
      expect(ofUser('newsletter', `${'/a'.repeat(count)} x`)).toEqual([]);
    };
    expect(growth(50_000, check)).toBeLessThan(LINEAR);
  });
});
