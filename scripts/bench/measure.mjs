import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MEMORY_HOOK = fileURLToPath(new URL('./memory.cjs', import.meta.url));

/**
 * @typedef {{ name: string, args: readonly string[], expect?: readonly number[], target?: object }} Case one command line
 *   for node, and the exit codes that mean it did its work
 * @typedef {{ name: string, median: number, min: number, deviation: number, ratio: number, added: number,
 *   memory: number }} Figures milliseconds; `ratio` and `added` are against the first case; memory in MiB
 */

function runOnce({ name, args, expect = [0] }, env) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  if (!expect.includes(status)) throw new Error(`${name}: exit code ${status}\n${stderr}`);
  return { milliseconds, stderr: stderr.toString() };
}

/** The highest resident size of one run in MiB, told by the process itself at its end. */
function peakMemory(it) {
  const { stderr } = runOnce(it, { NODE_OPTIONS: `--require ${JSON.stringify(MEMORY_HOOK)}` });
  const kibibytes = Number(/max-rss (\d+)\s*$/.exec(stderr)?.[1]);
  return Math.round(kibibytes / 102.4) / 10;
}

function summarise(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  return { median, min: sorted[0], deviation: Math.sqrt(squares / Math.max(1, times.length - 1)) };
}

/**
 * Measures whole processes as hyperfine does: warm-up first, then all cases in turn, over and over, so that a busy moment
 * of the machine falls on all of them.
 * @param {readonly Case[]} cases the first one is what the others are compared with
 * @param {{ runs: number, warmup: number }} options
 * @returns {Figures[]} in the order of the cases
 * @throws {Error} if a case ends with an exit code that it does not expect
 */
export function measure(cases, { runs, warmup }) {
  const times = cases.map(() => []);
  for (let round = -warmup; round < runs; round++) {
    cases.forEach((it, at) => {
      const { milliseconds } = runOnce(it);
      if (round >= 0) times[at].push(milliseconds);
    });
  }
  const summaries = times.map(summarise);
  return cases.map((it, at) => ({
    name: it.name,
    ...summaries[at],
    ratio: summaries[at].median / summaries[0].median,
    added: summaries[at].median - summaries[0].median,
    memory: peakMemory(it),
  }));
}
