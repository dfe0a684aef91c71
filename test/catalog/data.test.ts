import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../src/catalog/data/', import.meta.url));

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(`${folder}${name}`, 'utf8');

  it('has one record a line, so that a change of a fact is a change of a line', () => {
    const rows = JSON.parse(text) as unknown[];
    const lines = text.split('\n').slice(1, -2);
    expect(lines.map((line) => JSON.parse(line.replace(/,$/, '')) as unknown)).toEqual(rows);
  });

  it('leaves out what is empty', () => {
    const empty = /: (?:\[\]|\{\}|""|null)[,}]/;
    const spoken = text
      .split('\n')
      .filter((line) => empty.test(line.replace(/"(?:deprecated|perScope)": .*/, '')));
    expect(spoken).toEqual([]);
  });
});
