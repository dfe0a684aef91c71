import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, it } from 'vitest';
import * as library from '../../src/index.ts';

/*
 * The examples of docs/library.md: a block of JavaScript is run, and the block of text after it is what it prints.
 * `UPDATE_DOCUMENTS=1` writes what they print today, as for the other documents.
 */

const GUIDE = join(resolve(import.meta.dirname, '../..'), 'docs/library.md');

interface Example {
  readonly line: number;
  readonly code: string;
  readonly printed: string;
  /** Offsets of the block of text. */
  readonly start: number;
  readonly end: number;
}

const guide = readFileSync(GUIDE, 'utf8');

const examples: readonly Example[] = fromMarkdown(guide).children.flatMap((node, index, all) => {
  if (node.type !== 'code' || node.lang !== 'js') return [];
  const next = all[index + 1];
  if (next?.type !== 'code' || next.lang !== 'text')
    throw new Error(`the example in line ${node.position?.start.line ?? 0} does not show what it prints`);
  const { start, end } = next.position!;
  return [
    {
      ...{ line: node.position?.start.line ?? 0, code: node.value, printed: next.value },
      ...{ start: start.offset!, end: end.offset! },
    },
  ];
});

type Runnable = (library: object, console: { log: (...values: unknown[]) => void }) => Promise<void>;
const AsyncFunction = (async () => {
  // Its constructor has no name of its own.
}).constructor as new (...args: string[]) => Runnable;

async function printedBy(code: string): Promise<string> {
  const body = code.replaceAll(/^import (\{[^}]*\}) from 'pmta-lint';$/gm, 'const $1 = library;');
  const lines: string[] = [];
  const log = (...values: unknown[]): void => {
    lines.push(format(...values));
  };
  await new AsyncFunction('library', 'console', body)(library, { log });
  return lines.join('\n');
}

if (process.env.UPDATE_DOCUMENTS === '1') {
  it('is brought up to date', async () => {
    let text = guide;
    for (const { code, start, end } of [...examples].reverse())
      text = `${text.slice(0, start)}\`\`\`text\n${await printedBy(code)}\n\`\`\`${text.slice(end)}`;
    writeFileSync(GUIDE, text);
  });
} else {
  it.each(examples)('shows in line $line what the example prints', async ({ code, printed }) => {
    expect(await printedBy(code)).toBe(printed);
  });

  it('shows every function and every error', () => {
    for (const name of Object.keys(library)) expect(guide).toContain(name);
    for (const name of ['lint', 'fix', 'effective', 'reply', 'compare'])
      expect(
        examples.some(({ code }) => code.includes(` ${name}(`)),
        name,
      ).toBe(true);
  });
}
