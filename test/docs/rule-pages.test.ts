import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';

const FOLDER = resolve(import.meta.dirname, '../../docs/rules');
const PAGES = readdirSync(FOLDER);

interface Part {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly depth?: number;
  readonly children?: readonly Part[];
}

function partsOf(text: string): Part[] {
  const all: Part[] = [];
  const pending: Part[] = [fromMarkdown(text)];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    all.push(part);
    pending.push(...(part.children ?? []));
  }
  return all;
}

describe('docs/rules', () => {
  it('has a link from the index to each page, and no other page', () => {
    const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    const linked = Array.from(
      index.matchAll(/\[([a-z0-9-]+)\]\(\1\.md\)/g),
      (match) => `${match[1] ?? ''}.md`,
    );
    expect(linked.length).toBeGreaterThan(40);
    expect([...linked, 'README.md'].sort()).toEqual([...PAGES].sort());
  });

  it.each(PAGES.filter((name) => name !== 'README.md'))('%s has one title, and code blocks', (name) => {
    const parts = partsOf(readFileSync(join(FOLDER, name), 'utf8'));
    expect(parts.filter(({ type, depth }) => type === 'heading' && depth === 1)).toHaveLength(1);
    expect(parts.some(({ type }) => type === 'code')).toBe(true);
  });
});
