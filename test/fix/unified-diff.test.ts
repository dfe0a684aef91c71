import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parsePatch } from 'diff';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { decode, encode } from '../../grammar/encoding.ts';
import type { Edit } from '../../src/engine/finding.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import { unifiedDiff } from '../../src/fix/unified-diff.ts';
import type { EditedFile } from '../../src/fix/unified-diff.ts';
import { textWithEdits } from './texts-with-edits.ts';
import { growth, LINEAR } from '../support/growth.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unified-diff-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Change = readonly [start: number, end: number, text: string];

function file(name: string, before: string | Uint8Array, ...changes: Change[]): EditedFile {
  const { text, encoding } = typeof before === 'string' ? decode(Buffer.from(before)) : decode(before);
  const edits: Edit[] = changes.map(([start, end, text]) => ({ path: `/${name}`, start, end, text }));
  return { name, before: text, edits, encoding };
}

/** An edit that puts one text in the place of the only occurrence of another. */
function replace(before: string, old: string, by: string): Change {
  const start = before.indexOf(old);
  if (start === -1 || before.includes(old, start + 1)) throw new Error(`not exactly once: ${old}`);
  return [start, start + old.length, by];
}

const TOOLS = { git: ['git', 'apply'], patch: ['patch', '-p1'] } as const;
type Tool = keyof typeof TOOLS;

const ENVIRONMENT = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };

/** Applies a patch to the files of a new folder with the real tool; what the folder holds afterwards, by name. */
function applied(tool: Tool, files: readonly EditedFile[], patch: Uint8Array): Map<string, string> {
  const root = join(folder, tool);
  mkdirSync(root);
  if (tool === 'git') execFileSync('git', ['init', '-q', root], { env: ENVIRONMENT });
  for (const { name, before, encoding } of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), encode(before, encoding));
  }
  const [command, ...rest] = TOOLS[tool];
  execFileSync(command, rest, { cwd: root, input: patch, env: ENVIRONMENT, stdio: 'pipe' });
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.startsWith(join(root, '.git/'))) {
      found.set(path.slice(root.length + 1), readFileSync(path).toString('latin1'));
    }
  }
  return found;
}

function expectedOf(files: readonly EditedFile[]): Map<string, string> {
  return new Map(
    files.map(({ name, before, edits, encoding }) => [
      name.replace(/^\//, ''),
      Buffer.from(encode(applyEdits(before, edits), encoding)).toString('latin1'),
    ]),
  );
}

function textOf(...files: EditedFile[]): string {
  return Buffer.from(unifiedDiff(files)).toString('latin1');
}

const CRLF = 'one\r\ntwo\r\nthree\r\n';
const MIXED = 'one\r\ntwo\nthree\r\nfour\n';
const LATIN1 = Buffer.from('# caf\xe9\nmax-smtp-out 800\n# \xfc\n', 'latin1');
const LINES = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');

const CASES: readonly (readonly [what: string, ...files: EditedFile[]])[] = [
  ['CRLF', file('config', CRLF, replace(CRLF, 'two', 'zwei'))],
  ['mixed line ends', file('config', MIXED, replace(MIXED, 'two', 'zwei'), replace(MIXED, 'three', 'drei'))],
  ['CRLF made LF', file('config', CRLF, [3, 4, ''], [8, 9, ''], [15, 16, ''])],
  ['one CRLF made LF', file('config', CRLF, [8, 9, ''])],
  ['LF made CRLF', file('config', 'one\ntwo\n', [3, 3, '\r'])],
  ['a lone CR', file('config', 'one\rtwo\rthree\nfour\n', [4, 7, 'zwei'])],
  ['a lone CR made LF', file('config', 'one\rtwo\nthree\n', [3, 4, '\n'])],
  ['a CR at the end of the text', file('config', 'one\ntwo\r', [0, 3, 'eins'])],
  ['a missing last line end that is kept', file('config', 'one\ntwo', [0, 3, 'eins'])],
  ['a last line without line end that changes', file('config', 'one\ntwo', [4, 7, 'zwei'])],
  ['a last line end that is added', file('config', 'one\ntwo', [7, 7, '\n'])],
  ['a last line end that is taken away', file('config', 'one\ntwo\n', [7, 8, ''])],
  ['a line put behind a last line without line end', file('config', 'one\ntwo', [7, 7, '\nthree'])],
  ['a last line taken away, its line end kept missing', file('config', 'one\ntwo', [3, 7, ''])],
  ['a byte-order mark that is kept', file('config', '\ufeffone\ntwo\n', [1, 4, 'eins'])],
  ['a byte-order mark that is taken away', file('config', '\ufeffone\ntwo\n', [0, 1, ''])],
  ['a byte-order mark that is added', file('config', 'one\ntwo\n', [0, 0, '\ufeff'])],
  ['latin-1', file('config', LATIN1, [20, 23, '20'])],
  ['latin-1 in the changed line', file('config', LATIN1, [2, 6, 'th\xe9'])],
  [
    'latin-1 beside UTF-8',
    file('config', LATIN1, [20, 23, '20']),
    file('utf8', '# café €\na 1\n', [11, 12, '2']),
  ],
  ['NUL', file('config', 'one\0\ntwo\n\0\n', [5, 8, 'z\0wei'])],
  ['an empty file that gets lines', file('config', '', [0, 0, 'one\ntwo\n'])],
  ['an empty file that gets a line without line end', file('config', '', [0, 0, 'one'])],
  ['lines put at the very start', file('config', LINES, [0, 0, 'new\nnewer\n'])],
  ['lines put at the very end', file('config', LINES, [LINES.length, LINES.length, 'new\nnewer\n'])],
  ['both ends at once', file('config', LINES, [0, 0, 'new\n'], [LINES.length, LINES.length, 'new\n'])],
  ['a file that is emptied', file('config', 'one\ntwo\n', [0, 8, ''])],
  ['a file without last line end that is emptied', file('config', 'one\ntwo', [0, 7, ''])],
  ['all lines replaced', file('config', 'one\ntwo\n', [0, 8, 'a\nb\nc\n'])],
  ['a line joined to the next', file('config', 'one\ntwo\nthree\n', [3, 4, ' '])],
  [
    'lines that start like a patch',
    file('config', '-- a\n++ b\n@@ -1 +1 @@\n\\ no\n', [0, 2, '++'], [5, 7, '--']),
  ],
  ['tabs and blanks at line ends', file('config', 'one \t\n \n\t\ntwo\n', [9, 12, 'zwei\t '])],
  ['a name with a space', file('my config.conf', 'one\n', [0, 3, 'eins'])],
  ['a folder with spaces', file('a b/c d/e f', 'one\n', [0, 3, 'eins'])],
  ['a name with quotes', file('"my".conf', 'one\n', [0, 3, 'eins'])],
  ['a name with a quote and a space', file('my "own" config', 'one\n', [0, 3, 'eins'])],
  ['a name with a backslash', file('my\\config', 'one\n', [0, 3, 'eins'])],
  ['a name beyond ASCII', file('größe-€.conf', 'one\n', [0, 3, 'eins'])],
  ['a name beyond ASCII with a space', file('große datei', 'one\n', [0, 3, 'eins'])],
  ['a name with a tab', file('my\tconfig', 'one\n', [0, 3, 'eins'])],
  ['an absolute path', file('/etc/pmta/config', 'one\n', [0, 3, 'eins'])],
  [
    'several files',
    file('a', LINES, [0, 4, 'row']),
    file('b/c', CRLF, [0, 3, 'eins']),
    file('d', 'x', [1, 1, '\n']),
  ],
];

describe.each<Tool>(['git', 'patch'])('a patch taken by %s', (tool) => {
  it.each(CASES.map(([what, ...files]) => ({ what, files })))(
    'makes the edited bytes: $what',
    ({ files }) => {
      expect(applied(tool, files, unifiedDiff(files))).toEqual(expectedOf(files));
    },
  );

  it('makes the edited bytes of 400 texts of all sorts', () => {
    const samples = fc.sample(textWithEdits('/'), {
      numRuns: 400,
      seed: Math.trunc(Math.random() * 2 ** 31),
    });
    const files = samples.map(({ before, edits }, index): EditedFile => {
      const encoding = index % 2 === 0 ? 'utf8' : 'latin1';
      return { name: `folder ${index % 5}/${index}`, before, edits, encoding };
    });
    const expected = expectedOf(files);
    const found = applied(tool, files, unifiedDiff(files));
    for (const one of files) expect([one, found.get(one.name)]).toEqual([one, expected.get(one.name)]);
    expect(found.size).toBe(files.length);
  });
});

describe('unifiedDiff', () => {
  it('is accepted by git for a name with a line end', () => {
    const files = [file('my\nconfig', 'one\n', [0, 3, 'eins'])];
    expect(applied('git', files, unifiedDiff(files))).toEqual(expectedOf(files));
  });

  it('shows three lines around a change', () => {
    expect(textOf(file('config', LINES, replace(LINES, 'line 20', 'changed')))).toBe(
      [
        '--- a/config',
        '+++ b/config',
        '@@ -18,7 +18,7 @@',
        ' line 17',
        ' line 18',
        ' line 19',
        '-line 20',
        '+changed',
        ' line 21',
        ' line 22',
        ' line 23',
        '',
      ].join('\n'),
    );
  });

  it('is what diff -u prints', () => {
    const changes: Change[] = [
      replace(LINES, 'line 2\n', ''),
      replace(LINES, 'line 9\n', 'nine\nand a half\n'),
      replace(LINES, 'line 10\n', 'ten\n'),
      replace(LINES, 'line 16\n', ''),
      replace(LINES, 'line 38\n', 'line 38\nmore\n'),
    ];
    const edited = file('config', LINES, ...changes);
    writeFileSync(join(folder, 'old'), LINES);
    writeFileSync(join(folder, 'new'), applyEdits(LINES, edited.edits));
    let printed = '';
    try {
      execFileSync('diff', ['-u', 'old', 'new'], { cwd: folder });
    } catch (error) {
      printed = String((error as { stdout: unknown }).stdout);
    }
    expect(textOf(edited).split('\n').slice(2)).toEqual(printed.split('\n').slice(2));
  });

  it('joins hunks that are six lines apart, and not those that are seven', () => {
    const hunks = (first: string, second: string): number =>
      textOf(file('config', LINES, replace(LINES, first, 'x'), replace(LINES, second, 'y'))).split('@@ -')
        .length - 1;
    expect(hunks('line 20', 'line 27')).toBe(1);
    expect(hunks('line 20', 'line 28')).toBe(2);
  });

  it.each<[string, string, Change[], string[]]>([
    ['lines that an edit repeats', 'a\nb\nc\nd\n', [[0, 8, 'a\nB\nc\nd\n']], ['-b', '+B']],
    ['the line before an insertion', 'a\nb\nc\n', [[3, 3, '\nnew']], ['+new']],
    ['the line behind an insertion', 'a\nb\nc\n', [[2, 2, 'new\n']], ['+new']],
    ['the lines around a deletion', 'a\nb\nc\n', [[1, 3, '']], ['-b']],
    ['the line between two changes', 'a\nb\nc\n', [[0, 1, 'A'], [2, 2, 'new\n'], [4, 5, 'C']], ['-a', '+A', '+new', '-c', '+C']], // prettier-ignore
    ['changed lines one by one, but together', 'aa\nbb\nc\n', [[1, 2, 'A'], [4, 5, 'B']], ['-aa', '-bb', '+aA', '+bB']], // prettier-ignore
    ['a line that is put back', 'a\nb\n', [[0, 1, ''], [1, 1, 'a']], []], // prettier-ignore
    ['an edit that changes nothing', 'a\nb\n', [[0, 1, 'a']], []],
    ['a file without edits', 'a\n', [], []],
  ])('shows what changed and no more: %s', (_, before, changes, shown) => {
    const lines = textOf(file('config', before, ...changes)).split('\n');
    expect(lines.filter((line) => /^[-+](?!-- |\+\+ )/.test(line))).toEqual(shown);
  });

  it('is empty when no file changes, and omits a file that does not', () => {
    expect(unifiedDiff([])).toHaveLength(0);
    expect(unifiedDiff([file('config', 'a\n', [0, 1, 'a'])])).toHaveLength(0);
    const patch = textOf(file('same', 'a\n', [0, 1, 'a']), file('other', 'a\n', [0, 1, 'b']));
    expect(patch.startsWith('--- a/other\n')).toBe(true);
  });

  it('puts a TAB after a name with a space only', () => {
    expect(textOf(file('a b', 'a\n', [0, 1, 'b']))).toContain('--- a/a b\t\n+++ b/a b\t\n@@');
    expect(textOf(file('ab', 'a\n', [0, 1, 'b']))).toContain('--- a/ab\n+++ b/ab\n@@');
  });

  it('refuses edits that overlap', () => {
    expect(() => unifiedDiff([file('config', 'abc', [0, 2, ''], [1, 3, ''])])).toThrow(RangeError);
  });

  it('counts the lines of its hunks correctly, for any text', () => {
    fc.assert(
      fc.property(textWithEdits('/x'), ({ before, edits }) => {
        const after = applyEdits(before, edits).split('\n');
        const old = before.split('\n');
        const patch = Buffer.from(unifiedDiff([{ name: 'x', before, edits, encoding: 'utf8' }]));
        for (const { hunks } of parsePatch(patch.toString())) {
          for (const { oldStart, oldLines, newStart, newLines, lines } of hunks) {
            const side = (other: string): string[] =>
              lines
                .filter((line) => !line.startsWith(other) && !line.startsWith('\\'))
                .map((line) => line.slice(1));
            expect(side('+')).toEqual(old.slice(oldStart - 1, oldStart - 1 + oldLines));
            expect(side('-')).toEqual(after.slice(newStart - 1, newStart - 1 + newLines));
          }
        }
      }),
    );
  });

  it.each([
    ['one edit in 100 lines', '# a comment about one address\n', 3000],
    ['an edit in each line', 'a 1\n', 4],
    ['an edit in every 10 characters of a line', 'a', 10],
  ])('takes time that grows with the length of the text: %s', (_, part, step) => {
    const diff = (size: number): void => {
      const before = part.repeat(size / part.length);
      const edits = Array.from({ length: before.length / step }, (_none, index): Edit => {
        return { path: '/config', start: index * step, end: index * step + 1, text: 'b' };
      });
      const patch = unifiedDiff([{ name: 'config', before, edits, encoding: 'utf8' }]);
      expect(patch.length).toBeGreaterThan(edits.length * 10);
    };
    expect(growth(60_000, diff)).toBeLessThan(LINEAR);
  });
});
