import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { rulesProblems } from '../report/validate.ts';
import { run } from './run.ts';

interface Listed {
  readonly id: string;
  readonly category: string;
  readonly preset: string;
  readonly fixes: readonly string[];
  readonly options: Record<string, { readonly default: unknown }>;
}

async function listed(...argv: string[]): Promise<Listed[]> {
  const { stdout, stderr, exitCode } = await run(['rules', '--format', 'json', ...argv]);
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(rulesProblems(stdout)).toEqual([]);
  return (JSON.parse(stdout) as { rules: Listed[] }).rules;
}

const ids = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id);

describe('rules --format json', () => {
  it('has all rules, and the options of each', async () => {
    const all = await listed();
    expect(ids(all)).toEqual(ids(rules));
    const weak = all.find(({ id }) => id === 'weak-secret');
    expect(weak?.options.minLength).toMatchObject({ type: 'integer', default: 8, strictest: 12 });
    for (const rule of all) {
      const own = rules.find(({ id }) => id === rule.id);
      expect(Object.keys(rule.options)).toEqual(Object.keys(own?.options ?? {}));
    }
  });

  it('takes categories, in any case and several', async () => {
    const some = await listed('--category', 'Syntax', '--category', 'queues');
    expect(ids(some)).toEqual(ids(rules.filter(({ category }) => ['syntax', 'queues'].includes(category))));
    expect(some.length).toBeGreaterThan(5);
  });

  it('takes what can be fixed, and what a preset has', async () => {
    const fixable = await listed('--fixable');
    expect(ids(fixable)).toEqual(ids(rules.filter(({ fixes }) => fixes.length > 0)));
    const recommended = await listed('--preset', 'recommended');
    expect(recommended.every(({ preset }) => preset === 'recommended')).toBe(true);
    // Infos are seen in strict only.
    expect(ids(recommended)).toEqual(
      ids(rules.filter(({ preset, severity }) => preset === 'recommended' && severity !== 'info')),
    );
    expect(recommended.length).toBeLessThan(rules.length);
    expect(ids(await listed('--preset', 'strict'))).toEqual(ids(rules));
    expect(ids(await listed('--preset', 'all'))).toEqual(ids(rules));
  });
});

describe('rules, for people', () => {
  it('shows severity, preset and fix of each, by category', async () => {
    const { stdout } = await run(['rules', '--category', 'syntax']);
    expect(stdout).toMatch(/^syntax: the file does not say what its author meant\n/);
    expect(stdout).toMatch(/\n {2}foreign-comment +\w+ +recommended +fix: neutral, unsafe\n/);
    expect(stdout).toMatch(/\n {2}syntax-error +error +recommended +no fix\n/);
    expect(stdout).toMatch(/\n\d+ rules, \d+ with a fix; pmta-lint explain RULE prints the page of one\n$/);
  });

  it.each([20, 30, 50, 80, 120, undefined])('fits %s columns', async (terminal) => {
    const { stdout } = await run(['rules', '--no-color'], terminal === undefined ? {} : { terminal });
    const widths = stdout.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(terminal ?? 80);
    const words = stdout.replaceAll(/\s+/g, '');
    for (const { id, summary } of rules) {
      expect(words).toContain(id);
      expect(words).toContain(summary.replaceAll(/\s+/g, ''));
    }
  });

  it('prints that there is none', async () => {
    const { stdout } = await run([
      'rules',
      '--category',
      'suppressions',
      '--fixable',
      '--preset',
      'recommended',
    ]);
    const some = rules.filter(
      ({ category, fixes, severity, preset }) =>
        category === 'suppressions' && fixes.length > 0 && severity !== 'info' && preset === 'recommended',
    );
    if (some.length === 0) expect(stdout).toBe('No rule is like that.\n');
    else for (const { id } of some) expect(stdout).toContain(id);
  });

  it.each([
    ['throtling', "no rule is of category 'throtling'; did you mean 'throttling'?"],
    ['x', `no rule is of category 'x'; give authentication`],
  ])('refuses category %s', async (category, message) => {
    const { stdout, stderr, exitCode } = await run(['rules', '--category', category]);
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr.startsWith(`pmta-lint: ${message}`)).toBe(true);
  });
});
