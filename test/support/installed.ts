import { chmodSync, cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folderOf } from './folders.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Copies the command as it is installed, readable by every user; gives the path of the launcher. */
export function install(): string {
  const home = folderOf({});
  chmodSync(home, 0o755);
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(ROOT, part), join(home, part), {
      recursive: true,
      // Other processes write there meanwhile.
      filter: (path) => !path.endsWith('.compile-cache'),
    });
  }
  return join(home, 'bin', 'pmta-lint.cjs');
}
