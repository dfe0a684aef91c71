import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCredentials } from '../../src/catalog/credentials.ts';
import { HOSTILE_TEXTS } from '../cli/hostile-texts.ts';

describe('a login in a text', () => {
  it.each([
    ['https://user:hunter2@example.com/x', 'https://user:***'],
    ['https://user:hun/ter@2@example.com', 'https://user:***'],
    ['https://hunter2@example.com', 'https://***'],
    ['https://:hunter2@example.com', 'https://:***'],
    ['socks5://user:hunter2@[2001:db8::1]:1080', 'socks5://user:***'],
    ['https://example.com/?a=b&api_key=hunter2&c=d', 'https://example.com/?a=b&api_key=***'],
    ['https://example.com/?sig=hunter2', 'https://example.com/?sig=***'],
    ['Authorization: Bearer hunter2', 'Authorization: Bearer ***'],
    ['proxy-authorization=Basic hunter2', 'proxy-authorization=Basic ***'],
    ['{"Authorization": "hunter2"}', '{"Authorization": "***'],
    ['X-Api-Key: hunter2', 'X-Api-Key: ***'],
    ['x bearer abcdefghijklmnopqrstuvwxyz', 'x bearer ***'],
    ['a PASSWORD=hunter2', 'a PASSWORD=***'],
    ['a db_password : hunter2', 'a db_password : ***'],
    ['a client-secret hunter2', 'a client-secret ***'],
    ['a http-api-key hunter2', 'a http-api-key ***'],
    ['a tls-certificate=/x.pem hunter2', 'a tls-certificate=***'],
    ['"|/usr/bin/feed --password hunter2"', '"|/usr/bin/feed --password ***'],
    ['/usr/bin/feed --db-password "hunter2"', '/usr/bin/feed --db-password ***'],
    ['/usr/bin/feed -token hunter2', '/usr/bin/feed -token ***'],
    ['/usr/bin/feed --pass hunter2', '/usr/bin/feed --pass ***'],
    ['/usr/bin/feed --api_key hunter2', '/usr/bin/feed --api_key ***'],
    ['curl -u user:hunter2 https://example.com', 'curl -u user:***'],
    ['curl -uuser:hunter2 https://example.com', 'curl -uuser:***'],
    ["curl -s -u 'user:hunter2' https://example.com", "curl -s -u 'user:***"],
    ['curl --user user:hunter2 https://example.com', 'curl --user user:***'],
    ['curl --user=user:hunter2 https://example.com', 'curl --user=user:***'],
    ['mysql -u pmta -phunter2 log', 'mysql -u pmta -p***'],
    ['/usr/bin/mysqldump -phunter2 log', '/usr/bin/mysqldump -p***'],
    ['sshpass -p hunter2 scp x y', 'sshpass -p ***'],
    ['redis-cli -h x -a hunter2', 'redis-cli -h x -a ***'],
    ['-----BEGIN EC PRIVATE KEY-----MIIE', '-----BEGIN EC PRIVATE KEY-----***'],
  ])('is hidden: %s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown);
  });

  it.each([
    'https://example.com/a/b?c=d#e',
    'https://example.com:8080/x',
    'postmaster@example.com',
    'the password is kept elsewhere',
    'password',
    'a token',
    'bearer of news',
    'reply /basic authorization failed/ mode=backoff',
    'reply /secret|token/ bounce-queue',
    'domain-key s,example.com,/etc/pmta/key.pem',
    'mail-from /user:x@example.com/ virtual-mta=a',
    '/usr/bin/feed -p 25 --user pmta --passive',
    'curl -u https://example.com',
    '-----BEGIN PUBLIC KEY-----',
    'feed --password-file /etc/feed',
    'x --token',
  ])('is not hidden: %s', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });

  it('is looked for in any text, and hidden once and for all', () => {
    const word = fc.constantFrom(
      '://',
      '@',
      ':',
      'a',
      '/',
      '?',
      'key=',
      'authorization',
      ' ',
      'token',
      '-',
      'basic',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
        ),
        (text) => {
          const shown = withoutCredentials(text);
          if (shown === text) return;
          expect(text.startsWith(shown.slice(0, -3))).toBe(true);
          expect(withoutCredentials(shown)).toBe(shown);
        },
      ),
    );
  });

  // A pattern that goes back and forth would never come to an end with these.
  it.each([
    ...HOSTILE_TEXTS,
    ['addresses without an end', '://'.repeat(1_000_000)],
    ['one long address', `://${'a'.repeat(5_000_000)}`],
    ['users without an end', '://a:'.repeat(600_000)],
    ['hyphens', '-a'.repeat(2_000_000)],
    ['headers', 'authorization '.repeat(300_000)],
    ['keys', `?${'key'.repeat(1_000_000)}`],
    ['options', '--user a'.repeat(600_000)],
    ['long options', `--${'token-'.repeat(800_000)}`],
    ['commands', 'mysql '.repeat(800_000)],
    ['private keys', '-BEGIN '.repeat(700_000)],
  ] as const)('is looked for in %s', (_, text) => {
    expect(withoutCredentials(text).length).toBeLessThanOrEqual(text.length + 3);
  });
});
