import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Builds the bundle once, before the tests of a project that run it. */
export default function build(): void {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../scripts/build.mjs'), '--no-types'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
