import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const user = (name: string, ...lines: string[]): string => section(`smtp-user ${name}`, ...lines);

const noPassword = (line: number, name: string) =>
  ({
    messageId: 'noPassword',
    severity: 'error',
    at: `${line} <smtp-user ${name}>`,
    data: { user: name },
  }) as const;

testRule(rule, {
  accept: {
    ...inMain({
      ...casesOf(
        'the line',
        [
          'password s3cr3t',
          'PASSWORD s3cr3t',
          'password {{ password }}',
          'password ****',
          'password',
          'password # s3cr3t',
          'pasword s3cr3t',
          'tls-certificate /etc/pmta/news.pem',
          'authentication-method certificate',
          'authentication-method SYSTEM',
          'authentication-method none',
          'authentication-method {{ method }}',
          'authentication-method',
          '{{ password }}',
          '<% password %>',
          'include /etc/pmta/secrets',
          'secret s3cr3t',
        ],
        (line) => user('news', line),
      ),
      'a password in a second section': user('news') + user('news', 'password s3cr3t'),
      'a method in a second section': user('news') + user('News', 'authentication-method certificate'),
      'a section that is not closed': '<smtp-user news>\nsource clients\n',
      'a section in a wrong place': section('source 0/0', '<smtp-user news>', '</smtp-user>'),
      'a section that is commented out': '#<smtp-user news>\n#</smtp-user>\n',
      'a section without a name': '<smtp-user>\n</smtp-user>\n',
      'an include that was not read': `include missing\n${user('news')}`,
    }),
    'a fragment': user('news', 'source clients'),
  },
  report: {
    ...casesOf(
      'the lines',
      [
        [],
        ['source clients'],
        ['# password s3cr3t'],
        ['password ""'],
        ['authentication-method password'],
        ['authentication-method Password', 'source {auth}'],
      ],
      (lines) => ({ texts: MAIN + user('news', ...lines), findings: [noPassword(4, 'news')] }),
    ),
    'each user, and two sections of one user once': {
      texts: MAIN + user('news') + user('news', 'source clients') + user('shop@example.com'),
      findings: [noPassword(4, 'news'), noPassword(9, 'shop@example.com')],
    },
    'a user in an included file': {
      texts: { config: `${MAIN}include users\n`, users: user('news') },
      findings: [{ ...noPassword(1, 'news'), at: 'users:1 <smtp-user news>' }],
    },
    'a user whose method a later line sets to password': {
      texts: MAIN + user('news', 'authentication-method certificate', 'authentication-method password'),
      findings: [noPassword(4, 'news')],
    },
  },
});
