// Tries pmta-lint on inputs that nobody would write: see fuzz/main.ts, or `npm run fuzz -- --help`.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { rawText } from './build/plugins.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const built = mkdtempSync(join(tmpdir(), 'pmta-lint-fuzz-'));
try {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['fuzz/main.ts', 'fuzz/worker.ts'],
    outdir: built,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    keepNames: true,
    define: { 'import.meta.url': '__filename', PMTA_LINT_VERSION: '"fuzz"' },
    plugins: [rawText()],
    logLevel: 'warning',
  });
  const { main } = createRequire(import.meta.url)(join(built, 'main.cjs'));
  process.exitCode = await main(process.argv.slice(2), ROOT, join(built, 'worker.cjs'));
} finally {
  rmSync(built, { recursive: true, force: true });
}
