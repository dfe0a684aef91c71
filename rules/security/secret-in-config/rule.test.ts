import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as weakSecret } from '../weak-secret/rule.ts';
import { directives, isSensitive } from '../../../src/catalog/directives.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const SECRET = 'Wm4-hT8_rZ2-kq7B';

function names(texts: Texts | string, isTracked = (path: string) => path.startsWith('/etc/pmta/')): string[] {
  return lintTexts(texts, [rule], { isTracked }).findings.map(({ message }) => message.split("'")[1] ?? '');
}

const user = (line: string): string => `<smtp-user news>\n${line}\n</smtp-user>\n`;

it.each([
  [user(`password ${SECRET}`), 'password'],
  [user(`PASSWORD "${SECRET}"\r`), 'password'],
  [`<domain *>\nauth-password ${SECRET}\n</domain>\n`, 'auth-password'],
  [`http-api-key ${SECRET}\n`, 'http-api-key'],
  [`<acct-file /x>\nprivacy-policy siphash ${SECRET}\n</acct-file>\n`, 'privacy-policy'],
  [`smtp-server-tls-certificate /etc/pmta/a.pem ${SECRET}\n`, 'smtp-server-tls-certificate'],
  [`<vault>\naccess-token ${SECRET}\n</vault>\n`, 'access-token'],
  [user(`password ${'a1b2c3d4'.repeat(20)}`), 'password'],
])('reports %j without the secret', (text, name) => {
  const { findings } = lintTexts(text, [rule], { isTracked: () => true });
  expect(findings.map(({ message }) => message.split("'")[1])).toEqual([name]);
  expect(JSON.stringify(findings)).not.toContain(SECRET);
});

it.each([
  user('password {{ password }}'),
  user('password $PASSWORD'),
  user('password xxxxxxxx'),
  user('password ""'),
  user('password'),
  user('tls-certificate /etc/pmta/user.pem'),
  user(`#password ${SECRET}`),
  `<acct-file /x>\nprivacy-policy redact\n</acct-file>\n`,
  'smtp-server-tls-certificate /etc/pmta/a.pem\n',
  `<source 10/8>\npassword ${SECRET}\n</source>\n`,
])('is content with %j', (text) => {
  expect(names(text)).toEqual([]);
});

describe('what git tracks', () => {
  it('is asked of the file that holds the secret, once, and only if there is one', () => {
    const asked: string[] = [];
    const isTracked = (path: string): boolean => {
      asked.push(path);
      return path.endsWith('users');
    };
    const config = `http-api-key ${SECRET}\ninclude /etc/pmta/users\ninclude /etc/pmta/rest\n`;
    const users = user(`password ${SECRET}`) + user(`password ${SECRET}x`).replace('news', 'shop');
    expect(names({ config, users, rest: '<domain *>\n</domain>\n' }, isTracked)).toEqual([
      'password',
      'password',
    ]);
    expect(asked.sort()).toEqual(['/etc/pmta/config', '/etc/pmta/users']);
    asked.length = 0;
    names({ config: 'include /etc/pmta/users\n', users: user('password {{ x }}') }, isTracked);
    expect(asked).toEqual([]);
  });

  it('is nothing where nobody knows', () => {
    expect(lintTexts(user(`password ${SECRET}`), [rule]).findings).toEqual([]);
  });
});

it('leaves a weak secret to the rule that says more', () => {
  const { findings } = lintTexts(user('password changeme'), [rule, weakSecret], { isTracked: () => true });
  expect(findings.map(({ rule: id }) => id)).toEqual(['weak-secret']);
});

it('looks at every sensitive directive of the catalog', () => {
  expect(rule.requires).toEqual(
    directives().flatMap((directive) => (isSensitive(directive) ? [directive.name] : [])),
  );
});
