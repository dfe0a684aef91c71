import { defineConfig } from 'vitest/config';
import about from './package.json' with { type: 'json' };

export default defineConfig({
  define: { PMTA_LINT_VERSION: JSON.stringify(about.version) },
  test: {
    include: ['test/**/*.test.ts', 'rules/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 30_000,
    // One worker fewer than there are cores is the default, which on two cores is one.
    maxWorkers: '100%',
    coverage: { include: ['grammar/**/*.ts', 'rules/**/*.ts', 'src/**/*.ts'], reporter: ['text', 'html'] },
  },
});
