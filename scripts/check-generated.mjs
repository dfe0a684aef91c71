// Fails if a generated file is not what its generator would write today.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Scripts that write files kept in the repository; each knows `--check`. */
const GENERATORS = ['rules-index.mjs', 'settings-schema.mjs', 'rule-pages.mjs', 'man-page.mjs'];

for (const generator of GENERATORS) {
  const script = fileURLToPath(new URL(generator, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--check'], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
