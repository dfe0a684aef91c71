import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSpacedOut, patternItems } from '../../rules/patterns/_shared/pattern-items.ts';
import { growth, LINEAR } from '../support/growth.ts';

function shown(source: string): string[] {
  return patternItems(source).map(({ kind, text }) => `${kind} ${text}`);
}

it.each([
  ['a.b', ['literal a', 'dot .', 'literal b']],
  ['a\\.b', ['literal a', 'escape \\.', 'literal b']],
  ['[.d+]d+', ['class [.d+]', 'literal d', 'quantifier +']],
  ['[]d]+?', ['class []d]', 'quantifier +?']],
  ['[^\\]d]', ['class [^\\]d]']],
  ['[[:alpha:]*]', ['class [[:alpha:]*]']],
  ['[a', ['literal [', 'literal a']],
  ['a{2,}+b{x}', ['literal a', 'quantifier {2,}+', 'literal b', 'literal {', 'literal x', 'literal }']],
  [
    '(?i)^(?:a|b)$',
    ['note (?i)', 'start ^', 'open (?:', 'literal a', 'or |', 'literal b', 'close )', 'end $'],
  ],
  [
    '(*UTF8)(*.com)',
    ['note (*UTF8)', 'open (', 'quantifier *', 'dot .', 'literal c', 'literal o', 'literal m', 'close )'],
  ],
  ['\\Qa.b\\E.', ['escape \\Qa.b\\E', 'dot .']],
  ['\\x23\\x{1F}\\p{Lu}', ['escape \\x23', 'escape \\x{1F}', 'escape \\p{Lu}']],
  ['(?#d+)(?<n>x)', ['note (?#d+)', 'open (?<n>', 'literal x', 'close )']],
  ['é😀', ['literal é', 'literal 😀']],
  ['a\\', ['literal a', 'escape \\']],
])('takes %s apart', (source, expected) => {
  expect(shown(source)).toEqual(expected);
});

it('loses no character of any text', () => {
  const pieces = fc.array(
    fc.constantFrom('[', ']', '\\', '(', '?', '*', '{', '}', 'd', '.', 'Q', 'E', '#', 'x', '1'),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const source = parts.join('');
      const items = patternItems(source);
      expect(items.map(({ text }) => text).join('')).toBe(source);
      for (const { start, end, text } of items) expect(source.slice(start, end)).toBe(text);
    }),
  );
});

it.each(['[', '\\x{', '(?#', '(?', '\\p{', '[[:a', '(?<a', 'a{1'])(
  'reads a long row of %s in time that grows with its length',
  (piece) => {
    expect(growth(25_000, (count) => patternItems(piece.repeat(count)))).toBeLessThan(LINEAR);
  },
);

it('recognizes patterns whose blanks do not count', () => {
  expect(isSpacedOut(patternItems('(?x) a b'))).toBe(true);
  expect(isSpacedOut(patternItems('(?ix:a b)'))).toBe(true);
  expect(isSpacedOut(patternItems('(?i)x'))).toBe(false);
});
