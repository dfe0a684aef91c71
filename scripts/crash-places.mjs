// Says where in the source an internal error of the published package was: reads the report on standard input. Run it in a
// checkout of the version that the report names, after `npm ci`: the same sources give the same bundle.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { NAME, inTermsOfSource } = createRequire(import.meta.url)('../bin/crash.cjs');

const report = readFileSync(0, 'utf8');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const [, reported] = /^pmta-lint (\S+), node /m.exec(report) ?? [];
if (reported !== undefined && reported !== version) {
  console.error(
    `crash-places: the report is about ${reported}, this is ${version}: check that out and run npm ci`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(inTermsOfSource(report, NAME, readFileSync(join(ROOT, `${NAME}.map`), 'utf8')));
}
