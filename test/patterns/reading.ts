import { expect } from 'vitest';
import { readPattern, type Pattern } from '../../src/patterns/pattern.ts';

/** A pattern of a pattern list, which must be readable. */
export function pattern(source: string): Pattern {
  const read = readPattern(source);
  expect(read, source).toMatchObject({ kind: 'pattern' });
  return read as Pattern;
}

export function patterns(...sources: readonly string[]): Pattern[] {
  return sources.map((source) => pattern(source));
}
