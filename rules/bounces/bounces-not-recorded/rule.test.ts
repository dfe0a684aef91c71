import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { fixedTexts } from '../../../test/support/fixed-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

function acct(path: string, ...lines: string[]): string {
  return section(`acct-file ${path}`, ...lines);
}

const FIRST_LINE = '1 log-file /var/log/pmta/log';
const noBounces = (hasFile: boolean) =>
  ({
    messageId: 'noBounces',
    severity: 'warning',
    at: FIRST_LINE,
    data: { subject: 'bounces', hasFile },
  }) as const;
const NO_DEFERRALS = {
  messageId: 'noDeferrals',
  severity: 'info',
  at: FIRST_LINE,
  data: { subject: 'deferrals' },
} as const;

const LOG_IN_SRV = MAIN.replace('/var/log/pmta/log', '/srv/pmta/log');
const OF_DELIVERIES =
  '  record-fields d timeLogged,timeQueued,orig,rcpt,dsnStatus,dsnDiag,dsnMta,dlvSourceIp,vmta,jobId,queue\n';
const OF_BOUNCES =
  '  record-fields b timeLogged,timeQueued,orig,rcpt,dsnStatus,dsnDiag,dsnMta,bounceCat,vmta,jobId,queue\n';
const OF_DEFERRALS =
  '  record-fields t timeLogged,rcpt,dsnStatus,dsnDiag,dsnMta,dlvSourceIp,vmta,jobId,queue\n' +
  '  record-fields tq timeLogged,queue,vmta,dsnStatus,dsnDiag,dsnMta,dlvSourceIp\n';

function added(path: string, records: string, fields: string, days: number): string {
  return `\n<acct-file ${path}>\n  records ${records}\n${fields}  max-size 500M\n  delete-after ${days}d\n</acct-file>\n`;
}

const WITH_DELIVERIES = LOG_IN_SRV + acct('/srv/pmta/acct.csv', 'records d');
const WITH_BOUNCES = WITH_DELIVERIES + added('/srv/pmta/bounces.csv', 'b', OF_BOUNCES, 30);

const ON_WINDOWS = 'log-file "c:\\my logs\\pmta.log"\r\n<spool c:\\spool>\r\n</spool>\r\n';

testRule(rule, {
  accept: {
    'a fragment': 'host-name a.example.com\n',
    ...inMain({
      ...casesOf(
        'records',
        ['b,t', 'd, BOUNCE, transient', 'bounce,tq', '"b,f"', 'b\n  records t'],
        (records) => acct('a.csv', `records ${records}`),
      ),
      ...casesOf(
        'a second file with records',
        ['t', 'tq', 'f'],
        (type) => acct('a.csv') + acct('b.csv', `records ${type}`),
      ),
      'a program': acct('|/bin/acct', 'records b,t'),
      'a web service': acct('a.json', 'records b,t', 'http-webhook-url https://example.com/'),
      'an include that was not read': 'include missing\n',
      'a template': '{{ accounting }}\n',
      'a template in a file': acct('a.csv', '{{ records }}'),
      'records that are filled in': acct('a.csv', 'records {{ types }}'),
      'records that cannot be read': acct('a.csv', 'records d, bouncd'),
      'a typo in the tag': '<acct-fil a.csv>\n</acct-fil>\n',
      'an invented name': 'bounce-log /var/log/pmta/bounces.log\n',
      'events that a service gets': '<signals>\n  api-key 0123456789\n</signals>\n',
    }),
    'a file in an include': {
      texts: { config: `${MAIN}include acct\n`, acct: acct('a.csv', 'records b,f') },
    },
    'a file in config-defaults': {
      texts: { config: MAIN, 'config-defaults': acct('a.csv', 'records d,b,t') },
    },
    'missing deferrals with preset recommended': {
      texts: MAIN + acct('a.csv'),
      settings: { preset: 'recommended' },
    },
  },
  report: {
    'no accounting file': { texts: MAIN, findings: [noBounces(false)] },
    'a file in an include without bounces': {
      texts: { config: `${MAIN}include acct\n`, acct: acct('a.csv', 'records d') },
      findings: [noBounces(true)],
    },
    ...casesOf('records', ['d', 'd,t', 'delivery', 'rb', 'f, rb'], (records) => ({
      texts: MAIN + acct('a.csv', `records ${records}`),
      findings: [noBounces(true)],
    })),
    'neither deferrals nor complaints': { texts: MAIN + acct('a.csv'), findings: [NO_DEFERRALS] },
  },
  fix: {
    'a configuration without deliveries and bounces': {
      texts: LOG_IN_SRV + acct('/srv/pmta/acct.csv', 'records f'),
      fixed:
        LOG_IN_SRV +
        acct('/srv/pmta/acct.csv', 'records f') +
        added('/srv/pmta/acct-2.csv', 'd,b', OF_DELIVERIES + OF_BOUNCES, 30),
      effect: 'unsafe',
      title: 'add an accounting file for bounces',
    },
    'a configuration without bounces': { texts: WITH_DELIVERIES, fixed: WITH_BOUNCES, left: 1 },
    'a configuration without deferrals': {
      texts: WITH_BOUNCES,
      fixed: WITH_BOUNCES + added('/srv/pmta/deferrals.csv', 't,tq', OF_DEFERRALS, 4),
      effect: 'unsafe',
      title: 'add an accounting file for deferrals',
    },
    'paths of Windows with blanks, with the line ends of the file': {
      texts: ON_WINDOWS,
      fixed:
        ON_WINDOWS +
        added('"c:\\my logs\\acct.csv"', 'd,b', OF_DELIVERIES + OF_BOUNCES, 30)
          .replaceAll('\n', '\r\n')
          .replace(/^ +/gm, '    '),
      left: 1,
    },
  },
});

it('adds nothing that another rule reports, and nothing as a proved fix', () => {
  const ofFile = (text: string): string[] =>
    lintTexts(text, rules, { preset: 'recommended' }).findings.flatMap(({ rule: id, message }) =>
      /acct|record|account/i.test(message) ? [id] : [],
    );
  expect(ofFile(MAIN)).toEqual(['bounces-not-recorded']);
  expect(ofFile(fixedTexts(MAIN, rule).config ?? '')).toEqual([]);
  expect(fixed(MAIN, [rule]).text).toBe(MAIN);
});
