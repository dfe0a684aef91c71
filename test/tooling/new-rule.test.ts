import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout } from '../support/checkout.ts';
import { examplesOf } from '../support/examples.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let checkout: Checkout;
/** What was said to the script that writes generated files, a line each time. */
const generated = (): string => join(checkout.root, 'generated');
beforeAll(() => {
  checkout = new Checkout([
    ...['grammar', 'rules', 'src', 'scripts/build', 'scripts/new-rule', 'scripts/new-rule.mjs'],
    'test/support',
    ...['.prettierrc.json', 'package.json', 'tsconfig.json', 'vitest.config.ts'],
  ]);
  // What is generated is not the matter here: that it is asked for is.
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

const read = (path: string): string => readFileSync(join(checkout.root, path), 'utf8');
/** All that a new rule could be written to. */
const present = (): string[] =>
  ['rules', 'test'].flatMap((folder) =>
    readdirSync(join(checkout.root, folder), { recursive: true, encoding: 'utf8' }).sort(),
  );

const MADE = [
  { category: 'queues', id: 'made-plain', args: [], severity: 'warning', preset: 'recommended', fix: 'none' },
  {
    category: 'security',
    id: 'made-safe',
    args: ['--severity', 'error', '--fix', 'safe'],
    severity: 'error',
    preset: 'recommended',
    fix: 'safe',
  },
  {
    category: 'syntax',
    id: 'made-2-unsafe',
    args: ['--fix=unsafe', '--severity=info'],
    severity: 'info',
    preset: 'strict',
    fix: 'unsafe',
  },
] as const;

describe('npm run new-rule', () => {
  it.each(MADE)('begins $category/$id', ({ category, id, args, severity, preset, fix }) => {
    const { status, stdout, stderr } = newRule(category, id, ...args);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const paths = [
      `rules/${category}/${id}/doc.md`,
      `test/rules/${id}.test.ts`,
      `rules/${category}/${id}/rule.ts`,
    ];
    expect(stdout).toContain(`New: ${category}/${id}, severity ${severity}, fix ${fix}\n`);
    for (const path of paths) {
      expect(stdout).toContain(`  ${path}\n`);
      expect(read(path)).toContain(id);
      expect(read(path)).not.toContain('rule-id');
    }
    expect(stdout).toContain(`npx vitest run test/rules/${id}.test.ts`);
    expect(stdout).toContain('npm run generate');
    const [page = '', , rule = ''] = paths.map(read);
    const said = { category, severity, preset, fix };
    for (const [key, value] of Object.entries(said)) expect(rule).toContain(`  ${key}: '${value}',\n`);
    if (fix !== 'none') expect(rule).toContain(`safety: '${fix}',`);
    const [bad, good] = examplesOf(page);
    expect(bad?.marks.map((mark) => mark.severity)).toEqual([severity]);
    expect(bad?.diff?.unsafe).toBe(fix === 'none' ? undefined : fix === 'unsafe');
    expect(good?.expected).toBe('good');
  });

  it('has what is generated written each time', () => {
    expect(readFileSync(generated(), 'utf8')).toBe('--write\n'.repeat(MADE.length));
  });

  it('writes tests that all fail until the rule is written', () => {
    const program = join(checkout.root, 'node_modules', 'vitest', 'vitest.mjs');
    const { stdout } = spawnSync(process.execPath, [program, 'run', '--reporter=json', 'made-'], {
      cwd: checkout.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: checkout.home },
    });
    const report = JSON.parse(stdout) as Record<'numTotalTests' | 'numFailedTests', number>;
    expect(report).toEqual(expect.objectContaining({ numTotalTests: 5, numFailedTests: 5 }));
  });

  it.each([
    ['no id', ['queues'], 'give a category and an id\nusage: npm run new-rule -- CATEGORY ID'],
    ['two ids', ['queues', 'a', 'b'], 'give a category and an id'],
    ['an option that there is not', ['queues', 'a', '--force'], "Unknown option '--force'"],
    ['another category', ['queue', 'a'], "the category 'queue' does not exist; there are authentication, "],
    ['a path as category', ['../rules', 'a'], "the category '../rules' does not exist"],
    ['a name like another', ['queues', 'retryFast'], "'retryFast': the id of a rule is written like-this"],
    ['a path as id', ['queues', '../a'], "'../a': the id of a rule is written like-this"],
    ['a rule that is there', ['queues', 'open-relay'], 'rules/security/open-relay has this id already'],
    [
      'another severity',
      ['queues', 'a', '--severity=fatal'],
      "the severity 'fatal' does not exist; there are",
    ],
    [
      'another fix',
      ['queues', 'a', '--fix', 'maybe'],
      "the fix 'maybe' does not exist; there are none, safe",
    ],
    ['a test that is there', ['queues', 'kept'], 'test/rules/kept.test.ts is there already'],
  ])('refuses %s, and writes nothing', (_, args, message) => {
    writeFileSync(join(checkout.root, 'test', 'rules', 'kept.test.ts'), 'kept');
    const before = present();
    const { status, stdout, stderr } = newRule(...args);
    expect(stderr).toContain(`new-rule: ${message}`);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(present()).toEqual(before);
    expect(read('test/rules/kept.test.ts')).toBe('kept');
  });
});

it('no rule is left half written', () => {
  const folders = ['rules', 'test/rules'].map((name) => join(ROOT, name));
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  expect(paths.length).toBeGreaterThan(200);
  expect(paths.filter((path) => existsSync(path) && readFileSync(path, 'utf8').includes('TODO'))).toEqual([]);
});
