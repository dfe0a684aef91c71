import { resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** Parts that few calls need: they are loaded when they are first used. */
const LAZY = [
  'src/report/findings/json.ts',
  'src/report/findings/sarif.ts',
  'src/report/findings/github.ts',
  'src/report/findings/gitlab.ts',
  'src/report/findings/junit.ts',
  'src/report/findings/checkstyle.ts',
  'src/report/findings/markdown.ts',
  'src/report/findings/shown-patch.ts',
  'src/report/findings/pretty.ts',
  'src/report/findings/concise.ts',
  'src/cli/lint/stopwatch.ts',
  'src/cli/lint/report-targets.ts',
  'src/app/write-file.ts',
  'src/cli/lint/rule-descriptions.ts',
  'src/cli/lint/proposed-fixes.ts',
  'src/fix/passes.ts',
  'src/fix/write.ts',
  'src/app/baseline-file.ts',
  'src/app/since.ts',
  'src/app/suppress.ts',
  'src/baseline/baseline.ts',
  'src/compare/mail-changes.ts',
  'src/report/commands/comparison-json.ts',
  'src/report/commands/comparison-markdown.ts',
  'src/report/commands/comparison-text.ts',
  'rules/pages.ts',
  'src/library/checking.ts',
  'src/cli/lint/fix.ts',
  'src/library/queues.ts',
];

let inputs: Metafile['inputs'];

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/package.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    plugins: [
      {
        name: 'raw-text-as-nothing',
        setup(bundler) {
          bundler.onResolve({ filter: /\?raw$/ }, ({ path }) => ({ path, namespace: 'raw' }));
          bundler.onLoad({ filter: /./, namespace: 'raw' }, () => ({ contents: '', loader: 'text' }));
        },
      },
    ],
  });
  inputs = metafile.inputs;
});

/** All files that are loaded as soon as one of some files is. */
function loadedWith(...files: readonly string[]): Set<string> {
  const loaded = new Set(files);
  for (const file of loaded) {
    for (const { kind, path, external } of inputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) loaded.add(path);
    }
  }
  return loaded;
}

it('a check loads only the format that is printed, nothing for fixes and nothing for statistics', () => {
  const loaded = loadedWith('src/package.ts', 'src/cli/lint/run.ts');
  expect(loaded).toContain('src/engine/run-rules.ts');
  expect(LAZY.filter((file) => loaded.has(file))).toEqual([]);
  expect(LAZY.filter((file) => inputs[file] === undefined)).toEqual([]);
});

it('a wrong call, --help and loading the library load no grammar, model, engine or rules', () => {
  expect(
    [...loadedWith('src/package.ts')].filter((file) =>
      /^(grammar|rules|src\/(model|engine|catalog))\//.test(file),
    ),
  ).toEqual(['src/model/source/file-system.ts']);
});
