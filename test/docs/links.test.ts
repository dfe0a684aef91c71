import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { documents } from './console-blocks.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.*)$/gm), (match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

const rulePages = readdirSync(join(ROOT, 'docs/rules')).map((name) => `docs/rules/${name}`);

it.each([...documents(), ...rulePages])('%s has only links to files and headings that exist', (document) => {
  const path = join(ROOT, document);
  // The Markdown parser does not read tables, so links are found in the text.
  const running = readFileSync(path, 'utf8').replaceAll(/^```[^]*?^```/gm, '');
  for (const [, link = ''] of running.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(link)) continue;
    const [name = '', anchor] = link.split('#');
    const target = name === '' ? path : resolve(dirname(path), name);
    expect(existsSync(target), link).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(anchor);
  }
});
