// Checks the configurations as the inputs of the action say, and leaves the reports where later steps find them.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { env } = process;
const COULD_NOT = 2;

/** The lines of an input, without blanks around them and empty ones. */
function linesOf(input) {
  return (input ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? stdout.trim() : null;
}

/** The parents of the commit at hand. They stand in it also where they were not fetched. */
function parents() {
  const [head = ''] = (git('cat-file', '-p', 'HEAD') ?? '').split('\n\n');
  return [...head.matchAll(/^parent (.*)$/gm)].map(([, commit]) => commit);
}

/** The commit that a change began with: the base, or what the checked out commit has in common with it. */
function startOf(base, head) {
  // GitHub merges a pull request into the base of today to check it; what it says of the base may be older.
  const [first, second] = parents();
  const start = second !== undefined && second === head ? first : base;
  const isHere = () => git('cat-file', '-e', `${start}^{commit}`) !== null;
  // actions/checkout fetches one commit, unless it is told otherwise.
  if (!isHere()) git('fetch', '--no-tags', '--depth=1', 'origin', start);
  if (!isHere()) {
    console.log('::warning title=pmta-lint::The base commit cannot be fetched, so all findings are told');
    return null;
  }
  return git('merge-base', start, 'HEAD') || start;
}

/** The revision to compare with; null for none. */
function revision({ PMTA_SINCE: since = '', PMTA_BASE: base = '', PMTA_HEAD: head = '' }) {
  if (since === '' || since === 'none') return null;
  if (since !== 'auto') return since;
  return /^[0-9a-f]{40,64}$/.test(base) ? startOf(base, head) : null;
}

/** The options that the inputs mean. */
function optionsOf({ PMTA_CONFIG: config, PMTA_PRESET: preset, PMTA_FAIL_ON: failOn, PMTA_ARGS: more }) {
  return [
    ...(config === 'none' ? ['--no-config'] : config ? [`--config=${config}`] : []),
    ...(preset ? [`--preset=${preset}`] : []),
    ...(failOn ? [`--fail-on=${failOn}`] : []),
    ...linesOf(more),
  ];
}

/** Runs the command; what it prints is shown, or kept back. */
function pmtaLint(args, isShown) {
  const stdio = ['ignore', isShown ? 'inherit' : 'ignore', isShown ? 'inherit' : 'ignore'];
  const { status } = spawnSync(process.execPath, [env.PMTA_LAUNCHER, 'lint', ...args], { stdio });
  return status ?? COULD_NOT;
}

/** Sets an output of the step. */
function output(name, value) {
  const end = randomUUID();
  appendFileSync(env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
}

const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'pmta-lint-'));
const sarif = resolve(env.PMTA_SARIF || join(folder, 'pmta-lint.sarif'));
const comment = resolve(env.PMTA_COMMENT || join(folder, 'comment.md'));
const json = join(folder, 'report.json');

const since = revision(env);
const options = optionsOf(env);
const paths = ['--', ...linesOf(env.PMTA_PATHS)];
const report = (format, path) => `--output-file=${format}=${path}`;
const reports = [report('markdown', comment), report('json', json)];
let exitCode;
if (since === null) {
  exitCode = pmtaLint(['--format=github', ...reports, report('sarif', sarif), ...options, ...paths], true);
} else {
  exitCode = pmtaLint(['--format=github', ...reports, `--since=${since}`, ...options, ...paths], true);
  // Code scanning takes what is not in a report for mended, so it gets all.
  const all = pmtaLint([report('sarif', sarif), ...options, ...paths], false);
  if (all === COULD_NOT) exitCode = COULD_NOT;
}

output('exit-code', exitCode);
if (existsSync(json)) {
  const { summary } = JSON.parse(readFileSync(json, 'utf8'));
  output('errors', summary.errors);
  output('warnings', summary.warnings);
}
if (existsSync(comment)) {
  const text = readFileSync(comment, 'utf8').trimEnd();
  output('comment', text);
  output('comment-file', comment);
  appendFileSync(env.GITHUB_STEP_SUMMARY, `${text}\n`);
}
if (existsSync(sarif)) output('sarif', sarif);
process.exitCode = exitCode;
