import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';

function lines(text: string): number[] {
  const { findings, model } = lintTexts(text, [rule]);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line);
}

const acct = (line: string): string => `<acct-file /x>\n${line}\n</acct-file>\n`;

it.each<[string, number[]]>([
  ['log-file-world-readable yes\n', [1]],
  ['Log-File-World-Readable "TRUE"\r\n', [1]],
  ['log-file-world-readable no\n', []],
  ['log-file-world-readable yes\nlog-file-world-readable no\n', []],
  ['log-file-world-readable on\n', []],
  ['log-file-world-readable {{ x }}\n', []],
  [acct('world-readable yes'), [2]],
  [acct('world-readable no'), []],
  [acct('world-readable yes') + acct('world-readable yes').replace('/x', '/y'), [2, 5]],
  ['world-readable yes\niso-times no\n', [1]],
  ['<domain *>\nworld-readable yes\n</domain>\n', []],
])('%j: %j', (text, found) => {
  expect(lines(text)).toEqual(found);
});

it('has a fix that only closes an access', () => {
  const before = `log-file-world-readable true # a\n${acct('\tworld-readable "yes"')}`;
  const after = fixed(before, [rule]);
  expect(after.text).toBe(`log-file-world-readable false # a\n${acct('\tworld-readable no')}`);
  const verdicts = compareModels(modelOf(before), modelOf(after.text)).map(({ verdict }) => verdict);
  expect(verdicts).toEqual(['stricter', 'stricter']);
  expect(after.left).toEqual([]);
});
