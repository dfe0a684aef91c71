import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { fixFiles } from '../../../src/fix/passes.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { loadModel } from '../../../src/model/load.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function lines(texts: Texts | string): number[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line);
}

it.each<[string, number[]]>([
  ['run-as-root yes\n', [1]],
  ['RUN-AS-ROOT "true"\r\n', [1]],
  ['run-as-root no\n', []],
  ['run-as-root no\nrun-as-root yes\n', [2]],
  ['run-as-root yes\nrun-as-root no\n', []],
  ['run-as-root {{ root }}\n', []],
  ['run-as-root\n', []],
  ['postmaster a@example.com\n', []],
  [mainWith('run-as-root yes\n'), [8]],
  [mainWith('run-as-root no\n'), []],
  [mainWith(''), [1]],
  [mainWith('include /etc/pmta/absent\n'), []],
  [mainWith('<%= more %>\n'), []],
  [mainWith('<domain *>\nrun-as-root no\n</domain>\n'), [1]],
  ['log-file c:\\pmta\\log\n<spool c:\\pmta\\spool>\n</spool>\n', []],
])('%j: %j', (text, found) => {
  expect(lines(text)).toEqual(found);
});

it('finds the line in an included file', () => {
  expect(lines({ config: mainWith('include /etc/pmta/server\n'), server: 'run-as-root no\n' })).toEqual([]);
});

it.each([mainWith(''), mainWith('run-as-root true # why\n'), mainWith('').replaceAll('\n', '\r\n')])(
  'has a fix that ends it: %j',
  (text) => {
    const files = new SourceFiles(memoryFileSystem({ '/etc/pmta/config': text }));
    const load = (cache: SourceFiles) => [
      loadModel(cache.read('/etc/pmta/config'), cache, { version: '5.0' }),
    ];
    const settings = settingsFor({ preset: 'strict' });
    expect(fixFiles({ files, load, rules: [rule], settings, unsafe: false }).applied).toBe(0);
    const { result, changed, applied } = fixFiles({ files, load, rules: [rule], settings, unsafe: true });
    expect([applied, result.findings]).toEqual([1, []]);
    const after = changed[0]?.text ?? '';
    const expected = text.includes('run-as-root')
      ? text.replace('run-as-root true', 'run-as-root false')
      : text.replace(/^[^\n]*\n/, (first) => first + first.replace(/\S.*\S/, 'run-as-root no'));
    expect(after).toBe(expected);
  },
);
