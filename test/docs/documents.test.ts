import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * Every `console` block of a document is run: lines that start with `$ ` are commands, what follows is their output.
 * A line `…` stands for any number of lines.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'examples/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface Step {
  readonly command: string;
  readonly output: readonly string[];
}

function stepsOf(block: string): Step[] {
  const steps: { command: string; output: string[] }[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
    else if (steps.length === 0) throw new Error(`output before the first command: ${line}`);
    else steps.at(-1)?.output.push(line);
  }
  return steps;
}

function blocksOf(document: string): { line: number; steps: Step[] }[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return fromMarkdown(text).children.flatMap((node) =>
    node.type === 'code' && node.lang === 'console'
      ? [{ line: node.position?.start.line ?? 0, steps: stepsOf(node.value) }]
      : [],
  );
}

let folder = '';
let commands = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pmta-docs-'));
  commands = join(folder, 'bin');
  mkdirSync(commands, { recursive: true });
  symlinkSync(join(ROOT, 'bin', 'pmta-lint.cjs'), join(commands, 'pmta-lint'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A work tree that holds the examples alone: what another document left there is gone. */
function freshWorkTree(): void {
  const work = join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples'), join(work, 'examples'), { recursive: true });
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
  ]) {
    spawnSync('git', args, { cwd: work });
  }
}

/** Runs a command line in the copy of the examples, as a terminal of 80 columns without colour would show it. */
function run(command: string): string[] {
  const { stdout, stderr } = spawnSync('sh', ['-c', `${command} 2>&1`], {
    cwd: join(folder, 'work'),
    encoding: 'utf8',
    env: { PATH: `${commands}:${process.env.PATH ?? ''}`, HOME: folder, NO_COLOR: '1', LC_ALL: 'C.UTF-8' },
  });
  return `${stdout}${stderr}`
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The expected lines with each `…` replaced by the lines that stand in its place. */
function filledIn(expected: readonly string[], actual: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  expected.forEach((line, index) => {
    if (line.trim() !== '…') {
      result.push(line);
      at++;
      return;
    }
    const next = expected[index + 1];
    const end = next === undefined ? actual.length : actual.indexOf(next, at);
    while (at < end) result.push(actual[at++] ?? '');
  });
  return result;
}

describe.each(DOCUMENTS.filter((document) => blocksOf(document).length > 0))('%s', (document) => {
  beforeAll(freshWorkTree);
  const blocks = blocksOf(document);
  it.each(blocks.map((block) => [block.line, block.steps] as const))(
    'shows what happens at line %i',
    (_, steps) => {
      for (const { command, output } of steps) {
        const actual = run(command);
        const expected = output
          .join('\n')
          .trimEnd()
          .split('\n')
          .map((line) => line.trimEnd());
        expect(actual, command).toEqual(filledIn(expected, actual));
      }
    },
  );
});
