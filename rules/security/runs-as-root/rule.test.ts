import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const FIRST_LINE = '1 log-file /var/log/pmta/log';
const NOT_SET = {
  messageId: 'notSet',
  severity: 'info',
  at: FIRST_LINE,
  data: { subject: 'run-as-root' },
} as const;
const switchedOn = (at: string, line: string) =>
  ({ messageId: 'switchedOn', severity: 'info', at, data: { line } }) as const;

const WITHOUT = mainWith('');
const added = (text: string): string =>
  text.replace(/^[^\n]*\n/, (first) => first + first.replace(/\S.*\S/, 'run-as-root no'));

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        'run-as-root no\n',
        'run-as-root yes\nrun-as-root no\n',
        'run-as-root {{ root }}\n',
        'run-as-root\n',
        'postmaster a@example.com\n',
        mainWith('run-as-root no\n'),
        mainWith('include /etc/pmta/absent\n'),
        mainWith('<%= more %>\n'),
      ],
      (text) => text,
    ),
    'paths of Windows': 'log-file c:\\pmta\\log\n<spool c:\\pmta\\spool>\n</spool>\n',
    'the line in an included file': {
      texts: { config: mainWith('include /etc/pmta/server\n'), server: 'run-as-root no\n' },
    },
  },
  report: {
    yes: { texts: 'run-as-root yes\n', findings: [switchedOn('1 run-as-root', 'run-as-root yes')] },
    'true in another case': {
      texts: 'RUN-AS-ROOT "true"\r\n',
      findings: [switchedOn('1 RUN-AS-ROOT', 'run-as-root true')],
    },
    'the effective line': {
      texts: 'run-as-root no\nrun-as-root yes\n',
      findings: [switchedOn('2 run-as-root', 'run-as-root yes')],
    },
    'yes in a main configuration': {
      texts: mainWith('run-as-root yes\n'),
      findings: [switchedOn('8 run-as-root', 'run-as-root yes')],
    },
    'no line': { texts: WITHOUT, findings: [NOT_SET] },
    'a misplaced line': {
      texts: mainWith('<domain *>\nrun-as-root no\n</domain>\n'),
      findings: [NOT_SET],
    },
  },
  fix: {
    'a missing line': {
      texts: WITHOUT,
      fixed: added(WITHOUT),
      effect: 'unsafe',
      title: 'add run-as-root no',
    },
    'a missing line with the line ends of the file': {
      texts: WITHOUT.replaceAll('\n', '\r\n'),
      fixed: added(WITHOUT.replaceAll('\n', '\r\n')),
      effect: 'unsafe',
    },
    'a line in the word of its author': {
      texts: mainWith('run-as-root true # why\n'),
      fixed: mainWith('run-as-root false # why\n'),
      effect: 'unsafe',
      title: 'set run-as-root to false',
    },
  },
});
