// Measures whole runs, next to bare node and programs that users know, on files of equal length.
// Writes docs/performance.md. `--quick` leaves out the other programs, versions of Node and the largest files, and only
// prints; `--runs N` for more certainty, `--json` for machines, `--bin FILE` for another build of the command.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateConfiguration } from './generate.mjs';
import { measureManyFiles } from './many-files.mjs';
import { measure } from './measure.mjs';
import { asPage } from './page.mjs';
import { havePeers, otherNodes, peerCases } from './peers.mjs';
import { judge } from './targets.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '..');
const OURS = 'pmta-lint';
/** Findings are expected in a generated configuration. */
const SUCCESS = [0, 1];
/** Longer files need fewer runs. */
const SIZES = [
  { lines: 350, share: 1, warmup: 3 },
  { lines: 10_000, share: 0.35, warmup: 1 },
  { lines: 100_000, share: 0.2, warmup: 0 },
  { lines: 1_000_000, share: 0.05, warmup: 0 },
];
/** Of repositories with one file for each VMTA. */
const FILES = [1000, 10_000];
const SHARE_OF_MANY_FILES = 0.15;
/** A program that takes longer for one file, in ms, is not run on larger ones. */
const LONGEST_RUN = 60_000;

function bareCase(folder, node) {
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, '');
  return { name: 'bare node', args: [empty], node };
}

function lintCase(folder, command, lines, node) {
  const path = join(folder, `generated-${lines}.conf`);
  writeFileSync(path, generateConfiguration({ lines }));
  return { name: OURS, args: [command, 'lint', '--no-config', path], expect: SUCCESS, node };
}

function measureSizes(folder, command, runs, { quick }) {
  const gaveUp = new Set();
  const sizes = quick ? SIZES.filter(({ lines }) => lines < 1_000_000) : SIZES;
  return sizes.map(({ lines, share, warmup }) => {
    const peers = quick ? [] : peerCases(folder, lines);
    const cases = [
      bareCase(folder),
      lintCase(folder, command, lines),
      ...peers.filter(({ name }) => !gaveUp.has(name)),
    ];
    if (!quick) console.error(`measuring ${lines.toLocaleString('en')} lines …`);
    const figures = measure(cases, {
      runs: Math.max(1, Math.round(runs * share)),
      warmup,
      timeout: LONGEST_RUN,
    });
    for (const { name, failure } of figures) if (failure !== undefined) gaveUp.add(name);
    const silent = peers
      .filter(({ name }) => !cases.some((it) => it.name === name))
      .map(({ name }) => ({ name, failure: 'not asked' }));
    return { lines, figures: [...figures, ...silent] };
  });
}

function measureNodes(folder, command, runs) {
  return otherNodes().map(({ path }) => {
    const [bare, lint] = measure([bareCase(folder, path), lintCase(folder, command, 350, path)], {
      runs,
      warmup: 3,
    });
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
    return { version, bare, lint };
  });
}

function installPeers() {
  console.error('installing what pmta-lint is measured against …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HERE, stdio: 'inherit' });
  if (status !== 0 || !havePeers())
    throw new Error(`they cannot be installed: run "npm ci" in ${HERE}, or measure with --quick`);
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '21' },
    bin: { type: 'string', default: join(ROOT, 'bin', 'pmta-lint.cjs') },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-bench-'));
try {
  const [load] = loadavg();
  if (!values.quick && !havePeers()) installPeers();
  const [command, runs] = [resolve(values.bin), Number(values.runs)];
  const sizes = measureSizes(folder, command, runs, values);
  const nodes = values.quick ? [] : measureNodes(folder, command, runs);
  if (!values.quick) console.error('measuring many files …');
  const manyFiles = measureManyFiles(
    folder,
    command,
    bareCase(folder),
    values.quick ? FILES.slice(0, 1) : FILES,
    Math.max(1, Math.round(runs * SHARE_OF_MANY_FILES)),
  );
  const ours = new Map(sizes.map(({ lines, figures }) => [lines, figures.find(({ name }) => name === OURS)]));
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.version.slice(1)}`;
  const date = new Date().toISOString().slice(0, 10);
  const measured = { machine, date, sizes, manyFiles, nodes, verdicts: judge(ours, manyFiles) };
  console.log(values.json ? JSON.stringify({ load, ...measured }, null, 2) : asPage(measured));
  if (!values.quick) writeFileSync(join(ROOT, 'docs', 'performance.md'), asPage(measured));
  if (load > availableParallelism())
    console.error(
      `The machine was busy (load ${load.toFixed(1)}): trust the fastest runs more than the medians.`,
    );
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
