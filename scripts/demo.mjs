// Shows what the command says about examples/risky and what it would change. Always exits 0 if both ran.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = fileURLToPath(new URL('../bin/pmta-lint.cjs', import.meta.url));
const EXAMPLE = 'examples/risky';

/** Runs the command as a user would; findings and patches (exit 1) are what is wanted here. */
function show(...args) {
  console.log(`\n$ pmta-lint ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 1) process.exitCode = status ?? 2;
}

show('--format', 'pretty', EXAMPLE);
show('--diff', EXAMPLE);
