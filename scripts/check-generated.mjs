// Fails if a generated file is not what its generator would write today. `--write` writes them.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Scripts that write files kept in the repository; each knows `--check`. The first writes what the others read. */
const [FIRST, ...OTHERS] = [
  'rules-index.mjs',
  'settings-schema.mjs',
  'rule-pages.mjs',
  'man-page.mjs',
  'api-page.mjs',
];

const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
const mode = values.write ? [] : ['--check'];

/** @returns {Promise<boolean>} whether the generator is content */
function run(generator) {
  const script = fileURLToPath(new URL(generator, import.meta.url));
  const child = spawn(process.execPath, [script, ...mode], { stdio: 'inherit' });
  return new Promise((resolved) => {
    child.on('close', (status) => resolved(status === 0));
  });
}

const contented = [await run(FIRST), ...(await Promise.all(OTHERS.map(run)))];
if (contented.includes(false)) process.exitCode = 1;
