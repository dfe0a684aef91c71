import { expect } from 'vitest';

/** What no output may show, wherever it was after the name of a secret. */
export const SECRET = 'hunter2';

/** Characters that a terminal obeys or that turn the direction of text; the line end alone is meant. */
const STEERING = /[\0-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** The escapes that give text its colour and weight. */
const COLOUR = /\u001b\[[\d;]*m/g;

/** The text without what colours it. */
export function withoutColour(text: string): string {
  return text.replace(COLOUR, '');
}

/** Expects an output to be what no input may break: nothing that steers a terminal, no secret, no trace of a crash. */
export function assertCleanOutput(output: string): void {
  expect(STEERING.exec(output)).toBeNull();
  expect(output).not.toContain(SECRET);
  expect(output).not.toMatch(/^ +at .*\d\)?$/m);
  expect(output).not.toContain('the rule stopped');
  expect(output).not.toContain('internal error');
}
