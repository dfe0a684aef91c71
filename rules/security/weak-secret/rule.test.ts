import { expect, it } from 'vitest';
import type { Finding } from '../../../src/engine/finding.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as invalidValue } from '../../names/invalid-value/rule.ts';
import { rule as hashCutsValue } from '../../syntax/hash-cuts-value/rule.ts';
import { rule } from './rule.ts';

function userText(user: string, password: string): string {
  return `<smtp-user ${user}>\npassword ${password}\n</smtp-user>\n`;
}

function ofUser(user: string, password: string): readonly Finding[] {
  return lintTexts(userText(user, password), [rule]).findings;
}

function guessable(at: string) {
  return { messageId: 'guessable', severity: 'error', at, data: { directive: at.slice(2) } } as const;
}

function tooShort(at: string, least: number) {
  return { messageId: 'tooShort', severity: 'error', at, data: { directive: at.slice(2), least } } as const;
}

function passwordBlock(user: string): string {
  return `<domain a.example>\nauth-username ${user}\nauth-password mailhub2024\n</domain>\n`;
}

const GUESSABLE = [
    'password', 'Password1', 'P@ssw0rd', 'passw0rd2024!', '!!changeme', 'change-me', 'CHANGE_ME', 'change_me_please',
    'passwordpassword', 'qwertyuiop', '1q2w3e4r5t', '12345678', '87654321', 'abcd1234', 'aaaaaaaa', '12121212',
    'your-password', 'YOUR_PASSWORD_HERE', '<your password>', '[YOUR-SMTP-PASSWORD]', 'InsertYourSecretHere',
    'my_strong_password', 'replace-with-real-password', '"letmein"', 'powermta2020', 'SMTP_PASSWORD', '<PASSWORD>',
    '[PASSWORD]', 'STRONG_PASSWORD', 'CHANGE_ME_STRONG_PASSWORD', 'CHANGEME_TO_SOMETHING_ELSE', 'REPLACE_WITH_YOUR_OWN',
    'YOUR_API_KEY_HERE_32_CHARS_OR_MORE', 'MY-SECRET-1', 'PLACEHOLDER_1',
]; // prettier-ignore

const STRONG_OR_ABSENT = [
    'Wm4-hT8_rZ2', 'correct horse battery staple', 'passionfruit-window', 'adminstration-zebra-41', 'kU2xkQ9d',
    '{{ password }}', '$PASSWORD', '$' + '{PASSWORD}', '<%= password %>', '%(password)s', '__PASSWORD__', '%PASSWORD%',
    '@PASSWORD@', '{password}', 'xxxx', 'xxxxxxxx', 'XXXX-XXXX', '****', '********', 'Password-hG4_x9', 'kSECRET-7-changes',
    'REDACTED', '""', '/etc/pmta/secret.key', '{vault}:/v1/smtp:password',
]; // prettier-ignore

const OF_USERS: [user: string, password: string][] = [
  ['newsletter', 'newsletter'],
  ['newsletter', 'Newsletter-2024'],
  ['news@example.com', 'news@example.com'],
  ['news@example.com', 'news1234'],
  ['bob', 'bobbob'],
];

testRule(rule, {
  accept: {
    'a password with the name of another user': passwordBlock('someone'),
    ...casesOf('the password', STRONG_OR_ABSENT, (password) => userText('newsletter', password)),
    ...casesOf(
      '',
      [
        'http-api-key Kq7mB2vR9tK4wL8nC3zF6hJ1pD5sG0yE',
        'smtp-server-tls-certificate /etc/pmta/password',
        'smtp-server-tls-certificate /etc/pmta/cert.pem kV8r2',
        '<smtp-user a>\ntls-certificate password\n</smtp-user>',
        '<acct-file /a.csv>\nprivacy-policy redact\n</acct-file>',
        '<acct-file /a.csv>\nprivacy-policy siphash kV8r2\n</acct-file>',
        '<signals>\nprivacy-policy sha1\n</signals>',
        '<source 10/8>\npassword changeme\n</source>',
        '# password changeme',
      ],
      (text) => `${text}\n`,
    ),
  },
  report: {
    ...casesOf('the password', GUESSABLE, (password) => ({
      texts: userText('newsletter', password),
      findings: [guessable('2 password')],
    })),
    ...casesOf('the password', OF_USERS, ([user, password]) => ({
      texts: userText(user, password),
      findings: [guessable('2 password')],
    })),
    'a short password before a comment': {
      texts: userText('newsletter', 'k8 # a comment'),
      findings: [guessable('2 password')],
    },
    'the name of an auth-username in the same block': {
      texts: passwordBlock('mailhub@example.com'),
      findings: [guessable('3 auth-password')],
    },
    ...casesOf('the short password', ['k8_vQ', 'Zq7', '"x 9v"'], (password) => ({
      texts: userText('newsletter', password),
      findings: [tooShort('2 password', 8)],
    })),
    ...casesOf(
      '',
      [
        ['http-api-key 0123456789abcdef0123456789abcdef', guessable('1 http-api-key')],
        ['http-api-key your_api_key_here', guessable('1 http-api-key')],
        ['http-api-key CHANGE_ME_TO_A_RANDOM_KEY_OF_32_CHARS', guessable('1 http-api-key')],
        ['http-api-key 00000000000000000000000000000000', guessable('1 http-api-key')],
        ['http-api-key kV8r2', tooShort('1 http-api-key', 16)],
        ['volume-audit-api-key kV8r2-kV8r3-7', tooShort('1 volume-audit-api-key', 16)],
        [
          'smtp-server-tls-certificate /etc/pmta/cert.pem changeit',
          guessable('1 smtp-server-tls-certificate'),
        ],
        ['<vault>\naccess-token root\n</vault>', guessable('2 access-token')],
        [
          '<acct-file /a.csv>\nprivacy-policy hmac-sha256 secret\n</acct-file>',
          guessable('2 privacy-policy'),
        ],
      ] as const,
      ([text, finding]) => ({ texts: `${text}\n`, findings: [finding] }),
    ),
  },
});

it('says what is wrong with a secret', () => {
  expect(ofUser('newsletter', 'changeme')[0]?.message).toContain('is among the first that are tried');
  expect(ofUser('newsletter', 'Zq7')[0]?.message).toContain('has fewer than 8 characters');
});

it('leaves a password that is cut by a # to hash-cuts-value', () => {
  const { findings } = lintTexts(userText('newsletter', 'k8#vQ-71_zL'), [rule, hashCutsValue]);
  expect(findings.map((finding) => finding.rule)).toEqual(['hash-cuts-value']);
});

it('never shows a secret', () => {
  for (const secret of ['letmein', 'kV8r2', 'zebra1', 'YOUR_KEY']) {
    const { findings } = lintTexts(`${userText('newsletter', secret)}http-api-key ${secret}\n`, [rule]);
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toContain(secret);
  }
});

it('is reported instead of invalid-value', () => {
  const both = (line: string): string[] =>
    lintTexts(`${line}\n`, [rule, invalidValue]).findings.map((finding) => finding.rule);
  expect(both('http-api-key YOUR_API_KEY')).toEqual(['weak-secret']);
  expect(both('http-api-key kV8r2-Lq93-Yw71-Zb')).toEqual(['invalid-value']);
});

it('takes other lengths and further words from the settings', () => {
  const messagesFor = (options: Record<string, number | readonly string[]>): string[] => {
    const rules = new Map([[rule.id, { options }]]);
    const settings = settingsFor({ preset: 'strict', rules });
    return lintTexts(userText('a', 'Initech-77'), [rule], settings).findings.map(({ message }) => message);
  };
  expect(messagesFor({})).toEqual([]);
  expect(messagesFor({ words: ['initech'] })[0]).toContain('is among the first that are tried');
  expect(messagesFor({ minLength: 12 })[0]).toContain('has fewer than 12 characters');
});

it('checks a text in time in proportion to its length', () => {
  const check = (size: number): void => {
    expect(ofUser('newsletter', `${'/a'.repeat(size)} x`)).toEqual([]);
  };
  expect(growth(50_000, check)).toBeLessThan(LINEAR);
});
