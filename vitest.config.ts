import { defineConfig } from 'vitest/config';
import about from './package.json' with { type: 'json' };

const ALL = ['test/**/*.test.ts', 'rules/**/*.test.ts'];

/** The fast tests draw a tenth of their cases, the slow tests all. */
const PROPERTIES = ['test/**/*.property.test.ts'];

/** Hostile input, other programs, comparisons with other engines, long property runs: `npm run test:slow`. */
const SLOW = [
  ...PROPERTIES,
  'test/robustness/**/*.test.ts',
  'test/integrations/**/*.test.ts',
  'test/cli/{bad-input,child-process,hostile,many-files,since,staged,tracked-files,uncommitted}.test.ts',
  'test/docs/{contributing,documents}.test.ts',
  'test/fix/{interrupted-write,write-faults}.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/interpreter/corpus.test.ts',
  'test/model/scale.test.ts',
  'test/properties/config-defaults.test.ts',
  'test/patterns/{blow-up,corpus,covers,limits,matches,plain,reading}.test.ts',
  'test/rules/{administrators,written-reactions}.test.ts',
  'test/tooling/{bundle,declarations,launcher,new-rule}.test.ts',
];

/** These replace functions of Node or a clock, so each needs a worker of its own. */
const ISOLATED = [
  'test/cli/{lint,stopwatch}.test.ts',
  'test/library/lint.test.ts',
  'test/patterns/budget.test.ts',
  'test/report/github.test.ts',
];

export default defineConfig({
  define: { PMTA_LINT_VERSION: JSON.stringify(about.version) },
  test: {
    setupFiles: ['test/support/property-seed.ts', 'test/support/remove-folders.ts'],
    // They only end what hangs: no test measures elapsed time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one worker fewer than there are cores, which on two cores is one.
    maxWorkers: '100%',
    coverage: { include: ['grammar/**/*.ts', 'rules/**/*.ts', 'src/**/*.ts'], reporter: ['text', 'html'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ALL,
          exclude: [...SLOW, ...ISOLATED].filter((glob) => !PROPERTIES.includes(glob)),
          isolate: false,
        },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW,
          globalSetup: ['test/support/build.ts'],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          env: { ALL_PROPERTY_RUNS: '1' },
        },
      },
    ],
  },
});
