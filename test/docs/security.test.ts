import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * SECURITY.md: each promise names a test, and the test is there under that title.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

const [, promises = ''] = text.split('## What must not happen');
const lines = promises.split('## What is not promised')[0]?.split('\n') ?? [];
/** Each promise is a line: an item of a list, or a bold paragraph about a limit. */
const stated = lines.filter((line) => /^(?:- |\*\*)/.test(line));

/** `file`: "title", "title" · `file`: "title" */
const named = stated.flatMap((line) =>
  [...line.matchAll(/`(test\/[\w./-]+)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title, line })),
  ),
);

/** The texts before a function, as titles of tests are. */
function titlesIn(code: string): string[] {
  const title = /\(\s*(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1,\s*(?:\{[^}]*\},\s*)?(?:async )?\(/g;
  return [...code.matchAll(title)].map(([, , text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}

describe('SECURITY.md', () => {
  it.each(stated)('names a test: %s', (line) => {
    expect(named.some((one) => one.line === line)).toBe(true);
    // Each file of tests is followed by a title.
    const files = line.match(/`test\//g) ?? [];
    expect(files).toHaveLength(
      new Set(named.filter((one) => one.line === line).map(({ file }) => file)).size,
    );
  });

  it.each(named)('$file has "$title"', ({ file, title }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(titlesIn(readFileSync(join(ROOT, file), 'utf8')).some((one) => one.includes(title))).toBe(true);
  });

  it('promises something in each of its parts', () => {
    expect(stated.length).toBeGreaterThan(20);
    expect(text).toContain("private vulnerability report of the repository's hosting");
    expect(text).not.toMatch(/[\w.]+@[\w.]+\.\w+/);
  });
});
