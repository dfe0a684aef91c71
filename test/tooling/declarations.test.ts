import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/build/declarations.mjs');

const { declarations } = (await import(pathToFileURL(SCRIPT).href)) as {
  declarations: (options: { root: string; entry: string }) => string;
};

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pmta-lint-declarations-'));
  mkdirSync(join(root, 'src'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function declared(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'src', name), text);
  return declarations({ root, entry: 'src/index.ts' });
}

const ASK = `import type { Answer } from './answer.ts';
/* No docstring. */
/** Asks. */
export function ask(question = 'why'): Promise<Answer> {
  return import('./heavy.ts').then((heavy) => heavy.answer(question));
}
`;

it('contains what the entry exports, with docstrings, and needs nothing that it reaches', () => {
  const text = declared({
    'index.ts': "export { ask } from './ask.ts';\nexport type { Answer } from './answer.ts';\n",
    'ask.ts': ASK,
    'answer.ts':
      '/** An answer. */\nexport interface Answer {\n  /** In words. */\n  readonly text: string;\n}\n',
  });
  expect(text).toBe(
    [
      '/** Asks. */',
      'export declare function ask(question?: string): Promise<Answer>;',
      '',
      '/** An answer. */',
      'export interface Answer {',
      '    /** In words. */',
      '    readonly text: string;',
      '}',
      '',
    ].join('\n'),
  );
});

it('refuses a type that its users could not name', () => {
  const files = { 'index.ts': "export { ask } from './ask.ts';\n", 'ask.ts': ASK };
  expect(() => declared(files)).toThrow("the types of the library: Cannot find name 'Answer'.");
});

it('refuses a type of Node or of a package', () => {
  const files = {
    'index.ts': "export { bytes } from './bytes.ts';\n",
    'bytes.ts': 'export function bytes(): Buffer {\n  return Buffer.alloc(0);\n}\n',
  };
  expect(() => declared(files)).toThrow("Cannot find name 'Buffer'");
});

it('refuses an export that is declared elsewhere', () => {
  const files = {
    'index.ts': "export { ask } from './again.ts';\n",
    'again.ts': "export { ask } from './ask.ts';\n",
  };
  expect(() => declared(files)).toThrow('declares no ask by itself');
});
