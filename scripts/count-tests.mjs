// The closing line of a build: how many tests passed and how many failed.
// Usage: node scripts/count-tests.mjs BROKEN-STEPS EXIT-CODE REPORT...; a REPORT is what vitest's JSON reporter wrote. A
// failed step and a missing report each count as one failure, so that the line never looks better than the build was.
import { existsSync, readFileSync } from 'node:fs';

const [brokenSteps = '0', exitCode = '0', ...reports] = process.argv.slice(2);
const counts = { passed: 0, failed: Number(brokenSteps) };
for (const report of reports) {
  if (!existsSync(report)) {
    counts.failed++;
    continue;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded has failed without a test of its own.
  const unloaded = testResults.filter((it) => it.status === 'failed' && it.assertionResults.length === 0);
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + unloaded.length;
}
if (exitCode !== '0') counts.failed = Math.max(1, counts.failed);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
