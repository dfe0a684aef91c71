import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MEMORY_HOOK = fileURLToPath(new URL('./memory.cjs', import.meta.url));

/**
 * @typedef {{ name: string, args: readonly string[], expect?: readonly number[], cwd?: string, node?: string,
 *   prepare?: () => void }} Case one command line for node, the exit codes that mean it did its work, where it runs, by
 *   which node (default: this one), and what comes before each run, unmeasured
 * @typedef {{ name: string, median: number, min: number, deviation: number, ratio: number, added: number,
 *   memory: number }} Figures milliseconds; `ratio` and `added` are against the first case; memory in MiB
 */

/** A case that failed: out of memory, out of time, or an unexpected exit code. */
export class CaseFailure extends Error {}

function runOnce(
  { name, args, expect = [0], cwd, node = process.execPath, prepare },
  { env = {}, timeout } = {},
) {
  prepare?.();
  const started = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(node, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
    cwd,
    timeout,
    maxBuffer: 1 << 28,
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  if (error?.code === 'ETIMEDOUT') throw new CaseFailure(`over ${timeout / 1000} s`);
  if (/heap out of memory/.test(stderr)) throw new CaseFailure('out of memory');
  if (!expect.includes(status)) throw new CaseFailure(`${name}: exit code ${status}\n${stderr}`);
  return { milliseconds, stderr: stderr.toString() };
}

/** A run that also reports its highest resident size (MiB), which takes a millisecond or two. */
function runTellingMemory(it, timeout) {
  const env = { NODE_OPTIONS: `--require ${JSON.stringify(MEMORY_HOOK)}` };
  const { milliseconds, stderr } = runOnce(it, { env, timeout });
  const kibibytes = Number(/max-rss (\d+)\s*$/.exec(stderr)?.[1]);
  return { milliseconds, memory: Math.round(kibibytes / 102.4) / 10 };
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
 * @param {{ runs: number, warmup: number, timeout?: number }} options `timeout` of one run, in milliseconds. Without
 *   warm-up the runs are taken to be long: their memory is measured in the same runs, else in one more
 * @returns {(Figures | { name: string, failure: string })[]} in the order of the cases
 * @throws {CaseFailure} if the first case fails; another one that fails is left out from then on and says why
 */
export function measure(cases, { runs, warmup, timeout }) {
  const times = cases.map(() => []);
  const memories = cases.map(() => []);
  const failures = cases.map(() => undefined);
  const areLong = warmup === 0;
  for (let round = -warmup; round < runs; round++) {
    for (const [at, it] of cases.entries()) {
      if (failures[at] !== undefined) continue;
      try {
        const { milliseconds, memory } = areLong ? runTellingMemory(it, timeout) : runOnce(it, { timeout });
        if (round >= 0) times[at].push(milliseconds);
        if (memory !== undefined) memories[at].push(memory);
      } catch (error) {
        if (at === 0 || !(error instanceof CaseFailure)) throw error;
        failures[at] = error.message;
      }
    }
  }
  const baseline = summarise(times[0]);
  return cases.map((it, at) => {
    if (failures[at] !== undefined) return { name: it.name, failure: failures[at] };
    const summary = summarise(times[at]);
    return {
      name: it.name,
      ...summary,
      ratio: summary.median / baseline.median,
      added: summary.median - baseline.median,
      memory: areLong ? Math.max(...memories[at]) : runTellingMemory(it, timeout).memory,
    };
  });
}
