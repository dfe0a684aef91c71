import { describe, expect, it } from 'vitest';
import { haveOneValue } from '../../src/model/source/canonical.ts';
import type { DirectiveUse } from '../../src/model/source/content.ts';
import { domainPatternKey } from '../../src/model/scopes/domain-index.ts';
import { isTemplateLine } from '../../src/model/source/extent.ts';
import { modelOf } from '../support/lint-texts.ts';

function pair(lines: string): [DirectiveUse, DirectiveUse] {
  const [first, second] = modelOf(`<domain a.com>\n${lines}\n</domain>\n`).directives;
  if (first === undefined || second === undefined) throw new Error('there are no two directives');
  return [first, second];
}

describe('what is alike', () => {
  it.each([
    ['retry-after 60m\nretry-after 1h', true],
    ['max-msg-per-hour 100\nmax-msg-rate 100/h', true],
    ['retry-after 60m\nretry-after 2h', false],
    ['retry-after 60m\nretry-after', false],
  ])('values of %j: %s', (lines, expected) => {
    expect(haveOneValue(...pair(lines))).toBe(expected);
  });

  it.each([
    ['A.com.', 'a.com', true],
    ['bücher.de', 'xn--bcher-kva.de', true],
    ['*.a.com', '[*.]a.com', false],
    ['$a', '$A', false],
  ])('patterns %s and %s: %s', (one, other, expected) => {
    expect(domainPatternKey(one) === domainPatternKey(other)).toBe(expected);
  });

  it('recognizes lines that a template engine or a script fills in', () => {
    const text =
      '<% if a %>\n{% if a %}\n{{ lines }}\n__LINES__\nhost-name {{ a }}\n<source {{ a }}>\n</source>\n';
    const { content } = modelOf(text).root;
    expect(content.map(isTemplateLine)).toEqual([true, true, true, true, false, false]);
  });
});
