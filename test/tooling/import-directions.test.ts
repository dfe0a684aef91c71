import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from '../support/folders.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Files of a small project: what each imports, as a type where it begins with `type`. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  'src/base/lists.ts': [],
  'grammar/tree.ts': ['src/base/lists.ts'],
  'src/catalog/names.ts': ['src/base/lists.ts'],
  'src/patterns/language.ts': ['src/base/lists.ts'],
  'src/model/recovery/repair.ts': ['grammar/tree.ts', 'src/catalog/names.ts'],
  'src/model/source/files.ts': ['src/model/recovery/repair.ts'],
  'src/model/names/macros.ts': ['src/model/source/files.ts'],
  'src/model/scopes/queue.ts': ['src/model/names/macros.ts'],
  'src/model/model.ts': ['src/model/scopes/queue.ts', 'grammar/tree.ts'],
  'src/model/lists/replies.ts': ['src/model/model.ts', 'src/patterns/language.ts'],
  'src/model/queues/backoff.ts': ['src/model/lists/replies.ts'],
  'src/engine/rule.ts': ['type src/model/model.ts'],
  'src/engine/run-rules.ts': ['src/engine/rule.ts', 'src/model/queues/backoff.ts'],
  'src/suppressions/comment.ts': ['src/engine/rule.ts', 'src/model/source/files.ts', 'src/model/model.ts'],
  'src/format/print.ts': ['grammar/tree.ts', 'src/model/source/files.ts'],
  'src/edits/insert.ts': ['src/engine/rule.ts', 'src/format/print.ts'],
  'src/compare/compare.ts': ['src/model/model.ts'],
  'src/fix/fix.ts': ['src/engine/run-rules.ts', 'src/compare/compare.ts', 'src/edits/insert.ts'],
  'src/replies/answer.ts': ['src/patterns/language.ts', 'src/model/lists/replies.ts'],
  'src/settings/read.ts': ['src/engine/rule.ts'],
  'src/init/init.ts': ['src/settings/read.ts'],
  'src/git/work-tree.ts': ['src/model/source/files.ts'],
  'src/app/lint.ts': ['src/fix/fix.ts', 'src/git/work-tree.ts', 'src/init/init.ts', 'rules/index.ts'],
  'src/report/text.ts': ['src/engine/rule.ts', 'grammar/tree.ts', 'type src/app/lint.ts'],
  'src/cli/main.ts': ['src/app/lint.ts', 'src/report/text.ts'],
  'src/library/functions.ts': ['src/app/lint.ts', 'src/report/text.ts'],
  'src/index.ts': ['src/library/functions.ts'],
  'src/package.ts': ['src/cli/main.ts', 'src/index.ts'],
  'rules/kit.ts': ['src/engine/rule.ts', 'src/edits/insert.ts', 'type grammar/tree.ts'],
  'rules/syntax/_shared/tags.ts': ['src/model/model.ts'],
  'rules/syntax/one/rule.ts': [
    ...['rules/kit.ts', 'rules/syntax/_shared/tags.ts', 'rules/syntax/one/analysis.ts'],
    ...['type grammar/tree.ts', 'src/catalog/names.ts', 'src/patterns/language.ts', 'src/base/lists.ts'],
  ],
  'rules/syntax/one/analysis.ts': ['src/model/queues/backoff.ts'],
  'rules/syntax/one/rule.test.ts': [
    'rules/syntax/one/rule.ts',
    'src/engine/run-rules.ts',
    'test/support/lint.ts',
  ],
  'rules/index.ts': ['rules/syntax/one/rule.ts'],
  'test/support/lint.ts': ['src/cli/main.ts'],
};

/** More files, each with what it imports and the rules that forbid it. */
const FORBIDDEN: readonly (readonly [file: string, imported: string, ...rules: string[]])[] = [
  ['src/base/imports-catalog.ts', 'src/catalog/names.ts', 'imports-of-src-base'],
  ['grammar/imports-model.ts', 'type src/model/model.ts', 'imports-of-grammar'],
  ['src/catalog/imports-grammar.ts', 'grammar/tree.ts', 'imports-of-src-catalog'],
  [
    'src/catalog/imports-test.ts',
    'test/support/lint.ts',
    'imports-of-src-catalog',
    'product-without-tests-and-scripts',
  ],
  ['src/patterns/imports-catalog.ts', 'src/catalog/names.ts', 'imports-of-src-patterns'],
  ['src/model/recovery/imports-source.ts', 'src/model/source/files.ts', 'imports-of-src-model-recovery'],
  ['src/model/source/imports-model.ts', 'type src/model/model.ts', 'imports-of-src-model-source'],
  ['src/model/names/imports-scopes.ts', 'src/model/scopes/queue.ts', 'imports-of-src-model-names'],
  ['src/model/scopes/imports-model.ts', 'type src/model/model.ts', 'imports-of-src-model-scopes'],
  ['src/model/imports-lists.ts', 'src/model/lists/replies.ts', 'imports-of-src-model'],
  ['src/model/imports-patterns.ts', 'src/patterns/language.ts', 'imports-of-src-model'],
  ['src/model/lists/imports-queues.ts', 'src/model/queues/backoff.ts', 'imports-of-src-model-lists'],
  ['src/model/queues/imports-engine.ts', 'type src/engine/rule.ts', 'imports-of-src-model-queues'],
  ['src/engine/imports-rules.ts', 'rules/syntax/one/analysis.ts', 'imports-of-src-engine'],
  ['src/engine/imports-suppressions.ts', 'src/suppressions/comment.ts', 'imports-of-src-engine'],
  ['src/suppressions/imports-lists.ts', 'src/model/lists/replies.ts', 'imports-of-src-suppressions'],
  ['src/format/imports-model.ts', 'src/model/model.ts', 'imports-of-src-format'],
  ['src/edits/imports-compare.ts', 'src/compare/compare.ts', 'imports-of-src-edits'],
  ['src/edits/runs-rules.ts', 'src/engine/run-rules.ts', 'rules-run-no-rules'],
  ['src/compare/imports-fix.ts', 'src/fix/fix.ts', 'imports-of-src-compare'],
  ['src/fix/imports-report.ts', 'src/report/text.ts', 'imports-of-src-fix'],
  ['src/replies/imports-engine.ts', 'src/engine/rule.ts', 'imports-of-src-replies'],
  ['src/git/imports-engine.ts', 'src/engine/rule.ts', 'imports-of-src-git'],
  ['src/app/imports-report.ts', 'type src/report/text.ts', 'imports-of-src-app'],
  ['src/app/imports-cli.ts', 'src/cli/main.ts', 'imports-of-src-app'],
  ['src/app/imports-library.ts', 'src/library/functions.ts', 'imports-of-src-app'],
  ['src/report/imports-fix.ts', 'src/fix/fix.ts', 'imports-of-src-report'],
  ['src/report/imports-model.ts', 'src/model/model.ts', 'reports-print'],
  ['src/report/imports-cli.ts', 'type src/cli/main.ts', 'types-of-src-report'],
  ['src/cli/imports-library.ts', 'src/library/functions.ts', 'imports-of-src-cli'],
  ['src/library/imports-cli.ts', 'src/cli/main.ts', 'imports-of-src-library'],
  ['src/elsewhere/imports-base.ts', 'src/base/lists.ts', 'unknown-module'],
  ['rules/syntax/imports-rule/rule.ts', 'rules/syntax/one/analysis.ts', 'rules-stand-alone'],
  ['rules/queues/imports-shared/rule.ts', 'rules/syntax/_shared/tags.ts', 'rules-stand-alone'],
  ['rules/syntax/_shared/imports-rule.ts', 'rules/syntax/one/analysis.ts', 'rules-stand-alone'],
  ['rules/syntax/runs-rules/rule.ts', 'src/engine/run-rules.ts', 'rules-run-no-rules'],
  ['rules/syntax/walks-tree/rule.ts', 'grammar/tree.ts', 'rules-ask-the-model'],
  ['rules/syntax/imports-fix/rule.ts', 'src/fix/fix.ts', 'imports-of-rules'],
  ['src/engine/circle-a.ts', 'src/engine/circle-b.ts', 'no-circles'],
  ['src/engine/nowhere.ts', 'src/engine/not-there.ts', 'no-broken-imports'],
];

const files = Object.fromEntries(
  [
    ...Object.entries(IMPORTS),
    ...FORBIDDEN.map(([file, imported]) => [file, [imported]] as const),
    ['src/engine/circle-b.ts', ['type src/engine/circle-a.ts']] as const,
  ].map(([file, imports]) => {
    const lines = imports.map((imported, index) => {
      const [path = '', isType] = imported.split(' ').toReversed();
      const name = relative(dirname(file), path);
      return `import ${isType ?? ''} * as a${index} from '${name.startsWith('.') ? name : `./${name}`}';\nexport type A${index} = typeof a${index};\n`;
    });
    return [file, `${lines.join('')}export const here = 1;\n`] as const;
  }),
);

interface Settings {
  readonly forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  readonly options: ICruiseOptions & { readonly enhancedResolveOptions: object };
}

/** The names of the rules that each file of a project breaks. */
async function brokenRules(project: string): Promise<Record<string, string[]>> {
  const require = createRequire(import.meta.url);
  const { forbidden, options } = require(join(ROOT, '.dependency-cruiser.cjs')) as Settings;
  const { doNotFollow, exclude, tsPreCompilationDeps, enhancedResolveOptions } = options;
  const { output } = await cruise(
    ['src', 'grammar', 'rules'],
    {
      doNotFollow,
      exclude,
      tsPreCompilationDeps,
      baseDir: project,
      ruleSet: { forbidden },
      validate: true,
    } as ICruiseOptions,
    enhancedResolveOptions,
  );
  const found: Record<string, string[]> = {};
  for (const { from, rule } of (output as ICruiseResult).summary.violations)
    (found[from] ??= []).push(rule.name);
  return found;
}

describe('the directions of imports', () => {
  let found: Record<string, string[]> = {};

  beforeAll(async () => {
    const project = folderOf(files);
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    found = await brokenRules(project);
  });

  it.each(FORBIDDEN)('%s may not import %s', (file, _imported, ...rules) => {
    expect([...new Set(found[file])].sort()).toEqual([...rules].sort());
  });

  it('allow all other imports', () => {
    const forbidden = new Set(FORBIDDEN.map(([file]) => file));
    expect(Object.keys(found).filter((file) => !forbidden.has(file))).toEqual([]);
  });
});
