// Runs the checks of the sources, two at a time, and prints the result of each.
// `node scripts/check.mjs types lint` runs those alone.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const AT_A_TIME = 2;
const CRUISED = ['src', 'grammar', 'rules', 'bin', 'fuzz', 'scripts'];

/** The slowest first, so that the others run next to it. */
const CHECKS = {
  lint: ['eslint', '.', '--max-warnings', '0'],
  types: ['tsc', '-p', '.'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  imports: ['depcruise', '--no-progress', ...CRUISED],
  unused: ['knip', '--no-progress', '--no-config-hints'],
  generated: ['node', 'scripts/check-generated.mjs'],
  structure: ['node', 'scripts/check-structure.mjs'],
  names: ['node', 'scripts/check-structure.mjs', 'names'],
};
/** @returns {Promise<boolean>} whether the check found nothing; its output is printed if it did */
function run(name) {
  const [program, ...args] = CHECKS[name];
  const command = program === 'node' ? process.execPath : join(ROOT, 'node_modules', '.bin', program);
  const started = performance.now();
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  return new Promise((resolved) => {
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (status !== 0) console.log(output);
      resolved(status === 0);
    });
  });
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS);
const unknown = wanted.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`check: there is no ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}`);
  process.exitCode = 2;
} else {
  const waiting = [...wanted];
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    while (waiting.length > 0) {
      if (!(await run(waiting.shift()))) process.exitCode = 1;
    }
  });
  await Promise.all(workers);
}
