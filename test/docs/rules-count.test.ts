import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';

it('the README has the number of rules of each category', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const paragraph = /^## Rules\n\n(.*)$/m.exec(readme)?.[1] ?? '';
  const said = Array.from(paragraph.matchAll(/([a-z]+) \((\d+)\)/g), (match) => [match[1], Number(match[2])]);
  const categories = [...new Set(rules.map(({ category }) => category))];
  expect(said).toEqual(
    categories.map((name) => [name, rules.filter(({ category }) => category === name).length]),
  );
  expect(paragraph).toMatch(new RegExp(`^${rules.length} rules in ${categories.length} categories: `));
});
