import { expect, test } from 'vitest';
import { ConfigurationParser } from '../../grammar/parser.ts';
import { buildLexer } from '../../grammar/tokens.ts';

test('Chevrotain finds no fault in the tokens: no pattern hides another, none can be empty', () => {
  const lexer = buildLexer({ validated: true });
  expect(lexer.lexerDefinitionErrors).toEqual([]);
});

test('Chevrotain finds no fault in the grammar: no two alternatives begin alike, no rule calls itself first', () => {
  expect(() => new ConfigurationParser({ validated: true })).not.toThrow();
});
