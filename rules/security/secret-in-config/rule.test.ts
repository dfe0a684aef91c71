import { expect, it } from 'vitest';
import { directives, isSensitive } from '../../../src/catalog/directives.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as weakSecret } from '../weak-secret/rule.ts';
import { rule } from './rule.ts';

const SECRET = 'Wm4-hT8_rZ2-kq7B';

const user = (line: string): string => `<smtp-user news>\n${line}\n</smtp-user>\n`;
const settings = { isTracked: (path: string): boolean => path.startsWith('/etc/pmta/') };

const REPORTED = [
  [user(`password ${SECRET}`), '2 password', 'news'],
  [user(`PASSWORD "${SECRET}"\r`), '2 PASSWORD', 'news'],
  [`<domain *>\nauth-password ${SECRET}\n</domain>\n`, '2 auth-password', null],
  [`http-api-key ${SECRET}\n`, '1 http-api-key', null],
  [`<acct-file /x>\nprivacy-policy siphash ${SECRET}\n</acct-file>\n`, '2 privacy-policy', null],
  [`smtp-server-tls-certificate /etc/pmta/a.pem ${SECRET}\n`, '1 smtp-server-tls-certificate', null],
  [`<vault>\naccess-token ${SECRET}\n</vault>\n`, '2 access-token', null],
  [user(`password ${'a1b2c3d4'.repeat(20)}`), '2 password', 'news'],
] as const;

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
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
      ],
      (texts) => ({ texts, settings }),
    ),
    'a secret where git is not used': user(`password ${SECRET}`),
  },
  report: casesOf('', REPORTED, ([texts, at, owner]) => {
    const data = { directive: at.slice(2).toLowerCase(), user: owner };
    return { texts, settings, findings: [{ messageId: 'inGit', severity: 'warning', at, data } as const] };
  }),
});

it('names the directive and never shows the secret', () => {
  for (const [text, at] of REPORTED) {
    const { findings } = lintTexts(text, [rule], settings);
    expect(findings[0]?.message.split("'")[1]).toBe(at.slice(2).toLowerCase());
    expect(JSON.stringify(findings)).not.toContain(SECRET);
  }
});

it('asks git once about each file with a secret, and about no other file', () => {
  const queried: string[] = [];
  const isTracked = (path: string): boolean => {
    queried.push(path);
    return path.endsWith('users');
  };
  const pathsOf = (texts: Texts): string[] =>
    lintTexts(texts, [rule], { isTracked }).findings.map(({ path }) => path);
  const config = `http-api-key ${SECRET}\ninclude /etc/pmta/users\ninclude /etc/pmta/rest\n`;
  const users = user(`password ${SECRET}`) + user(`password ${SECRET}x`).replace('news', 'shop');
  expect(pathsOf({ config, users, rest: '<domain *>\n</domain>\n' })).toEqual([
    '/etc/pmta/users',
    '/etc/pmta/users',
  ]);
  expect(queried.sort()).toEqual(['/etc/pmta/config', '/etc/pmta/users']);
  queried.length = 0;
  pathsOf({ config: 'include /etc/pmta/users\n', users: user('password {{ x }}') });
  expect(queried).toEqual([]);
});

it('leaves a weak secret to weak-secret', () => {
  const { findings } = lintTexts(user('password changeme'), [rule, weakSecret], settings);
  expect(findings.map(({ rule: id }) => id)).toEqual(['weak-secret']);
});

it('checks every sensitive directive of the catalog', () => {
  expect(rule.requires).toEqual(
    directives().flatMap((directive) => (isSensitive(directive) ? [directive.name] : [])),
  );
});
