import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

/** Lines of the findings about form in a bounce-category-patterns section with these lines. */
function linesIn(...lines: string[]): number[] {
  const config = ['<bounce-category-patterns>', ...lines, '</bounce-category-patterns>', ''].join('\n');
  const { findings, model } = lintTexts(config, rules);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line);
}

describe('a pattern that is cut', () => {
  it.each([
    ['in its middle', ['/(a|', 'b)/ other', '/c/ other'], [2]],
    ['twice', ['/(a|', 'b|', 'c)/ other'], [2]],
    ['before its last slash', ['/(a|b)', '/ inactive-mailbox', '/c/ other'], [2]],
    ['and another one behind it', ['/(a|', '/(b|', '/c/ other'], [2, 3]],
    ['with a second pattern in its rest', ['/(a|', 'b)/ other /c/ other'], [2, 3]],
    ['after a blank line its rest is a mistake of its own', ['/(a|', '', 'b)/ other'], [2, 4]],
  ])('%s is one finding a mistake', (_, lines, expected) => {
    expect(linesIn(...lines)).toEqual(expected);
  });
});
