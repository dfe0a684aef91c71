import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** A house in small: what each file says. Every import leads to a file that is there. */
const FILES: Record<string, string> = {
  'grammar/tree.ts':
    'export interface Tree { readonly size: number }\nexport const empty: Tree = { size: 0 };\n',
  'grammar/asks-model.ts':
    "import type { Model } from '../src/model/model.ts';\nexport type Asked = Model;\n",
  'src/catalog/names.ts': 'export const names = 1;\n',
  'src/catalog/asks-grammar.ts': "export { empty } from '../../grammar/tree.ts';\n",
  'src/patterns/language.ts': 'export const language = 1;\n',
  'src/patterns/asks-catalog.ts': "export { names } from '../catalog/names.ts';\n",
  'src/model/model.ts':
    "import { empty } from '../../grammar/tree.ts';\nimport { names } from '../catalog/names.ts';\n" +
    'export interface Model { readonly size: number }\nexport const model: Model = { size: empty.size + names };\n',
  'src/model/asks-engine.ts': "import type { Rule } from '../engine/rule.ts';\nexport type Asked = Rule;\n",
  'src/model/asks-later.ts': "export const later = () => import('../engine/run.ts');\n",
  'src/engine/rule.ts':
    "import type { Model } from '../model/model.ts';\nexport interface Rule { readonly model: Model }\n",
  'src/engine/run.ts': 'export const run = 1;\n',
  'src/engine/asks-rules.ts': "export { rule } from '../../rules/syntax/one/rule.ts';\n",
  'src/engine/asks-drafting.ts': "export { line } from '../drafting/line.ts';\n",
  'src/engine/lint.ts': 'export const lint = 1;\n',
  'src/drafting/line.ts':
    "import type { Rule } from '../engine/rule.ts';\nexport const line = (rule: Rule) => rule.model.size;\n",
  'src/drafting/runs-engine.ts': "export { lint } from '../engine/lint.ts';\n",
  'src/drafting/asks-compare.ts': "export * from '../compare/compare.ts';\n",
  'src/compare/compare.ts': "export { model } from '../model/model.ts';\n",
  'src/compare/asks-fix.ts': "export { fix } from '../fix/fix.ts';\n",
  'src/fix/fix.ts':
    "export { run as fix } from '../engine/run.ts';\nexport * from '../compare/compare.ts';\n",
  'src/fix/asks-report.ts': "export { text } from '../report/text.ts';\n",
  'src/report/text.ts': "export { run as text } from '../engine/run.ts';\n",
  'src/report/asks-model.ts': "export { model } from '../model/model.ts';\n",
  'src/format/layout.ts': "export { empty as layout } from '../../grammar/tree.ts';\n",
  'src/format/asks-model.ts': "export { model } from '../model/model.ts';\n",
  'src/cli/main.ts': "export { text } from '../report/text.ts';\nexport { fix } from '../fix/fix.ts';\n",
  'src/lsp/asks-cli.ts': "export { text } from '../cli/main.ts';\n",
  'src/library/checking.ts': "export { text } from '../cli/main.ts';\n",
  'src/index.ts': "export { text } from './library/checking.ts';\n",
  'src/package.ts': "export { text } from './cli/main.ts';\n",
  'rules/syntax/one/rule.ts':
    "import type { Rule } from '../../../src/engine/rule.ts';\n" +
    "import type { Tree } from '../../../grammar/tree.ts';\n" +
    "import { model } from '../../../src/model/model.ts';\nimport { names } from '../../../src/catalog/names.ts';\n" +
    "import { language } from '../../../src/patterns/language.ts';\nimport { wording } from './wording.ts';\n" +
    'export const rule: Rule = { model };\nexport const tree: Tree = { size: names + language + wording };\n',
  'rules/syntax/one/wording.ts': 'export const wording = 1;\n',
  'rules/syntax/leans-on-rule/rule.ts': "export { wording } from '../one/wording.ts';\n",
  'rules/syntax/runs-engine/rule.ts': "export { lint } from '../../../src/engine/lint.ts';\n",
  'rules/syntax/walks-tree/rule.ts': "export { empty } from '../../../grammar/tree.ts';\n",
  'rules/syntax/asks-fix/rule.ts': "export { fix } from '../../../src/fix/fix.ts';\n",
  'rules/index.ts': "export { rule } from './syntax/one/rule.ts';\n",
  'test/all.test.ts': "import '../src/cli/main.ts';\nimport '../rules/index.ts';\n",
  'src/catalog/needs-test.ts': "import '../all.test.ts';\n",
  'src/engine/circle-a.ts': "import type { B } from './circle-b.ts';\nexport type A = B | 1;\n",
  'src/engine/circle-b.ts': "import type { A } from './circle-a.ts';\nexport type B = A | 2;\n",
  'src/engine/nowhere.ts': "export { nothing } from './not-there.ts';\n",
};

/** Importer → the rules that must stop it (a circle is reported at one of its files). Files that are not here must pass. */
const REFUSED: Record<string, string[]> = {
  'grammar/asks-model.ts': ['doors-of-grammar'],
  'src/catalog/asks-grammar.ts': ['doors-of-src-catalog'],
  'src/catalog/needs-test.ts': ['doors-of-src-catalog', 'product-without-tests-and-scripts'],
  'src/patterns/asks-catalog.ts': ['doors-of-src-patterns'],
  'src/model/asks-engine.ts': ['doors-of-src-model'],
  'src/model/asks-later.ts': ['doors-of-src-model'],
  'src/engine/asks-rules.ts': ['doors-of-src-engine'],
  'src/engine/circle-a.ts': ['no-circles'],
  'src/engine/nowhere.ts': ['no-broken-imports'],
  'src/engine/asks-drafting.ts': ['doors-of-src-engine'],
  'src/drafting/runs-engine.ts': ['doors-of-src-drafting'],
  'src/drafting/asks-compare.ts': ['doors-of-src-drafting'],
  'src/compare/asks-fix.ts': ['doors-of-src-compare'],
  'src/fix/asks-report.ts': ['doors-of-src-fix'],
  'src/report/asks-model.ts': ['doors-of-src-report'],
  'src/format/asks-model.ts': ['doors-of-src-format'],
  'src/lsp/asks-cli.ts': ['command-is-last'],
  'rules/syntax/leans-on-rule/rule.ts': ['rules-stand-alone'],
  'rules/syntax/runs-engine/rule.ts': ['doors-of-rules'],
  'rules/syntax/walks-tree/rule.ts': ['rules-ask-the-model'],
  'rules/syntax/asks-fix/rule.ts': ['doors-of-rules'],
};

interface Settings {
  readonly forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  readonly options: ICruiseOptions & { readonly enhancedResolveOptions: object };
}

async function cruiseHouse(house: string): Promise<Record<string, string[]>> {
  const require = createRequire(import.meta.url);
  const { forbidden, options } = require(join(ROOT, '.dependency-cruiser.cjs')) as Settings;
  const { doNotFollow, exclude, tsPreCompilationDeps, enhancedResolveOptions } = options;
  const { output } = await cruise(
    ['src', 'grammar', 'rules', 'test'],
    {
      doNotFollow,
      exclude,
      tsPreCompilationDeps,
      baseDir: house,
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

describe('import arrows', () => {
  let house = '';
  let found: Record<string, string[]> = {};

  beforeAll(async () => {
    house = mkdtempSync(join(tmpdir(), 'pmta-lint-house-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    found = await cruiseHouse(house);
  });

  afterAll(() => {
    rmSync(house, { recursive: true, force: true });
  });

  it.each(Object.entries(REFUSED))('stops %s', (path, rules) => {
    expect([...new Set(found[path])].sort()).toEqual([...rules].sort());
  });

  it('lets every other import pass', () => {
    expect(Object.keys(found).filter((path) => !(path in REFUSED))).toEqual([]);
  });
});
