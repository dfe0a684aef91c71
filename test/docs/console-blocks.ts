import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';

/*
 * The documents whose `console` blocks are run: a line that starts with `$ ` is a command, what follows is its output, and a
 * line `…` means any number of lines.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const ANY_LINES = '…';

/** The documents, relative to the root. */
export function documents(): string[] {
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md') && !name.startsWith('docs/rules/'))
    .sort();
  return ['README.md', 'examples/README.md', ...inDocs];
}

/** A command, and the lines that it is shown to print. */
export interface Step {
  readonly command: string;
  readonly output: readonly string[];
}

/** A `console` block: the lines of its fences, from 1, and the commands between them. */
export interface Block {
  readonly line: number;
  readonly end: number;
  readonly steps: readonly Step[];
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

/** The `console` blocks of a document. Throws where one does not begin with a command. */
export function blocksOf(document: string): Block[] {
  return fromMarkdown(readFileSync(join(ROOT, document), 'utf8')).children.flatMap((node) =>
    node.type === 'code' && node.lang === 'console'
      ? [
          {
            line: node.position?.start.line ?? 0,
            end: node.position?.end.line ?? 0,
            steps: stepsOf(node.value),
          },
        ]
      : [],
  );
}

/**
 * Runs a command line as in a terminal of 80 columns without colour. Returns the lines of both outputs, without blanks at
 * their ends.
 *
 * @param commands A folder whose programs are preferred.
 */
export function runInTerminal(command: string, folder: string, home: string, commands: string): string[] {
  const { stdout, stderr } = spawnSync('sh', ['-c', `${command} 2>&1`], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${commands}:${process.env.PATH ?? ''}`,
      HOME: home,
      NO_COLOR: '1',
      LC_ALL: 'C.UTF-8',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  });
  return withoutBlankEnds(`${stdout}${stderr}`);
}

/** A folder with a copy of the examples, in which commands run. */
export class Workplace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pmta-docs-'));
  readonly #commands = join(this.#folder, 'bin');
  readonly #work = join(this.#folder, 'work');

  constructor() {
    mkdirSync(this.#commands);
    symlinkSync(join(ROOT, 'bin', 'pmta-lint.cjs'), join(this.#commands, 'pmta-lint'));
  }

  /** Starts a document: a work tree with the examples only. */
  begin(): void {
    rmSync(this.#work, { recursive: true, force: true });
    cpSync(join(ROOT, 'examples'), join(this.#work, 'examples'), { recursive: true });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
    ]) {
      spawnSync('git', args, { cwd: this.#work });
    }
  }

  /** Runs a command line with the bundle as `pmta-lint`; returns what `runInTerminal` returns. */
  run(command: string): string[] {
    return runInTerminal(command, this.#work, this.#folder, this.#commands);
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function withoutBlankEnds(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The lines that a document shows, with each `…` replaced by the lines of the real output. */
export function filledIn(output: readonly string[], actual: readonly string[]): string[] {
  const expected = withoutBlankEnds(output.join('\n'));
  const result: string[] = [];
  let at = 0;
  expected.forEach((line, index) => {
    if (line.trim() !== ANY_LINES) {
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

/** The lines to show for the output of a command; null where a person has to choose them because of a `…`. */
function shownToday({ output }: Step, actual: readonly string[]): readonly string[] | null {
  const isAsShown = filledIn(output, actual).join('\n') === actual.join('\n');
  if (isAsShown) return output;
  return output.some((line) => line.trim() === ANY_LINES)
    ? null
    : [...actual, ...(output.at(-1) === '' ? [''] : [])];
}

/**
 * Writes the current outputs into a document. Returns the commands whose shown lines a person has to choose: only some
 * are shown, and they changed.
 */
export function fill(document: string, workplace: Workplace): string[] {
  const path = join(ROOT, document);
  const lines = readFileSync(path, 'utf8').split('\n');
  const byHand: string[] = [];
  workplace.begin();
  const today = blocksOf(document).map(({ line, end, steps }) => ({
    line,
    end,
    content: steps.flatMap((step) => {
      const actual = workplace.run(step.command);
      const shown = shownToday(step, actual);
      if (shown === null) byHand.push(`$ ${step.command}\n${actual.join('\n')}`);
      return [`$ ${step.command}`, ...(shown ?? step.output)];
    }),
  }));
  for (const { line, end, content } of today.reverse()) lines.splice(line, end - line - 1, ...content);
  writeFileSync(path, lines.join('\n'));
  return byHand;
}
