// The closing line of a build: how many tests passed and how many failed.
// Usage: node scripts/count-tests.mjs REPORT BROKEN-STEPS EXIT-CODE; REPORT is what vitest's JSON reporter wrote. A step
// that failed beside the tests counts as one more failure, so that the line never looks better than the build was.
import { existsSync, readFileSync } from 'node:fs';

const [report, brokenSteps = '0', exitCode = '0'] = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };
if (report !== undefined && existsSync(report)) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed = numPassedTests;
  // A file that could not even be loaded has failed without a test of its own.
  const unloaded = testResults.filter((it) => it.status === 'failed' && it.assertionResults.length === 0);
  counts.failed = numFailedTests + unloaded.length;
}
counts.failed += Number(brokenSteps);
if (exitCode !== '0') counts.failed = Math.max(1, counts.failed);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
