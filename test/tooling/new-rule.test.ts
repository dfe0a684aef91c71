import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { rule as template } from '../../scripts/new-rule/rule.ts';
import { Checkout } from '../support/checkout.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = ['doc.md', 'rule.test.ts', 'rule.ts'];

let checkout: Checkout;
/** A file to which the script that writes generated files appends its arguments. */
const generated = (): string => join(checkout.root, 'generated');
beforeAll(() => {
  checkout = new Checkout([
    ...['grammar', 'rules', 'src', 'scripts/build', 'scripts/new-rule', 'scripts/new-rule.mjs'],
    'test/support',
    ...['.prettierrc.json', 'package.json', 'tsconfig.json', 'vitest.config.ts'],
  ]);
  writeFileSync(
    join(checkout.root, 'scripts', 'check-generated.mjs'),
    `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(generated())}, process.argv.slice(2).join(' ') + '\\n');`,
  );
});
afterAll(() => {
  checkout.end();
});

function newRule(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = join(checkout.root, 'scripts', 'new-rule.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

function runTool(name: string, ...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(join(checkout.root, 'node_modules', '.bin', name), args, {
    cwd: checkout.root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: checkout.home },
  });
}

/** All files that a new rule could be written to. */
const present = (): string[] =>
  ['rules', 'test'].flatMap((folder) =>
    readdirSync(join(checkout.root, folder), { recursive: true, encoding: 'utf8' }).sort(),
  );

const MADE = [
  { category: 'queues', id: 'made-dns' },
  { category: 'syntax', id: 'made-2-with-a-long-name' },
];

describe('npm run new-rule', () => {
  it.each(MADE)('creates $category/$id', ({ category, id }) => {
    const { status, stdout, stderr } = newRule(category, id);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const folder = `rules/${category}/${id}`;
    for (const name of FILES) {
      expect(stdout).toContain(`  ${folder}/${name}\n`);
      expect(readFileSync(join(checkout.root, folder, name), 'utf8')).not.toContain(template.id);
    }
    expect(stdout).toContain(`npx vitest run ${folder} test/rules/pages.test.ts -t ${id}`);
    const rule = readFileSync(join(checkout.root, folder, 'rule.ts'), 'utf8');
    expect(rule).toContain(`  id: '${id}',\n  category: '${category}',\n`);
    expect(readFileSync(join(checkout.root, folder, 'doc.md'), 'utf8')).toMatch(`# ${id}\n`);
  });

  it('runs the generators each time', () => {
    expect(readFileSync(generated(), 'utf8')).toBe('--write\n'.repeat(MADE.length));
  });

  it('writes code in the format of Prettier', () => {
    const { status, stdout } = runTool('prettier', '--check', 'rules/**/made-*/*.ts');
    expect(stdout).toContain('All matched files use Prettier code style');
    expect(status).toBe(0);
  });

  it('writes tests that all pass', () => {
    const { stdout } = runTool('vitest', 'run', '--reporter=json', 'made-');
    expect(JSON.parse(stdout)).toEqual(expect.objectContaining({ numTotalTests: 16, numPassedTests: 16 }));
  });

  it.each([
    ['no id', ['queues'], 'give a category and an id\nusage: npm run new-rule -- CATEGORY ID'],
    ['two ids', ['queues', 'a', 'b'], 'give a category and an id'],
    ['an unknown option', ['queues', 'a', '--force'], "Unknown option '--force'"],
    [
      'an unknown category',
      ['queue', 'a'],
      "the category 'queue' does not exist; there are authentication, ",
    ],
    ['a path as category', ['../rules', 'a'], "the category '../rules' does not exist"],
    [
      'an id in another spelling',
      ['queues', 'retryFast'],
      "'retryFast': the id of a rule is written like-this",
    ],
    ['a path as id', ['queues', '../a'], "'../a': the id of a rule is written like-this"],
    ['the id of another rule', ['queues', 'open-relay'], 'rules/security/open-relay already has this id'],
  ])('refuses %s, and writes nothing', (_, args, message) => {
    const before = present();
    const { status, stdout, stderr } = newRule(...args);
    expect(stderr).toContain(`new-rule: ${message}`);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(present()).toEqual(before);
  });
});

it('no rule is still the template', () => {
  const { summary } = template;
  expect(rules.filter((rule) => rule.summary === summary).map(({ id }) => id)).toEqual([]);
  const [, reason = ''] = /## Why it matters\n\n(.*)/.exec(read('scripts/new-rule/doc.md')) ?? [];
  expect(reason).not.toBe('');
  const pages = rules.map(({ category, id }) => `rules/${category}/${id}/doc.md`);
  expect(pages.filter((page) => read(page).includes(reason))).toEqual([]);
});

it('no rule has a TODO', () => {
  const files = rules.flatMap(({ category, id }) =>
    readdirSync(join(ROOT, 'rules', category, id)).map((name) => `rules/${category}/${id}/${name}`),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((path) => read(path).includes('TODO'))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
