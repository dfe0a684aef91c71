import { textMessage } from '../../../test/support/text-message.ts';
import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as invented } from '../invented-directive/rule.ts';
import { rule as missing } from '../missing-value/rule.ts';
import { rule as unknown } from '../unknown-directive/rule.ts';
import { rule } from './rule.ts';

const MAIN = 'log-file /var/log/pmta/log\nspool /var/spool/pmta\n';
const FRAGMENT = 'max-smtp-out 20\nmax-msg-rate 5/h\nsmtp-listener 0/0:25\n<domain b.com>\n</domain>\n';
const SOURCE =
  '<source 10/8>\nmax-smtp-out 5\nfoo-bar 1\nmax-conn-rate 1/m\nsmtp-service\n<domain x>\n</domain>\n</source>\n';

const misplaced = (at: string, data = {}) =>
  ({ messageId: 'misplaced', severity: 'error', at, data }) as const;

testRule(rule, {
  accept: {
    'a directive that may be there': `${MAIN}always-allow-relaying no\n`,
    'a section that includes the main configuration':
      '<acct-file /a>\ninclude /etc/pmta/config\n</acct-file>\n',
    'any line at the top of a fragment': FRAGMENT,
    'a line in a section that is not closed': `${MAIN}<domain a.com>\nmax-smtp-out 5\nhttp-mgmt-port 8080\n`,
    'a line in an unknown section': '<limits>\n<source 10/8>\nmax-smtp-out 5\n</source>\n</limits>\n',
  },
  report: {
    'a directive at the top level': {
      texts: `${MAIN}max-smtp-in 100\n`,
      findings: [
        misplaced('3 max-smtp-in', {
          scope: 'global',
          allowed: ['source-group'],
          remedy: 'total-max-smtp-in',
        }),
      ],
    },
    'a directive in a section': {
      texts: '<acct-file /a>\nheader x-job\n</acct-file>\n',
      findings: [misplaced('2 header', { name: 'header', scope: 'acct-file' })],
    },
    'a directive of an included file': {
      texts: {
        config: '<domain a.com>\ninclude /etc/pmta/limits\n</domain>\n',
        limits: 'max-smtp-out 5\nhttp-mgmt-port 80\n',
      },
      findings: [misplaced('limits:2 http-mgmt-port')],
    },
    'lines of a fragment whose scope is given': {
      texts: FRAGMENT,
      options: { scope: 'domain' },
      findings: [misplaced('3 smtp-listener'), misplaced('4 <domain b.com>')],
    },
    'only the tag of a section': {
      texts: `<domain a.com>\n${SOURCE}</domain>\n`,
      findings: [misplaced('2 <source 10/8>', { scope: 'domain', remedy: null })],
    },
    'a name that is in no guide as a warning': {
      texts: '<source 10/8>\nadd-gm-token no\n</source>\n',
      findings: [{ messageId: 'misplaced', severity: 'warning', at: '2 add-gm-token' }],
    },
    'a line with a pattern, but no comment with //': {
      texts: '<domain a.com>\n/x/ other\n// a remark\n</domain>\n',
      findings: [{ messageId: 'pattern', severity: 'error', at: '2 /x/', data: { scope: 'domain' } }],
    },
  },
});

it('says what is probably meant', () => {
  const { findings } = lintTexts(`${MAIN}max-smtp-in 100\n`, [rule]);
  expect(findings[0]?.message).toBe(
    "'max-smtp-in' cannot stand at the top level; it belongs in <source-group> (what is meant is probably: total-max-smtp-in); PowerMTA refuses to load the file",
  );
});

it.each([
  [`<domain a.com>\n${SOURCE}</domain>\n`, ['2 misplaced-directive']],
  ['<limits>\n<source 10/8>\nmax-smtp-out 5\n</source>\n</limits>\n', ['1 invented-directive']],
  [`${MAIN}domain * {\nmax-smtp-out 5\n}\n`, ['3 invented-directive']],
])('reports %j once among the rules about names', (text, found) => {
  const { findings, model } = lintTexts(text, [rule, invented, missing, unknown]);
  expect(
    findings.map((finding) => `${model.main.lines.positionAt(finding.start).line} ${finding.rule}`),
  ).toEqual(found);
});

it('does not suppress findings about the whole configuration', () => {
  const whole: typeof rule = {
    ...rule,
    id: 'whole',
    supersedes: [],
    check: ({ model, report }) =>
      report({ location: model.root.tagLocation, ...textMessage('something is missing') }),
  };
  const { findings } = lintTexts(`max-smtp-out 100\n${MAIN}`, [rule, whole]);
  expect(findings.map((finding) => finding.rule)).toEqual(['misplaced-directive', 'whole']);
});
