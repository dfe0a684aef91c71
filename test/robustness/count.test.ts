import { expect, it } from 'vitest';
import { BAD_FILES } from '../cli/bad-files.ts';
import { BAD_LINES } from '../cli/bad-lines.ts';
import { HOSTILE_TEXTS } from '../cli/hostile-texts.ts';
import { BAD_LINKS } from './bad-links.ts';
import { BAD_NAMES } from './bad-names.ts';
import { BAD_PATTERNS } from './bad-patterns.ts';
import { HUGE_ARGUMENTS, SHORT_ARGUMENTS, VALUES } from './hostile-arguments.ts';
import { BAD_SETTINGS } from './settings-files.ts';

/** Every table of bad inputs, each with what tells its rows apart. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  lines: BAD_LINES.map(([text]) => text),
  files: BAD_FILES.map(([name]) => name),
  links: BAD_LINKS.map(([name]) => name),
  names: BAD_NAMES.map(({ name }) => name),
  texts: HOSTILE_TEXTS.map(([name]) => name),
  arguments: [...SHORT_ARGUMENTS, ...HUGE_ARGUMENTS].map(({ name }) => name),
  values: VALUES.map(([directive, value]) => `${directive} ${value}`),
  patterns: BAD_PATTERNS.map(({ pattern }) => pattern),
  settings: BAD_SETTINGS.map(([name]) => name),
};

const LEAST = 150;
const total = Object.values(TABLES).reduce((sum, rows) => sum + rows.length, 0);

it(`${total} bad inputs have an exact outcome each, at least ${LEAST}`, () => {
  for (const [table, rows] of Object.entries(TABLES)) expect(new Set(rows).size, table).toBe(rows.length);
  expect(total).toBeGreaterThanOrEqual(LEAST);
});
