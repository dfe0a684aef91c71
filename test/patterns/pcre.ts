import { spawnSync } from 'node:child_process';

function grep(source: string, texts: readonly string[]): { status: number | null; lines: string[] } {
  const { status, stdout } = spawnSync('grep', ['-nPi', '-e', source], {
    input: texts.map((text) => `${text}\n`).join(''),
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return { status, lines: stdout.split('\n') };
}

/** Whether there is a grep that asks PCRE. */
export const isPcreThere = grep('^a(?=b)', ['ab']).status === 0;

/**
 * In which texts PCRE finds a pattern, regardless of case.
 *
 * @param texts Without line ends.
 * @returns null when PCRE refuses the pattern.
 */
export function askPcre(source: string, texts: readonly string[]): readonly boolean[] | null {
  const { status, lines } = grep(source, texts);
  if (status !== 0 && status !== 1) return null;
  const found = new Set(lines.map((line) => Number(line.split(':', 1)[0])));
  return texts.map((_, index) => found.has(index + 1));
}
