import { MAIN } from '../../../test/support/section.ts';
import { TEXT_MESSAGES, textMessage } from '../../../test/support/text-message.ts';
import { expect, it } from 'vitest';
import { resolveConflicts } from '../../../src/engine/resolve-conflicts.ts';
import type { Rule } from '../../../src/engine/rule.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const USE = '<domain a>\nsmtp-pattern-list x\n</domain>\n';
const LIST = '<smtp-pattern-list x>\n</smtp-pattern-list>\n';

const ERRORS = '<smtp-pattern-list Errors>\n</smtp-pattern-list>\n';
const USE_ERRORS = '<domain a>\r\n  smtp-pattern-list "errors" # all\r\n</domain>\n';
const TWO_SPELLINGS = `${ERRORS}<smtp-pattern-list ERRORS>\n</smtp-pattern-list>\n${USE_ERRORS}`;
const ON_POOL =
  '<virtual-mta-pool mass>\n</virtual-mta-pool>\n<virtual-mta v>\ncold-virtual-mta mass\n</virtual-mta>\n';
const WITH_TYPO =
  '<smtp-pattern-list backoff>\n</smtp-pattern-list>\n<domain a>\nsmtp-pattern-list bakoff\n</domain>\n';

const notDefined = (at: string, data: object = { subject: 'x' }) =>
  ({ messageId: 'notDefined', severity: 'error', at, data: { ...data } }) as const;
const differentCase = (at: string, data: object = { subject: 'errors', spellings: ['Errors'] }) =>
  ({ messageId: 'differentCase', severity: 'warning', at, data: { ...data } }) as const;

/** References to the name `x`, the kind that they are of, and where they are reported. */
const references: [string, string, string][] = [
  ['<domain a>\nsmtp-pattern-list x\n</domain>', 'smtp-pattern-list', '5 smtp-pattern-list'],
  ['<source 10/8>\npattern-list x\n</source>', 'pattern-list', '5 pattern-list'],
  ['<source 10/8>\ndefault-virtual-mta x\n</source>', 'virtual-mta-or-pool', '5 default-virtual-mta'],
  ['<source 10/8>\nsource-group x\n</source>', 'source-group', '5 source-group'],
  ['<source 10/8>\nsuppression-lists x\n</source>', 'address-list', '5 suppression-lists'],
  ['<source 10/8>\nrewrite-list x\n</source>', 'rewrite-list', '5 rewrite-list'],
  ['<smtp-user u>\nsource x\n</smtp-user>', 'source', '5 source'],
  ['smtp-listener 0/0:25 source=x', 'source', '4 smtp-listener'],
  ['use-proxy x', 'proxy', '4 use-proxy'],
  ['<virtual-mta v>\ncold-virtual-mta x\n</virtual-mta>', 'virtual-mta', '5 cold-virtual-mta'],
  [
    '<domain a>\nbackoff-reroute-to-virtual-mta "x"\n</domain>',
    'virtual-mta-or-pool',
    '5 backoff-reroute-to-virtual-mta',
  ],
  ['<pattern-list p>\n* virtual-mta=x\n</pattern-list>', 'virtual-mta-or-pool', '5 *'],
  ['<pattern-list p>\nrcpt-to /a/ call-to: x\n</pattern-list>', 'pattern-list', '5 rcpt-to'],
];

const accepted = [
  '<domain a>\nqueue-to nowhere\nreroute-to-virtual-mta ""\n</domain>',
  '<source 10/8>\ndefault-virtual-mta by-smtp-source-ip\n</source>',
  '<source 10/8>\ndefault-virtual-mta {default}\n</source>',
  '<source 10/8>\ndefault-virtual-mta $vmta\n</source>',
  '<source 10/8>\ndefault-virtual-mta @VMTA@\n</source>',
  '<domain a>\nsmtp-pattern-list {{ list }}\n</domain>',
  '<acct-file /a.csv>\nqueue-filter */nowhere\n</acct-file>',
  'enable-signals true,subaccount=5',
  '<pattern-list p>\nmail-from /virtual-mta=x/ recipient-priority=5\n</pattern-list>',
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((text) => [text, `${MAIN}${text}\n`])),
    'a fragment': USE,
    'a value of another form': `${MAIN}<virtual-mta-pool p>\nvirtual-mta a weight 10\n</virtual-mta-pool>\n`,
    'a configuration with an unread include': `${MAIN}${USE}include missing.conf\n`,
    'a configuration with an include by address': `${MAIN}${USE}include https://config.example/x\n`,
    'a list of a later file': { texts: { config: `${MAIN}${USE}include x.conf\n`, 'x.conf': LIST } },
    'a list after the file that names it': {
      texts: { config: `${MAIN}include x.conf\n${LIST}`, 'x.conf': USE },
    },
    'names that differ in case in two files where an include is unread': {
      texts: { config: `${MAIN}include x\ninclude y\n${USE_ERRORS}`, x: ERRORS },
    },
    'names that differ in case in two files of a fragment': {
      texts: { config: `include x\n${USE_ERRORS}`, x: ERRORS },
    },
    'a name of which one spelling fits': `${ERRORS}<smtp-pattern-list errors>\n</smtp-pattern-list>\n${USE_ERRORS}`,
  },
  report: {
    ...Object.fromEntries(
      references.map(([text, kind, at]) => [
        text,
        { texts: `${MAIN}${text}\n`, findings: [notDefined(at, { subject: 'x', kind })] },
      ]),
    ),
    'a name in capitals where the file has such names': {
      texts: `${MAIN}<virtual-mta VMTA_1>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta VMTA_2\n</virtual-mta-pool>\n`,
      findings: [notDefined('7 virtual-mta', { subject: 'VMTA_2' })],
    },
    'a name where a wildcard matches no file': {
      texts: `${MAIN}${USE}include none/*.conf\n`,
      findings: [notDefined('5 smtp-pattern-list')],
    },
    'a name of an included file': {
      texts: { config: `${MAIN}include x.conf\n`, 'x.conf': USE },
      findings: [notDefined('x.conf:2 smtp-pattern-list')],
    },
    'each name of a list': {
      texts: `${MAIN}<source 10/8>\nsuppression-lists a, b\n</source>\n`,
      findings: ['a', 'b'].map((subject) => notDefined('5 suppression-lists', { subject })),
    },
    'a name of a section that does not fit': {
      texts: MAIN + ON_POOL,
      findings: [notDefined('7 cold-virtual-mta', { subject: 'mass', otherKind: 'virtual-mta-pool' })],
    },
    'a name with a typo': {
      texts: MAIN + WITH_TYPO,
      findings: [
        notDefined('7 smtp-pattern-list', { subject: 'bakoff', otherKind: null, similar: 'backoff' }),
      ],
    },
    'another number, which is not a typo': {
      texts: `${MAIN}<virtual-mta pmta-vmta0>\n</virtual-mta>\n<source 10/8>\ndefault-virtual-mta pmta-vmta1\n</source>\n`,
      findings: [notDefined('7 default-virtual-mta', { subject: 'pmta-vmta1', similar: null })],
    },
    'another case in a fragment': {
      texts: ERRORS + USE_ERRORS,
      findings: [{ ...differentCase('4 smtp-pattern-list'), related: ['1 <smtp-pattern-list Errors>'] }],
    },
    'another case in a main configuration': {
      texts: MAIN + ERRORS + USE_ERRORS,
      findings: [differentCase('7 smtp-pattern-list')],
    },
    'another case in one file where an include is unread': {
      texts: `${MAIN}include missing\n${ERRORS}${USE_ERRORS}`,
      findings: [differentCase('8 smtp-pattern-list')],
    },
    'another case in two files where all is known': {
      texts: { config: `${MAIN}include x\n${USE_ERRORS}`, x: ERRORS },
      findings: [differentCase('6 smtp-pattern-list')],
    },
    'another case than two spellings': {
      texts: TWO_SPELLINGS,
      findings: [differentCase('6 smtp-pattern-list', { spellings: ['Errors', 'ERRORS'] })],
    },
  },
  fix: {
    'another case': {
      texts: ERRORS + USE_ERRORS,
      fixed: ERRORS + USE_ERRORS.replace('"errors"', '"Errors"'),
      effect: 'neutral',
    },
    'another case in a main configuration': {
      texts: MAIN + ERRORS + USE_ERRORS,
      fixed: MAIN + ERRORS + USE_ERRORS.replace('"errors"', '"Errors"'),
      effect: 'neutral',
    },
  },
});

it.each([...references.map(([text]) => `${MAIN}${text}\n`), TWO_SPELLINGS])(
  'offers no fix for %j',
  (text) => {
    expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  },
);

it.each([
  [MAIN + USE, "no smtp-pattern-list 'x' is defined; "],
  [
    `${MAIN}<source 10/8>\ndefault-virtual-mta x\n</source>\n`,
    "no virtual-mta or virtual-mta-pool 'x' is defined; ",
  ],
  [MAIN + ON_POOL, '; a virtual-mta-pool has that name, and it cannot stand here; '],
  [MAIN + WITH_TYPO, "; the nearest name is 'backoff'; "],
  [TWO_SPELLINGS, "'Errors' and 'ERRORS'"],
])('says what is known of the name in %j', (text, message) => {
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(message);
});

/** A rule that reports every line of a directive, to see which are superseded. */
function reportingAll(id: string, name: string): Rule {
  return {
    ...rule,
    id,
    supersedes: [],
    messages: TEXT_MESSAGES,
    check({ model, report }) {
      for (const { nameLocation } of model.named(name))
        report({ location: nameLocation, ...textMessage(id) });
    },
  };
}

it('supersedes missing-backoff in the block of a list that is not defined, and not in others', () => {
  const other = reportingAll('missing-backoff', 'max-smtp-out');
  const rulesIn = (list: string): string[] => {
    const text = `${MAIN}<smtp-pattern-list Known>\n</smtp-pattern-list>\n<domain a>\nmax-smtp-out 5\nsmtp-pattern-list ${list}\n</domain>\n<domain b>\nmax-smtp-out 5\n</domain>\n`;
    return lintTexts(text, [rule, other]).findings.map((finding) => finding.rule);
  };
  expect(rulesIn('unknown')).toEqual(['undefined-reference', 'missing-backoff']);
  expect(rulesIn('known')).toEqual(['missing-backoff', 'undefined-reference', 'missing-backoff']);
  expect(resolveConflicts([], [rule, other])).toEqual([]);
});

it('looks up names in time that grows with their number', () => {
  const lookUp = (count: number): void => {
    const names = Array.from({ length: count }, (_, n) => n);
    const vmtas = names.map((n) => `<virtual-mta host${n}-a>\n</virtual-mta>\n`).join('');
    const members = names.map((n) => `virtual-mta hots${n}-b\n`).join('');
    const text = `${MAIN}${vmtas}<virtual-mta-pool p>\n${members}</virtual-mta-pool>\n`;
    expect(lintTexts(text, [rule]).findings).toHaveLength(count);
  };
  expect(growth(250, lookUp)).toBeLessThan(LINEAR);
});
