import { expect, it } from 'vitest';
import { inventedNames } from '../../../src/catalog/invented.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as syntax } from '../../syntax/syntax-error/rule.ts';
import { rule as misplaced } from '../misplaced-directive/rule.ts';
import { rule as missing } from '../missing-value/rule.ts';
import { rule as unknown } from '../unknown-directive/rule.ts';
import { rule } from './rule.ts';

const MAIN = 'log-file /var/log/pmta/log\npostmaster a@b.example\n';
const inDomain = (...lines: string[]): string => `<domain a.com>\n${lines.join('\n')}\n</domain>\n`;

const NESTED = `${MAIN}spool /x\ndomain * {\n  max-smtp-out 20\n  unknown-word {\n  }\n  retry-interval 5m\n}\nhost-name a.b\n`;
const IN_VALUES =
  '<domain {sparkpost}>\nqueue-to {sparkpost}\nsmtp-hosts {{next}}\n</domain>\n<virtual-mta v>\nhost-name {{ x }}\n</virtual-mta>\n';

const unfixed = {
  'a name next to the right one': inDomain('max-connect-rate 5/m', 'max-conn-rate 10/m'),
  'a name with another meaning': inDomain('throttle 10/m'),
  'a name that is not allowed there': inDomain('pmta-hostname a.b'),
  'a value that does not fit': inDomain('max-conn-rate fast'),
};

testRule(rule, {
  accept: {
    'braces in values': IN_VALUES,
    'a broken line': inDomain('max-conn-rate "10'),
  },
  report: {
    'an invented directive': {
      texts: inDomain('max-conn-rate 10/m'),
      findings: [
        {
          messageId: 'invented',
          severity: 'error',
          at: '2 max-conn-rate',
          data: { name: 'max-conn-rate', kind: 'directive', meant: 'max-connect-rate', sameValue: true },
        },
      ],
    },
    'an invented section once': {
      texts: '<limits>\n<limits>\nmax-conn-rate 1/m\n</limits>\n</limits>\n',
      findings: [{ messageId: 'invented', at: '1 <limits>', data: { name: '<limits>', kind: 'section' } }],
    },
    'a section that is written as a directive': {
      texts: 'acct-file /var/log/a.csv\n',
      findings: [
        {
          messageId: 'sectionAsDirective',
          at: '1 acct-file',
          data: { section: 'acct-file', argument: '/var/log/a.csv' },
        },
      ],
    },
    'a block in braces, once with those in it': {
      texts: NESTED,
      findings: [{ messageId: 'braces', at: '4 domain * {', data: { section: 'domain', argument: '*' } }],
    },
    'a block with the brace on the next line': {
      texts: 'listener\n{\n  port 25\n};\n',
      findings: [
        {
          messageId: 'braces',
          at: '1 listener',
          data: { section: 'smtp-listener', argument: 'ADDRESS:PORT' },
        },
      ],
    },
    'a block in one line': {
      texts: 'source 10.0.0.0/8 { always-allow-relaying yes }\n',
      findings: [
        {
          messageId: 'braces',
          at: '1 source 10.0.0.0/8 { always-allow-relaying yes }',
          data: { section: 'source', argument: '10.0.0.0/8' },
        },
      ],
    },
  },
  fix: {
    'names of directives and sections': {
      texts: '<virtual-mta-pool p>\n  vmta a # first\n  add-vmta b\n</virtual-mta-pool>\n<VMTA c>\n</vmta>\n',
      fixed:
        '<virtual-mta-pool p>\n  virtual-mta a # first\n  virtual-mta b\n</virtual-mta-pool>\n<virtual-mta c>\n</virtual-mta>\n',
    },
    'a spool-dir, as a section': {
      texts: `${MAIN}total-max-smtp-out 5\nspool-dir /var/spool/pmta # old\n`,
      fixed: `${MAIN}total-max-smtp-out 5\n<spool /var/spool/pmta> # old\n</spool>\n`,
      effect: 'unsafe',
    },
    'a name that has the same meaning': {
      texts: inDomain('max-conn-rate 10/m'),
      fixed: inDomain('max-connect-rate 10/m'),
    },
  },
});

it.each(Object.entries(unfixed))('offers no fix for %s', (_, text) => {
  expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

/** Lines and rules of the findings of all rules about the form of a line. */
function found(text: string): string[] {
  const { findings, model } = lintTexts(text, [rule, misplaced, unknown, missing, syntax]);
  return findings.map(({ rule: id, start }) => `${model.main.lines.positionAt(start).line} ${id}`);
}

it.each(inventedNames().map(({ name, kind }) => [kind, name] as const))(
  'reports the %s %s of the catalog alone, in whole sentences',
  (kind, name) => {
    const text = kind === 'directive' ? inDomain(`${name} 1`) : `<${name} x>\nfoo 1\n</${name}>\n`;
    expect(found(text)).toEqual([`${kind === 'directive' ? 2 : 1} invented-directive`]);
    expect(lintTexts(text, [rule]).findings[0]?.message).toMatch(
      /^'[^']+' is a (?:name|section) that PowerMTA does not have; \S.*\S; PowerMTA refuses to load the file$/,
    );
  },
);

it.each(['constructor', 'toString', '__proto__'])('names no section for a brace after %s', (name) => {
  for (const argument of ['', 'x ']) {
    const [finding] = lintTexts(`${name} ${argument}{\n  foo 1\n}\n`, [rule]).findings;
    expect(finding?.message).toContain('<name argument>');
  }
});

it.each([
  ['a block in braces', NESTED, ['4 invented-directive']],
  ['a brace on the next line', 'listener\n{\n  port 25\n};\n', ['1 invented-directive']],
  ['a block in one line', 'source 10.0.0.0/8 { always-allow-relaying yes }\n', ['1 invented-directive']],
  [
    'the line of a brace that nothing closes',
    'listener {\nfoo-bar 1\n',
    ['1 invented-directive', '2 unknown-directive'],
  ],
  [
    'the tag of an invented section that is not closed',
    '<include /etc/pmta/x>\nhost-name a.b\n<domain a.com>\nfoo-bar 1\n</domain>\n',
    ['1 invented-directive', '4 unknown-directive'],
  ],
  [
    'a section that is refused as a whole',
    '<limits>\n<limits>\nmax-conn-rate 1/m\n</limits>\n</limits>\n',
    ['1 invented-directive'],
  ],
  ['a broken line as syntax-error', inDomain('max-conn-rate "10'), ['2 syntax-error']],
  ['nothing for braces in values', IN_VALUES, []],
])('reports %s once among the rules about names', (_, text, findings) => {
  expect(found(text)).toEqual(findings);
});

it('leaves a broken tag to syntax-error', () => {
  expect(found('<limits> max 5\nfoo 1\n</limits>\n')).toContain('1 syntax-error');
});
