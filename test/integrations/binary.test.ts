import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { newFolder, ROOT, VERSION } from './work-tree.ts';

interface Try {
  readonly tryBinary: (options: Record<'root' | 'binary' | 'version', string>) => { size: number };
}

// The binary itself takes longer than a test should: `npm run binary` builds it and tries it, in CI too.
it('reports a binary that prints something else than the command', async () => {
  const { tryBinary } = (await import(pathToFileURL(join(ROOT, 'scripts/binary/try.mjs')).href)) as Try;
  const binary = join(newFolder(), 'pmta-lint');
  writeFileSync(binary, `#!/bin/sh\necho "${VERSION}"\n`);
  expect(() => tryBinary({ root: ROOT, binary, version: VERSION })).toThrow(
    'pmta-lint --help: another stdout',
  );
});
