import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

import type { FileChange } from '../../src/fix/write.ts';

export const OLD = 'max-smtp-out 800\n';
export const NEW = 'max-smtp-out 20\n';

/** A folder of its own for each test of a file, and what the tests of writing ask about it. */
export class Folder {
  path = '';

  constructor() {
    beforeEach(() => {
      this.path = mkdtempSync(join(tmpdir(), 'write-'));
    });
    afterEach(() => {
      rmSync(this.path, { recursive: true });
    });
  }

  /** Makes a file that holds OLD; the change of it to NEW. */
  oldFile(name: string, mode = 0o644): FileChange {
    const path = join(this.path, name);
    writeFileSync(path, OLD);
    chmodSync(path, mode);
    return change(path);
  }

  /** Names of the temporary files of our own in the folder and below. */
  temporaries(): string[] {
    const names = readdirSync(this.path, { recursive: true }).map(String);
    return names.filter((name) => name.includes('.pmta-lint-'));
  }
}

export function change(path: string, after = NEW): FileChange {
  return { path, before: Buffer.from(OLD), after: Buffer.from(after) };
}

export function contents(path: string): string {
  return readFileSync(path, 'utf8');
}
