import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { fixed } from '../../../test/support/fixed.ts';

/** The lines that findings stand in, without blanks. */
function linesOf(text: string): string[] {
  return lintTexts(text, [rule]).findings.map(({ start }) => (text.slice(start).split('\n')[0] ?? '').trim());
}

describe('verbose-logging', () => {
  it.each([
    ['<source 0/0>\nlog-commands yes\n</source>\n', ['log-commands yes']],
    ['<source ::/0>\nlog-data true\n</source>\n', ['log-data true']],
    ['<source 0.0.0.0/0>\nlog-data "yes"\nlog-commands no\n</source>\n', ['log-data "yes"']],
    ['<domain *>\nlog-commands yes\nlog-data yes\n</domain>\n', ['log-commands yes', 'log-data yes']],
    ['<virtual-mta v>\n<domain *>\nlog-commands yes\n</domain>\n</virtual-mta>\n', ['log-commands yes']],
  ])('finds %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it.each([
    ['<source 10/8>\nlog-commands yes\nlog-data yes\n</source>\n'],
    ['<source 127.0.0.1>\nlog-commands yes\n</source>\n'],
    ['<source feeder>\nlog-commands yes\n</source>\n'],
    ['<domain example.com>\nlog-data yes\n</domain>\n'],
    ['<domain *.example.com>\nlog-data yes\n</domain>\n'],
    ['<source 0/0>\nlog-commands no\nlog-connections yes\nlog-tls yes\n</source>\n'],
    ['<source 0/0>\nlog-commands {{ debug }}\n</source>\n'],
    ['<transmissions-api>\nlog-data yes\n</transmissions-api>\n'],
    ['log-commands yes\nlog-data yes\n'],
    // The last line holds.
    ['<source 0/0>\nlog-commands yes\nlog-commands no\n</source>\n'],
    ['<domain *>\nlog-commands yes\n</domain>\n<domain *>\nlog-commands no\n</domain>\n'],
  ])('says nothing of %j', (text) => {
    expect(linesOf(text)).toEqual([]);
  });

  it('speaks of each directive once', () => {
    const text = '<source 0/0>\nlog-commands yes\n</source>\n<source 0/0>\nlog-connections yes\n</source>\n';
    expect(linesOf(text)).toEqual(['log-commands yes']);
  });

  it.each([
    [
      '<source 0/0>\n  log-commands yes  # why\n  log-data "true"\n</source>\n',
      '<source 0/0>\n  log-commands no  # why\n  log-data false\n</source>\n',
    ],
    ['<domain *>\nlog-data yes\n</domain>\n', '<domain *>\nlog-data no\n</domain>\n'],
  ])('switches it off, which is conservative and leaves nothing behind: %j', (text, after) => {
    const result = fixed(text, [rule]);
    expect(result).toMatchObject({ text: after, passes: 1, left: [] });
    const changes = compareModels(modelOf(text), modelOf(after));
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every(({ verdict }) => verdict === 'stricter')).toBe(true);
    const before = lintTexts(text, rules).findings.map((finding) => finding.rule);
    const now = lintTexts(after, rules).findings.map((finding) => finding.rule);
    expect(now.filter((id) => !before.includes(id))).toEqual([]);
  });
});
