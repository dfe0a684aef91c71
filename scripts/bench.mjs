// Measures what a user waits for: start-up, one ordinary file, and a very large one.
// `--json` for machines, `--runs N` for more certainty, `--bin FILE` for another build of the command.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateConfiguration } from './bench/generate.mjs';
import { measure } from './bench/measure.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SMALL = 300;
const LARGE = 100_000;
/** The large file takes long enough that a few runs tell. */
const LARGE_RUNS = 5;
const WARMUP = 3;
/** Findings are expected in a generated configuration. */
const DID_ITS_WORK = [0, 1];

/** What the figures shall keep to; a ratio is against bare Node 20 (newer ones start in half the time). */
const TARGETS = {
  [`lint ${SMALL} lines`]: { text: '≤ 1.7 × bare Node 20', holds: ({ ratio }) => ratio <= 1.7 },
  [`lint ${LARGE} lines`]: { text: '< 1.5 s', holds: ({ median }) => median < 1500 },
};

function measureIn(folder, command, runs) {
  const file = (lines) => {
    const path = join(folder, `generated-${lines}.conf`);
    writeFileSync(path, generateConfiguration({ lines }));
    return path;
  };
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, '');
  const bare = { name: 'bare node (empty file)', args: [empty] };
  const lint = (lines) => ({
    name: `lint ${lines} lines`,
    args: [command, 'lint', '--no-config', file(lines)],
    expect: DID_ITS_WORK,
  });
  const quick = measure(
    [
      bare,
      // Before the others: what this one compiles is what a user's first run leaves behind.
      lint(SMALL),
      { name: '--version', args: [command, '--version'] },
      { name: '--help', args: [command, '--help'] },
    ],
    { runs, warmup: WARMUP },
  );
  const [, large] = measure([bare, lint(LARGE)], { runs: Math.min(runs, LARGE_RUNS), warmup: 1 });
  return [...quick, large];
}

/** @returns {{ text: string, met: boolean } | null} null where nothing was promised */
function judge(figure) {
  const target = TARGETS[figure.name];
  return target === undefined ? null : { text: target.text, met: target.holds(figure) };
}

function asTable(figures) {
  const rows = figures.map((it) => {
    const target = judge(it);
    const verdict = target === null ? '' : `${target.text}: ${target.met ? 'met' : 'MISSED'}`;
    const cells = [it.median, it.min, it.deviation, it.added].map((value) => value.toFixed(1));
    return `| ${[it.name, ...cells, it.ratio.toFixed(2), it.memory.toFixed(0), verdict].join(' | ')} |`;
  });
  return [
    `Node ${process.version}, ${process.platform} ${process.arch}; milliseconds of whole processes.`,
    '',
    '| case | median | min | deviation | over bare node | ratio | peak MiB | target |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '21' },
    bin: { type: 'string', default: join(ROOT, 'bin', 'pmta-lint.cjs') },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-bench-'));
try {
  const [load] = loadavg();
  const figures = measureIn(folder, resolve(values.bin), Number(values.runs));
  const report = {
    node: process.version,
    load,
    figures: figures.map((it) => ({ ...it, target: judge(it) })),
  };
  console.log(values.json ? JSON.stringify(report, null, 2) : asTable(figures));
  if (load > availableParallelism()) {
    console.error(`The machine was busy (load ${load.toFixed(1)}): trust the minima more than the medians.`);
  }
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
