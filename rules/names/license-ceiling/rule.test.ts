import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { readRuleChoice } from '../../../src/engine/rule-choice.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function messages(text: string, options: Record<string, string | number> = {}): string[] {
  const settings = settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options }]]) });
  return lintTexts(text, [rule], settings).findings.map(({ message }) => message);
}

it.each([
  ['total-max-smtp-out 7501', 1],
  ['total-max-smtp-out 7500', 0],
  ['TOTAL-MAX-SMTP-IN "101"', 1],
  ['total-max-smtp-in 100', 0],
  ['total-max-smtp-in 0', 0],
  ['total-max-smtp-in many', 0],
  ['total-max-smtp-in', 0],
  ['total-max-smtp-in {{ most }}', 0],
  ['total-max-smtp-in 3000\ntotal-max-smtp-in 50', 0],
  ['total-max-smtp-in 50\r\ntotal-max-smtp-in 3000\r\n', 1],
  ['<domain *>\ntotal-max-smtp-in 3000\n</domain>', 0],
])('%j: %i findings', (text, count) => {
  expect(messages(`${text}\n`)).toHaveLength(count);
});

it('knows what a Standard licence allows', () => {
  expect(messages('total-max-smtp-out 201\n', { licence: 'standard' })[0]).toContain(
    'stays at 200 connections',
  );
  expect(messages('total-max-smtp-out 200\n', { licence: 'standard' })).toEqual([]);
  expect(messages('total-max-smtp-in 101\n', { licence: 'standard' })).toHaveLength(1);
});

it('takes figures of one’s own', () => {
  expect(
    messages('total-max-smtp-out 3001\ntotal-max-smtp-in 200\n', { maxOut: 3000, maxIn: 200 }),
  ).toHaveLength(1);
});

it('refuses a licence that there is not', () => {
  expect(readRuleChoice('license-ceiling=info --licence gold', [rule])).toEqual({
    ok: false,
    reason: "--licence 'gold': give enterprise or standard",
  });
  expect(readRuleChoice('license-ceiling=info --licence standard', [rule])).toMatchObject({
    choice: { options: { licence: 'standard' } },
  });
});
