import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/count-tests.mjs');
const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-count-'));
const report = join(folder, 'tests.json');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Counts = readonly [
  passed: number,
  failed: number,
  unloaded: number,
  brokenSteps: string,
  exitCode: string,
];

/** What the closing line says of so many tests; `unloaded` files failed before they had a test. */
function closingLine([passed, failed, unloaded, brokenSteps, exitCode]: Counts): string {
  const testResults = [
    { status: failed > 0 ? 'failed' : 'passed', assertionResults: [{}] },
    ...Array.from({ length: unloaded }, () => ({ status: 'failed', assertionResults: [] })),
  ];
  writeFileSync(report, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults }));
  return spawnSync(process.execPath, [SCRIPT, report, brokenSteps, exitCode], { encoding: 'utf8' }).stdout;
}

describe('the closing line', () => {
  it.each([
    [[7, 0, 0, '0', '0'], '7 passed, 0 failed\n'],
    [[7, 2, 0, '0', '1'], '7 passed, 2 failed\n'],
    [[7, 0, 1, '0', '1'], '7 passed, 1 failed\n'],
    [[7, 2, 0, '1', '1'], '7 passed, 3 failed\n'],
    [[7, 0, 0, '0', '1'], '7 passed, 1 failed\n'],
  ] as const)('of %j', (counts, line) => {
    expect(closingLine(counts)).toBe(line);
  });

  it('counts a build without tests as failed', () => {
    const { stdout } = spawnSync(process.execPath, [SCRIPT, join(folder, 'none'), '0', '1'], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('0 passed, 1 failed\n');
  });
});
