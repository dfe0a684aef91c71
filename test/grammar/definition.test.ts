import { expect, test } from 'vitest';
import { ConfigurationParser } from '../../grammar/parser.ts';
import { buildLexer } from '../../grammar/tokens.ts';

function groupBy(items: Iterable<unknown>, keyOf: (item: unknown, index: number) => PropertyKey) {
  const groups: Record<PropertyKey, unknown[]> = {};
  let index = 0;
  for (const item of items) (groups[keyOf(item, index++)] ??= []).push(item);
  return groups;
}

// Node 20 has none, and Chevrotain's checks of a grammar call it.
if (!('groupBy' in Object)) Reflect.set(Object, 'groupBy', groupBy);

test('Chevrotain finds no fault in the tokens: no pattern hides another, none can be empty', () => {
  const lexer = buildLexer({ validated: true });
  expect(lexer.lexerDefinitionErrors).toEqual([]);
});

test('Chevrotain finds no fault in the grammar: no two alternatives begin alike, no rule calls itself first', () => {
  expect(() => new ConfigurationParser({ validated: true })).not.toThrow();
});
