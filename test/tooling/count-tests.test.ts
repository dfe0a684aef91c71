import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/folders.ts';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/count-tests.mjs');

/** Tests of one run; `unloaded` files failed before they had a test. */
type Run = readonly [passed: number, failed: number, unloaded: number];

/** The closing line for these runs; a run that ended without a report is null. */
function closingLine(brokenSteps: number, exitCode: number, ...runs: readonly (Run | null)[]): string {
  const folder = folderOf({});
  const reports = runs.map((run, index) => {
    const report = join(folder, `${index}.json`);
    if (run === null) return report;
    const [numPassedTests, numFailedTests, unloaded] = run;
    const testResults = [
      { status: numFailedTests > 0 ? 'failed' : 'passed', assertionResults: [{}] },
      ...Array.from({ length: unloaded }, () => ({ status: 'failed', assertionResults: [] })),
    ];
    writeFileSync(report, JSON.stringify({ numPassedTests, numFailedTests, testResults }));
    return report;
  });
  const args = [SCRIPT, `${brokenSteps}`, `${exitCode}`, ...reports];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
}

describe('the closing line', () => {
  it('adds up the tests of all runs', () => {
    expect(closingLine(0, 0, [7, 0, 0], [5, 0, 0])).toBe('12 passed, 0 failed\n');
    expect(closingLine(0, 1, [7, 2, 0], [5, 1, 0])).toBe('12 passed, 3 failed\n');
  });

  it('counts a file that could not be loaded, a failed step and a missing report as a failure each', () => {
    expect(closingLine(0, 1, [7, 0, 1], [5, 0, 0])).toBe('12 passed, 1 failed\n');
    expect(closingLine(1, 1, [7, 2, 0], [5, 0, 0])).toBe('12 passed, 3 failed\n');
    expect(closingLine(0, 1, [7, 0, 0], null)).toBe('7 passed, 1 failed\n');
  });

  it('counts a failure where the build failed without saying why', () => {
    expect(closingLine(0, 1, [7, 0, 0])).toBe('7 passed, 1 failed\n');
    expect(closingLine(0, 1)).toBe('0 passed, 1 failed\n');
  });
});
