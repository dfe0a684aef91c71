import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { folderOf, type Files } from '../support/folders.ts';

type Check = (root: string) => string[];

const script = pathToFileURL(resolve(import.meta.dirname, '../../scripts/check-structure.mjs')).href;
const { nameProblems, structureProblems } = (await import(script)) as Record<
  'nameProblems' | 'structureProblems',
  Check
>;

const using = (...paths: string[]): string => paths.map((path) => `import '${path}';\n`).join('');

/** A part of the model that several categories use, and what only one uses, where it belongs. */
const SOUND: Files = {
  'src/model/model.ts': '',
  'rules/syntax/_shared/tags.ts': '',
  'rules/syntax/one/rule.ts': using('../_shared/tags.ts', './analysis.ts', '../../../src/model/model.ts'),
  'rules/syntax/one/analysis.ts': '',
  'rules/syntax/one/rule.test.ts': using('../../../src/model/only-tested.ts'),
  'rules/syntax/two/rule.ts': using('../_shared/tags.ts', '../../../src/model/model.ts'),
  'rules/queues/three/rule.ts': using('../../../src/model/model.ts'),
  'rules/index.ts': using('./syntax/one/rule.ts', './syntax/two/rule.ts', './queues/three/rule.ts'),
  'src/model/only-tested.ts': '',
};

it('accepts files that are where their importers are', () => {
  expect(structureProblems(folderOf(SOUND))).toEqual([]);
});

it('reports a file that only one rule imports, also as a type or when it is called', () => {
  const files = {
    ...SOUND,
    'src/model/of-a-rule.ts': '',
    'src/model/type.ts': '',
    'src/model/later.ts': '',
    'rules/syntax/_shared/of-a-rule.ts': '',
    'rules/queues/three/fix.ts':
      using('../../../src/model/of-a-rule.ts') +
      "export type { A } from '../../../src/model/type.ts';\n" +
      "export const later = () => import('../../../src/model/later.ts');\n",
    'rules/syntax/two/fix.ts': using('../_shared/of-a-rule.ts'),
  };
  expect(structureProblems(folderOf(files))).toEqual([
    'rules/syntax/_shared/of-a-rule.ts: move it to rules/syntax/two/, nothing else imports it',
    'src/model/later.ts: move it to rules/queues/three/, nothing else imports it',
    'src/model/of-a-rule.ts: move it to rules/queues/three/, nothing else imports it',
    'src/model/type.ts: move it to rules/queues/three/, nothing else imports it',
  ]);
});

it('reports a file that only rules of one category import', () => {
  const files = {
    ...SOUND,
    'src/model/of-a-category.ts': '',
    'rules/syntax/one/fix.ts': using('../../../src/model/of-a-category.ts'),
    'rules/syntax/two/fix.ts': using('../../../src/model/of-a-category.ts'),
  };
  expect(structureProblems(folderOf(files))).toEqual([
    'src/model/of-a-category.ts: move it to rules/syntax/_shared/, nothing else imports it',
  ]);
});

it('reports folders of more than 25 source files and files of more than 400 lines', () => {
  const many = Object.fromEntries(
    Array.from({ length: 26 }, (_, index) => [`grammar/part-${index}.ts`, '\n'.repeat(400)]),
  );
  expect(structureProblems(folderOf({ ...many, 'grammar/parts.test.ts': '' }))).toEqual([
    'grammar: 26 source files, the limit is 25',
  ]);
  const long = { 'bin/long.cjs': 'x;\n'.repeat(401), 'src/a.ts': 'x;\n'.repeat(400) };
  expect(structureProblems(folderOf(long))).toEqual(['bin/long.cjs: 401 lines, the limit is 400']);
});

it('reports old words in exported names of every kind, and no others', () => {
  const text = `
export function mendLine() { const mended = 1; return mended; }
export class HTTPSurroundings { glance = 1; }
export interface Lacks { spot: number }
export type NextSpot = 1;
export const settled = 1, spotless = 2, amends = 3;
export enum Stretch { Judged }
export { one as isShown, type Two as ShownFile };
export * from './b.ts';
const purse = 1;
`;
  const lines = nameProblems(folderOf({ 'src/a.ts': text }));
  expect(lines.map((line) => line.split(': ')[1])).toEqual([
    'mendLine',
    'HTTPSurroundings',
    'Lacks',
    'NextSpot',
    'settled',
    'Stretch',
    'isShown',
  ]);
  expect(lines[0]).toBe("src/a.ts: mendLine: not 'mend' but fix, repair");
});
