import { expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

function forAll(at: string, all: 'client' | 'domain') {
  return { messageId: 'forAll', severity: 'warning', at, data: { directive: at.slice(2), all } } as const;
}

const FIXES = {
  'a source': {
    texts: '<source 0/0>\n  log-commands yes  # why\n  log-data "true"\n</source>\n',
    fixed: '<source 0/0>\n  log-commands no  # why\n  log-data false\n</source>\n',
    effect: 'tightens',
  },
  'the block of every domain': {
    texts: '<domain *>\nlog-data yes\n</domain>\n',
    fixed: '<domain *>\nlog-data no\n</domain>\n',
    effect: 'tightens',
  },
} as const;

testRule(rule, {
  accept: casesOf(
    '',
    [
      '<source 10/8>\nlog-commands yes\nlog-data yes\n</source>\n',
      '<source 127.0.0.1>\nlog-commands yes\n</source>\n',
      '<source feeder>\nlog-commands yes\n</source>\n',
      '<domain example.com>\nlog-data yes\n</domain>\n',
      '<domain *.example.com>\nlog-data yes\n</domain>\n',
      '<source 0/0>\nlog-commands no\nlog-connections yes\nlog-tls yes\n</source>\n',
      '<source 0/0>\nlog-commands {{ debug }}\n</source>\n',
      '<transmissions-api>\nlog-data yes\n</transmissions-api>\n',
      'log-commands yes\nlog-data yes\n',
      // The last line is effective.
      '<source 0/0>\nlog-commands yes\nlog-commands no\n</source>\n',
      '<domain *>\nlog-commands yes\n</domain>\n<domain *>\nlog-commands no\n</domain>\n',
    ],
    (text) => text,
  ),
  report: {
    'commands of every client': {
      texts: '<source 0/0>\nlog-commands yes\n</source>\n',
      findings: [forAll('2 log-commands', 'client')],
    },
    'messages of every client by IPv6': {
      texts: '<source ::/0>\nlog-data true\n</source>\n',
      findings: [forAll('2 log-data', 'client')],
    },
    'a value in quotes': {
      texts: '<source 0.0.0.0/0>\nlog-data "yes"\nlog-commands no\n</source>\n',
      findings: [forAll('2 log-data', 'client')],
    },
    'both directives for every domain': {
      texts: '<domain *>\nlog-commands yes\nlog-data yes\n</domain>\n',
      findings: [forAll('2 log-commands', 'domain'), forAll('3 log-data', 'domain')],
    },
    'every domain in a VMTA': {
      texts: '<virtual-mta v>\n<domain *>\nlog-commands yes\n</domain>\n</virtual-mta>\n',
      findings: [forAll('3 log-commands', 'domain')],
    },
    'a source of two sections, once': {
      texts: '<source 0/0>\nlog-commands yes\n</source>\n<source 0/0>\nlog-connections yes\n</source>\n',
      findings: [forAll('2 log-commands', 'client')],
    },
  },
  fix: FIXES,
});

it.each(Object.values(FIXES))(
  'has a fix that only tightens, after which no rule reports more: $texts',
  ({ texts, fixed }) => {
    const changes = compareModels(modelOf(texts), modelOf(fixed));
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every(({ verdict }) => verdict === 'stricter')).toBe(true);
    const before = lintTexts(texts, rules).findings.map((finding) => finding.rule);
    const now = lintTexts(fixed, rules).findings.map((finding) => finding.rule);
    expect(now.filter((id) => !before.includes(id))).toEqual([]);
  },
);
