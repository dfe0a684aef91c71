import fc from 'fast-check';
import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const spool = (path: string): string => `<spool ${path}>\n</spool>\n`;
const acct = (path: string): string => `<acct-file ${path}>\n</acct-file>\n`;
const log = (path: string): string => `log-file ${path}\n`;

type Sharing = 'same' | 'inSpool' | 'aroundSpool';

function shared(at: string, path: string, sharing: Sharing, related?: string) {
  return {
    messageId: 'shared',
    severity: 'warning',
    at,
    data: { spool: path, sharing },
    ...(related === undefined ? {} : { related: [related] }),
  } as const;
}

function temporary(at: string, path: string) {
  return { messageId: 'temporary', severity: 'warning', at, data: { spool: path } } as const;
}

const SHARED: [spool: string, file: string, Sharing][] = [
  ['/var/spool/pmta', '/var/spool/pmta/log', 'same'],
  ['/var/spool/pmta/', '/var/spool//pmta/log', 'same'],
  ['/var/spool/pmta', '/var/spool/pmta/./logs/new/log', 'inSpool'],
  ['/var/log/pmta/spool', '/var/log/pmta/log', 'aroundSpool'],
  ['/pmta', '/pmta/log', 'same'],
  ['C:\\pmta\\spool', 'c:\\PMTA\\spool\\log', 'same'],
  ['c:/pmta/spool', 'c:\\pmta\\spool\\logs\\log', 'inSpool'],
  ['\\\\nas\\pmta\\spool', '\\\\nas\\pmta\\spool\\log', 'same'],
];

const APART = [
  ['/var/spool/pmta', '/var/log/pmta/log'],
  ['/var/spool/pmta', '/var/spool/pmta.log/log'],
  ['/var/spool/pmta', '/var/spool/pmta2/log'],
  ['/var/spool/pmta', '/log'],
  ['/var/spool/pmta', '/var/log'],
  ['/var/spool/PMTA', '/var/spool/pmta/log'],
  ['c:\\pmta\\spool', 'c:\\pmta\\log'],
  ['c:\\pmta\\spool', 'd:\\pmta\\spool\\log'],
  ['c:\\pmta\\spool', '/pmta/spool/log'],
  ['/var/spool/pmta', 'log'],
  ['spool', 'spool/log'],
  ['{{ data }}', '{{ data }}/log'],
  ['/var/spool/pmta', '/var/spool/pmta/../log/log'],
] as const;

const TEMPORARY = ['/tmp', '/tmp/pmta', '/var/tmp/pmta'];
const LASTING = ['/tmp/../var/spool', '/tmpfs/pmta', '/data/tmp/pmta', 'c:\\tmp', '{{ tmp }}'];

const NESTED = spool('/a/b') + spool('/a/b/c');

testRule(rule, {
  accept: {
    ...casesOf('a spool and a log', APART, ([directory, file]) => log(file) + spool(directory)),
    ...casesOf('a spool and an accounting file', APART, ([directory, file]) => spool(directory) + acct(file)),
    'a log that is overridden': `${log('/a/b/l')}${log('/l/l/l')}${NESTED}`,
    programs: spool('/a/b') + acct('|/a/b/program') + acct('"/a/b/program -x"'),
    ...casesOf('a spool in', LASTING, spool),
    ...casesOf('a spool on one line in', LASTING, (path) => `spool ${path}\n`),
  },
  report: {
    ...casesOf('a spool and a log', SHARED, ([directory, file, sharing]) => ({
      texts: log(file) + spool(directory),
      findings: [shared('1 log-file', directory, sharing)],
    })),
    ...casesOf('a spool and an accounting file', SHARED, ([directory, file, sharing]) => ({
      texts: spool(directory) + acct(file),
      findings: [shared(`3 <acct-file ${file}>`, directory, sharing)],
    })),
    'a log in an included file, and a spool on one line': {
      texts: { config: 'spool /s/pmta\ninclude logs\n', logs: log('/s/pmta/l') },
      findings: [shared('logs:1 log-file', '/s/pmta', 'same', '1 spool')],
    },
    'each accounting file once': {
      texts: NESTED + acct('/a/b/c/1.csv') + acct('/a/b/2.csv') + acct('/a/b/2.csv'),
      findings: [
        shared('5 <acct-file /a/b/c/1.csv>', '/a/b', 'inSpool', '1 <spool /a/b>'),
        shared('7 <acct-file /a/b/2.csv>', '/a/b', 'same', '1 <spool /a/b>'),
      ],
    },
    'a log with a quoted path': {
      texts: log('"/a/my mail/log"') + spool('"/a/my mail"'),
      findings: [shared('1 log-file', '/a/my mail', 'same')],
    },
    'an accounting file with a quoted path': {
      texts: spool('"/a/b"') + acct('"/a/b/acct.csv"'),
      findings: [shared('3 <acct-file "/a/b/acct.csv">', '/a/b', 'same')],
    },
    'a log and the spool that it is in': {
      texts: log('/a/b/l') + spool('/a/b'),
      findings: [shared('1 log-file', '/a/b', 'same', '2 <spool /a/b>')],
    },
    ...casesOf('a spool in', TEMPORARY, (path) => ({
      texts: spool(path),
      findings: [temporary(`1 <spool ${path}>`, path)],
    })),
    ...casesOf('a spool on one line in', TEMPORARY, (path) => ({
      texts: `spool ${path}\n`,
      findings: [temporary('1 spool', path)],
    })),
  },
});

it('reports no two folders of which neither is in the other', () => {
  const names = fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 });
  const idsIn = (text: string): string[] =>
    lintTexts(text, [rule]).findings.map(({ messageId }) => messageId);
  fc.assert(
    fc.property(names, names, (one, other) => {
      const [spoolPath, folder] = [`/s/${one.join('/')}`, `/l/${other.join('/')}`];
      expect(idsIn(log(`${folder}/log`) + spool(spoolPath))).toEqual([]);
      expect(idsIn(log(`${spoolPath}${folder}/log`) + spool(spoolPath))).toEqual(['shared']);
    }),
  );
});
