import { describe, expect, it } from 'vitest';
import { findProvider, providers } from '../../src/catalog/providers.ts';
import { providersProblems } from '../report/validate.ts';
import { run } from './run.ts';

interface Listed {
  readonly id: string;
  readonly domains: readonly string[];
  readonly limits: Readonly<Record<string, unknown>>;
}

describe('providers --format json', () => {
  it('has all providers, as the schema says, a brand with the limits of its operator', async () => {
    const { stdout, stderr, exitCode } = await run(['providers', '--format', 'json']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(providersProblems(stdout)).toEqual([]);
    const { providers: all } = JSON.parse(stdout) as { providers: Listed[] };
    expect(all.map(({ id }) => id)).toEqual(providers().map(({ id }) => id));
    const [google, att, yahoo] = ['google', 'att', 'yahoo'].map((id) => all.find((one) => one.id === id));
    expect(google?.domains).toContain('gmail.com');
    expect(google?.limits).toMatchObject({
      maxSmtpOut: { cold: 5, warm: 20, ceiling: 150, evidence: 'vendor', ceilingEvidence: 'vendor' },
      retryAfter: findProvider('google')?.limits?.retryAfter?.recommended,
    });
    expect(att?.limits).toEqual(yahoo?.limits);
  });
});

describe('providers, for people', () => {
  it('has a line for each provider with limits, domains and what the limits rest on', async () => {
    const { stdout } = await run(['providers']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^provider +connections +messages +rate +domains$/);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^google +5\/20\/150 v +50\/100 v +500\/h s +gmail\.com, googlemail\.com and 2 more$/,
      ),
    );
    expect(stdout).toMatch(/\n\nLimits from one IP\. .* p: published by the provider, v: /);
    expect(stdout).toMatch(/\n72 providers; pmta-lint explain PROVIDER prints the page of one\n$/);
  });

  it.each([20, 60, 80, 120])('fits a terminal of %i columns from 60 on', async (columns) => {
    const { stdout } = await run(['providers', '--no-color'], { terminal: columns });
    const widest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(Math.max(60, columns));
  });
});
