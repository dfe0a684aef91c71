import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';

it('the table of rules in the README is that of the rules', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = Array.from(readme.matchAll(/^\| `([a-z][a-z-]*)` \| (.*) \|$/gm), (match) => [
    match[1],
    // Markdown takes a bare `<domain>` for a tag of HTML, and shows nothing.
    match[2]?.replaceAll(String.raw`\<`, '<'),
  ]);
  expect(rows).toEqual(rules.map(({ id, summary }) => [id, summary]));
});
