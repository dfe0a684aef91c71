import { expect, it } from 'vitest';
import { readRuleChoice } from '../../../src/engine/rule-choice.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const withOptions = (options: Record<string, string | number>) =>
  settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options }]]) });
const STANDARD = withOptions({ licence: 'standard' });

const accepted = [
  'total-max-smtp-out 7500',
  'total-max-smtp-in 100',
  'total-max-smtp-in 0',
  'total-max-smtp-in many',
  'total-max-smtp-in',
  'total-max-smtp-in {{ most }}',
  'total-max-smtp-in 3000\ntotal-max-smtp-in 50',
  '<domain *>\ntotal-max-smtp-in 3000\n</domain>',
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((text) => [text, `${text}\n`])),
    'what a Standard licence allows': { texts: 'total-max-smtp-out 200\n', settings: STANDARD },
  },
  report: {
    'more outgoing connections than the guide advises': {
      texts: 'total-max-smtp-out 7501\n',
      findings: [{ messageId: 'tooManyOut', at: '1 total-max-smtp-out', data: { limit: 7500 } }],
    },
    'more incoming connections than the guide advises': {
      texts: 'TOTAL-MAX-SMTP-IN "101"\n',
      findings: [
        {
          messageId: 'tooManyIn',
          at: '1 TOTAL-MAX-SMTP-IN',
          data: { line: 'total-max-smtp-in 101', limit: 100 },
        },
      ],
    },
    'the effective one of two lines': {
      texts: 'total-max-smtp-in 50\r\ntotal-max-smtp-in 3000\r\n',
      findings: [{ messageId: 'tooManyIn', at: '2 total-max-smtp-in' }],
    },
    'more outgoing connections than a Standard licence allows': {
      texts: 'total-max-smtp-out 201\n',
      settings: STANDARD,
      findings: [{ messageId: 'overLicence', at: '1 total-max-smtp-out' }],
    },
    'too many incoming connections under a Standard licence': {
      texts: 'total-max-smtp-in 101\n',
      settings: STANDARD,
      findings: [{ messageId: 'tooManyIn', at: '1 total-max-smtp-in' }],
    },
    'more connections than the options allow': {
      texts: 'total-max-smtp-out 3001\ntotal-max-smtp-in 200\n',
      settings: withOptions({ maxOut: 3000, maxIn: 200 }),
      findings: [{ messageId: 'tooManyOut', at: '1 total-max-smtp-out', data: { limit: 3000 } }],
    },
  },
});

it('names the limit of a Standard licence', () => {
  const { findings } = lintTexts('total-max-smtp-out 201\n', [rule], STANDARD);
  expect(findings[0]?.message).toContain('stays at 200 connections');
});

it('refuses an unknown licence', () => {
  expect(readRuleChoice('license-ceiling=info --licence gold', [rule])).toEqual({
    ok: false,
    reason: "--licence 'gold': give enterprise or standard",
  });
  expect(readRuleChoice('license-ceiling=info --licence standard', [rule])).toMatchObject({
    choice: { options: { licence: 'standard' } },
  });
});
