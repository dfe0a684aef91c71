import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of parts of the repository, with the packages that are installed here. */
export class Checkout {
  /** For what programs keep about their user. */
  readonly home = mkdtempSync(join(tmpdir(), 'pmta-checkout-'));
  readonly root = join(this.home, 'pmta-lint');

  /** `parts` are paths from the root. To be made when tests run: where they are only listed, nobody ends it. */
  constructor(parts: readonly string[]) {
    for (const part of parts) {
      cpSync(join(ROOT, part), join(this.root, part), {
        recursive: true,
        // Commands that run meanwhile write there.
        filter: (path) => !path.endsWith('.compile-cache'),
      });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
  }

  end(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
