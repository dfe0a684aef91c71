import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const acct = (path: string, ...lines: string[]): string => section(`acct-file ${path}`, ...lines);
const moved = (path: string, folder: string): string => acct(path, `move-to ${folder}`);

const same = (at: string, folder: string, ...related: string[]) =>
  ({ messageId: 'sameFolder', severity: 'warning', at, data: { folder }, related }) as const;

const SAME = [
  ['/var/log/pmta/acct.csv', '/var/log/pmta'],
  ['/var/log/pmta/acct.csv', '/var/log/pmta/'],
  ['/var/log/pmta/acct.csv', '/var/log//pmta/./'],
  ['/var/log/pmta/acct.csv', '/var/log/pmta/old/..'],
  ['/acct.csv', '/'],
  ['c:\\pmta\\acct.csv', 'C:/PMTA'],
  ['\\\\nas\\pmta\\acct.csv', '\\\\nas\\pmta\\'],
] as const;

const APART = [
  ['/var/log/pmta/acct.csv', '/var/log/pmta/archive'],
  ['/var/log/pmta/acct.csv', '/var/log'],
  ['/var/log/pmta/acct.csv', '/var/log/PMTA'],
  ['/var/log/pmta/acct.csv', '/var/log/pmta2'],
  ['/var/log/pmta/acct.csv', 'c:\\var\\log\\pmta'],
  ['acct.csv', '.'],
  ['/var/log/pmta/acct.csv', 'pmta'],
  ['/var/log/pmta/acct.csv', ''],
  ['/var/log/pmta/acct.csv', '""'],
  ['{{ logs }}/acct.csv', '{{ logs }}'],
  ['/var/log/__HOST__/acct.csv', '/var/log/__HOST__'],
  ['|/var/log/pmta/program', '/var/log/pmta'],
  ['"/var/log/pmta/program -x"', '/var/log/pmta'],
] as const;

testRule(rule, {
  accept: {
    ...casesOf('a file and its folder', APART, ([path, folder]) => moved(path, folder)),
    'a file that is not moved': acct('/var/log/pmta/acct.csv', 'delete-after 8d'),
    'a line that is commented out': acct('/var/log/pmta/acct.csv', '# move-to /var/log/pmta'),
    'a line that a later one overrides': acct(
      '/var/log/pmta/acct.csv',
      'move-to /var/log/pmta',
      'move-to /var/log/pmta/old',
    ),
    'the folder of another file':
      moved('/var/log/pmta/a/a.csv', '/var/log/pmta/b') + acct('/var/log/pmta/b/b.csv'),
  },
  report: {
    ...casesOf('a file and its folder', SAME, ([path, folder]) => ({
      texts: moved(path, folder),
      findings: [same('2 move-to', folder, `1 <acct-file ${path}>`)],
    })),
    'quoted paths': {
      texts: moved('"/var/log/pmta/acct.csv"', '"/var/log/pmta"'),
      findings: [same('2 move-to', '/var/log/pmta', '1 <acct-file "/var/log/pmta/acct.csv">')],
    },
    'a line of a second section for the file': {
      texts: acct('/a/b.csv', 'records d') + moved('/a/b.csv', '/a'),
      findings: [same('5 move-to', '/a', '4 <acct-file /a/b.csv>')],
    },
    'each file': {
      texts: moved('/a/b.csv', '/a') + moved('/a/c.csv', '/a'),
      findings: [
        same('2 move-to', '/a', '1 <acct-file /a/b.csv>'),
        same('5 move-to', '/a', '4 <acct-file /a/c.csv>'),
      ],
    },
  },
});
