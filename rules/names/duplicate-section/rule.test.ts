import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as duplicateDirective } from '../duplicate-directive/rule.ts';
import { rule } from './rule.ts';

const block = (line: string, name = 'a.com'): string => `<domain ${name}>\n${line}\n</domain>\n`;
const TWO = block('max-smtp-out 1') + block('max-smtp-out 2');
const FIRST = '1 <domain a.com>';
const USERS =
  '<smtp-user u>\npassword first-one\n</smtp-user>\n<smtp-user u>\npassword second-one\n</smtp-user>\n';
const OLD_NAMES =
  '<domain a.com>\nmax-msg-per-hour 100\nretry-after 60m\n</domain>\n<domain a.com>\nmax-msg-rate 200/h\nretry-after 1h\n</domain>\n';
const RATES = block('max-msg-rate 1/h') + block('max-msg-rate 2/h') + block('max-msg-rate 120/m');
const HOSTS =
  '<virtual-mta v>\nsmtp-source-host 192.0.2.1 a\n</virtual-mta>\n<virtual-mta v>\nsmtp-source-host 192.0.2.2 b\n</virtual-mta>\n';

const repeated = (at: string, severity: 'info' | 'warning' = 'warning', data = {}) =>
  ({ messageId: 'repeated', severity, at, data }) as const;

const warned: [string, string][] = [
  [
    '<domain a.com>\nmax-smtp-out 1\n</domain>\n<domain A.com.>\nmax-smtp-out 2\n</domain>',
    '4 <domain A.com.>',
  ],
  ['<domain $a>\nmax-smtp-out 1\n</domain>\n<domain $a>\nmax-smtp-out 2\n</domain>', '4 <domain $a>'],
  [
    '<domain bücher.de>\nmax-smtp-out 1\n</domain>\n<domain xn--bcher-kva.de>\nmax-smtp-out 2\n</domain>',
    '4 <domain xn--bcher-kva.de>',
  ],
  ['<source 0/0>\n</source>\n<source 0.0.0.0/0>\n</source>', '3 <source 0.0.0.0/0>'],
  ['<virtual-mta v>\n</virtual-mta>\n<virtual-mta "v">\n</virtual-mta>', '3 <virtual-mta "v">'],
  [
    '<acct-file |/bin/x -a>\n</acct-file>\n<acct-file "|/bin/x -a">\n</acct-file>',
    '3 <acct-file "|/bin/x -a">',
  ],
  [
    '<bounce-processor>\n</bounce-processor>\n<bounce-processor>\n</bounce-processor>',
    '3 <bounce-processor>',
  ],
  [
    '<bounce-processor>\n<address-list>\n</address-list>\n<address-list>\n</address-list>\n</bounce-processor>',
    '4 <address-list>',
  ],
  [
    '<source <%= @ip %>>\nsmtp-service yes\n</source>\n<source  <%= @ip %>>\n</source>',
    '4 <source  <%= @ip %>>',
  ],
  ['<vault>\n</vault>\n<vault>\n</vault>', '3 <vault>'],
];

const accepted = [
  '<domain $a>\n</domain>\n<domain $A>\n</domain>',
  '<domain a.com>\n</domain>\n<domain *.a.com>\n</domain>\n<domain [*.]a.com>\n</domain>',
  '<acct-file /a>\n</acct-file>\n<acct-file /A>\n</acct-file>',
  '<smtp-user a>\n</smtp-user>\n<smtp-user A>\n</smtp-user>',
  '<bounce-category-patterns>\n</bounce-category-patterns>\n<bounce-category-patterns>\n</bounce-category-patterns>',
  '<virtual-mta v>\n<domain *>\n</domain>\n</virtual-mta>\n<virtual-mta w>\n<domain *>\n</domain>\n</virtual-mta>',
  '<virtual-mta>\n</virtual-mta>\n<virtual-mta>\n</virtual-mta>',
  '<vitrual-mta v>\n</vitrual-mta>\n<vitrual-mta v>\n</vitrual-mta>',
  '{% if a %}\n<domain a.com>\n</domain>\n{% else %}\n<domain a.com>\n</domain>\n{% endif %}',
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((text) => [text, `${text}\n`])),
    'a file that is included twice': {
      texts: { config: 'include a.conf\ninclude a.conf\n', 'a.conf': block('max-smtp-out 5') },
    },
    'sections of the shipped defaults': {
      texts: {
        config: `log-file /l\n<spool /s>\n</spool>\n${block('max-smtp-out 9', '*')}`,
        'config-defaults': block('max-smtp-out 5', '*') + block('max-smtp-out 6', '*'),
      },
    },
    'sections that an option names': {
      texts: TWO,
      settings: settingsFor({
        preset: 'strict',
        rules: new Map([['duplicate-section', { options: { ignore: ['domain'] } }]]),
      }),
    },
  },
  report: {
    ...Object.fromEntries(
      warned.map(([text, at]) => [text, { texts: `${text}\n`, findings: [repeated(at)] }]),
    ),
    'sections of <domain> that add to each other as a hint': {
      texts: block('max-smtp-out 5', '*') + block('dkim-sign yes', '*'),
      findings: [repeated('4 <domain *>', 'info', { onlyBefore: ['max-smtp-out'] })],
    },
    'a word in capitals as any other name': {
      texts: block('max-smtp-out 5', 'SOME_DOMAIN') + block('max-smtp-out 6', 'SOME_DOMAIN'),
      findings: [repeated('4 <domain SOME_DOMAIN>', 'warning')],
    },
    'names that differ in case as a hint': {
      texts: '<virtual-mta v>\n</virtual-mta>\n<virtual-mta V>\n</virtual-mta>\n',
      findings: [
        {
          messageId: 'differentCase',
          severity: 'info',
          at: '3 <virtual-mta V>',
          data: { argument: 'V', first: 'v' },
        },
      ],
    },
    'the later tag, with the first one and the lines that it contradicts': {
      texts: block('retry-after 5m') + block('retry-after 9m'),
      findings: [{ ...repeated('4 <domain a.com>'), related: [FIRST, '2 retry-after'] }],
    },
    'each section with the values before it': {
      texts: RATES,
      findings: [
        repeated('4 <domain a.com>', 'warning', {
          contradictions: [{ name: 'max-msg-rate', before: "'1/h'", now: "'2/h'" }],
        }),
        repeated('7 <domain a.com>', 'warning', {
          contradictions: [{ name: 'max-msg-rate', before: "'2/h'", now: "'120/m'" }],
        }),
      ],
    },
    'an old name with the present one, and no equal values': {
      texts: OLD_NAMES,
      findings: [
        repeated('5 <domain a.com>', 'warning', {
          contradictions: [{ name: 'max-msg-rate', before: "'100'", now: "'200/h'" }],
        }),
      ],
    },
    'secrets without their values': {
      texts: USERS,
      findings: [
        repeated('4 <smtp-user u>', 'warning', {
          contradictions: [{ name: 'password', before: '***', now: '***' }],
        }),
      ],
    },
    'different lines of which a section may have many, as no contradiction': {
      texts: HOSTS,
      findings: [repeated('4 <virtual-mta v>', 'warning', { contradictions: [] })],
    },
    'a section of an included file': {
      texts: { config: `include a.conf\n${block('max-smtp-out 9')}`, 'a.conf': block('max-smtp-out 5') },
      findings: [{ ...repeated('2 <domain a.com>'), related: [`a.conf:${FIRST}`, 'a.conf:2 max-smtp-out'] }],
    },
  },
});

it.each([
  [OLD_NAMES, "'max-msg-rate' is '200/h' here and was '100' before;"],
  [USERS, "'password' is set to another value than before"],
  [HOSTS, 'not documented'],
])('says what differs in %j, but no secret', (text, message) => {
  const [finding] = lintTexts(text, [rule]).findings;
  expect(finding?.message).toContain(message);
  expect(finding?.message).not.toContain('retry-after');
  expect(JSON.stringify(finding)).not.toMatch(/first-one|second-one/);
});

it('offers no fix', () => {
  const texts = [...warned.map(([text]) => `${text}\n`), TWO, RATES, USERS];
  const findings = texts.flatMap((text) => lintTexts(text, [rule]).findings);
  expect(findings.every(({ fix }) => fix === null)).toBe(true);
});

it('is the only finding: the directives are not reported one by one', () => {
  expect(lintTexts(TWO, [rule, duplicateDirective]).findings).toHaveLength(1);
});
