import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const TAG = '<spool /var/spool/pmta>';

function spool(...lines: string[]): string {
  return section(TAG.slice(1, -1), ...lines);
}

function missing(at: string, path = '/var/spool/pmta') {
  const data = { spool: path, subject: 'min-free-space' };
  return { messageId: 'missing', severity: 'info', at, data } as const;
}

const zero = (at: string, value: string) =>
  ({ messageId: 'zero', severity: 'info', at, data: { value } }) as const;

const accepted = [
  spool('min-free-space 1G'),
  spool('MIN-FREE-SPACE 500m'),
  spool('min-free-space 0', 'min-free-space 1G'),
  spool('min-free-space {{ reserve }}'),
  spool('min-free-space'),
  spool('min-free-spce 1G'),
  spool('deliver-only yes'),
  spool('{{ more }}'),
  spool('include /etc/pmta/spool.conf'),
  '<spool /var/spool/pmta>\n',
  spool() + spool('min-free-space 1G'),
];

const reported = [
  [spool(), [missing(`1 ${TAG}`)]],
  [spool('delete-file-holders yes', 'deliver-only no', 'priority 2'), [missing(`1 ${TAG}`)]],
  [spool('#min-free-space 1G'), [missing(`1 ${TAG}`)]],
  [spool('min-free-space 0'), [zero('2 min-free-space', '0')]],
  [spool('min-free-space "0M"'), [zero('2 min-free-space', '0M')]],
  [spool('min-free-space 1G', 'min-free-space 0'), [zero('3 min-free-space', '0')]],
  [
    spool() + spool('min-free-space 1G').replace('/pmta', '/two') + spool().replace('/pmta', '/3'),
    [missing(`1 ${TAG}`), missing('6 <spool /var/spool/3>', '/var/spool/3')],
  ],
] as const;

const withCrLf = (text: string): string => text.replaceAll('\n', '\r\n');

const OLD = 'log-file /var/log/pmta/log\nspool /var/spool/pmta\n';

testRule(rule, {
  accept: {
    ...casesOf('', accepted, (text) => text),
    ...casesOf('other line ends in', accepted, withCrLf),
    'a reserve for all spools': `spool-min-free-space 1000\n${spool()}`,
    'a reserve for all spools that is filled in': `spool-min-free-space {{ mb }}\n${spool()}`,
    'a reserve for all spools in an included file': {
      texts: { config: `${spool()}include old\n`, old: 'spool-min-free-space 9\n' },
    },
    'a spool on one line with a reserve for all spools': `${OLD}spool-min-free-space 1000\n`,
    'a spool on one line in a partial configuration': `${OLD}include missing\n`,
    'a spool on one line in a template': `${OLD}<%= more %>\n`,
    'a spool on one line in a fragment': 'spool /var/spool/pmta\n',
    'a spool of config-defaults': { texts: { config: 'log-file /l\n', 'config-defaults': spool() } },
  },
  report: {
    ...casesOf('', reported, ([texts, findings]) => ({ texts, findings })),
    ...casesOf('other line ends in', reported, ([text, findings]) => ({ texts: withCrLf(text), findings })),
    'a reserve of 0 for all spools': {
      texts: `spool-min-free-space 0\n${spool()}`,
      findings: [missing(`2 ${TAG}`)],
    },
    'a spool on one line': { texts: OLD, findings: [missing('2 spool')] },
    'two spools on one line each, once': { texts: `${OLD}spool /two\n`, findings: [missing('2 spool')] },
    'a spool on one line and a section': {
      texts: OLD + spool().replace('/pmta', '/two'),
      findings: [missing('2 spool'), missing('3 <spool /var/spool/two>', '/var/spool/two')],
    },
  },
  fix: {
    'two spools, with the indentation of the file': {
      texts: '<spool /s>\n\tpriority 2\n</spool>\n<spool /t>\n</spool>\n',
      fixed:
        '<spool /s>\n\tpriority 2\n\tmin-free-space 1G\n</spool>\n<spool /t>\n\tmin-free-space 1G\n</spool>\n',
      effect: 'unsafe',
      title: 'add min-free-space 1G',
    },
    'a reserve of 0': {
      texts: spool('min-free-space 0   # for now'),
      fixed: spool('min-free-space 1G   # for now'),
      effect: 'unsafe',
      title: 'set min-free-space to 1G',
    },
  },
});

it('has no fix for a spool on one line', () => {
  expect(lintTexts(OLD, [rule]).findings[0]?.fix).toBeNull();
});
