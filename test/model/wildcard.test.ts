import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from '../../src/model/source/includes.ts';

describe('a wildcard', () => {
  it.each([
    ['*.conf', 'a.conf', true],
    ['*.conf', 'conf', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
  ])('%s matches %s: %s', (pattern, name, matches) => {
    expect(matchesWildcard(pattern, name)).toBe(matches);
  });

  it('matches what the regular expression for it matches', () => {
    const text = (...letters: string[]): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
    fc.assert(
      fc.property(text('a', 'b', '*', '?'), text('a', 'b'), (pattern, name) => {
        const source = pattern.replace(/\*+/g, '.*').replace(/\?/g, '.');
        expect(matchesWildcard(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });

  it('of many stars is matched at once', () => {
    expect(matchesWildcard(`${'*a'.repeat(1000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
