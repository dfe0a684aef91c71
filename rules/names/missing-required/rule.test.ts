import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const MAIN = 'log-file /var/log/pmta/log\npostmaster p@example.com\n<spool /var/spool/pmta>\n</spool>\n';
const BARE = 'total-max-smtp-out 100\nhost-name mail.example.com\n';
const PIPE = '<domain a.com>\ntype pipe\n</domain>\n';
const options = { isMain: true };

/** What is missing in the configuration as a whole, by severity, at its first line. */
const whole = (subject: string, severity: 'error' | 'warning', line = 'total-max-smtp-out 100') =>
  ({ messageId: 'configuration', severity, at: `1 ${line}`, data: { subject } }) as const;
const queueType = (at: string, subject = 'command') =>
  ({ messageId: 'queueType', severity: 'error', at, data: { subject } }) as const;

const accepted = [
  '<domain a.com>\ntype pipe\ncommand "/bin/x"\n</domain>\n',
  '<domain a.com>\ntype pipe\ncommand\n</domain>\n',
  '<domain a.com>\ntype pipe\ncomand /bin/x\n</domain>\n',
  '<domain *>\ncommand /bin/x\n</domain>\n<domain a.com>\ntype pipe\n</domain>\n',
  '<domain a.com>\ntype pipe\ntype smtp\n</domain>\n',
  '<domain a.com>\ntype {{ type }}\n</domain>\n',
  '<domain a.com>\ntype file\n</domain>\n',
  '<virtual-mta v>\n<domain a.com>\ncommand /bin/x\n</domain>\n</virtual-mta>\n<domain a.com>\ntype pipe\n</domain>\n',
  '<domain a.com>\ncommand /bin/x\n</domain>\n<virtual-mta v>\n<domain a.com>\ntype pipe\n</domain>\n</virtual-mta>\n',
  '<domain $p>\ntype pipe\n</domain>\n<domain a.com>\ncommand /bin/x\n</domain>\ndomain-macro p a.com\n',
];
const types: [string, string][] = [
  ['pipe', 'command'],
  ['http-delivery', 'http-delivery-url'],
  ['PIPE', 'command'],
];
const incomplete: [string, string, string[]][] = [
  ['<proxy p>\n</proxy>\n', '<proxy p>', ['client', 'server']],
  ['<signals>\n</signals>\n', '<signals>', ['api-key']],
  [
    '<transmissions-api-listener 192.0.2.1:80>\n</transmissions-api-listener>\n',
    '<transmissions-api-listener 192.0.2.1:80>',
    ['tls-certificate'],
  ],
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((text) => [text, MAIN + text])),
    'a log file of an included file': { texts: { config: 'include a.conf\n', 'a.conf': MAIN }, options },
    'the old one-line spool': { texts: 'log-file /l\npostmaster p@example.com\nspool /s\n', options },
    'names with a typo': { texts: 'logfile /l\npostmastre p@example.com\n<spol /s>\n</spol>\n', options },
    'names without value': { texts: 'log-file\npostmaster\n<spool>\n</spool>\n', options },
    'a line of a template': { texts: '<%= render "log" %>\nhost-name a\n', options },
    'a line of another template': { texts: '{{ log }}\nhost-name a\n', options },
    'an include that is not there': { texts: 'include nowhere.conf\n', options },
    'a postmaster of the shipped defaults': {
      texts: {
        config: 'log-file /l\n<spool /s>\n</spool>\n',
        'config-defaults': 'postmaster p@example.com\n',
      },
    },
    'a fragment': PIPE,
    'a directive that an option names': {
      texts: 'log-file /l\nspool /s\n',
      settings: settingsFor({
        preset: 'strict',
        rules: new Map([['missing-required', { options: { ignore: ['postmaster'] } }]]),
      }),
    },
  },
  report: {
    'a main configuration without log file, spool and postmaster at its first line': {
      texts: BARE,
      options,
      findings: [whole('log-file', 'error'), whole('postmaster', 'warning'), whole('spool', 'error')],
    },
    'only the postmaster where a script replaces a word by lines': {
      texts: '__BLOCKS__\nhost-name a\n',
      options,
      findings: [whole('postmaster', 'warning', '__BLOCKS__')],
    },
    ...Object.fromEntries(
      types.map(([type, needed]) => [
        `a queue of type ${type} without ${needed} at its tag`,
        {
          texts: `${MAIN}<domain a.com>\ntype ${type}\n</domain>\n`,
          findings: [{ ...queueType('5 <domain a.com>', needed), related: ['6 type'] }],
        },
      ]),
    ),
    'a queue in a VMTA': {
      texts: `${MAIN}<virtual-mta v>\n${PIPE}</virtual-mta>\n`,
      findings: [queueType('6 <domain a.com>')],
    },
    'a queue in a pool': {
      texts: `${MAIN}<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta v\n${PIPE}</virtual-mta-pool>\n`,
      findings: [queueType('9 <domain a.com>')],
    },
    ...Object.fromEntries(
      incomplete.map(([text, tag, missing]) => [
        text,
        {
          texts: MAIN + text,
          findings: [{ messageId: 'section', at: `5 ${tag}`, data: { subject: missing.join(' '), missing } }],
        },
      ]),
    ),
  },
});

it('says what a whole configuration must have', () => {
  const { findings } = lintTexts(BARE, [rule], {}, options);
  expect(findings.map(({ message }) => /there is no <?([a-z-]+)/.exec(message)?.[1])).toEqual([
    'spool',
    'log-file',
    'postmaster',
  ]);
});

it.each([
  [PIPE, 'has no command, '],
  ['<proxy p>\n</proxy>\n', "no 'client' and 'server'"],
])('says what is missing in %j', (text, message) => {
  expect(lintTexts(MAIN + text, [rule]).findings[0]?.message).toContain(message);
});
