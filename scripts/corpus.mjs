// Runs the command on real configurations as a user would, and prints what it finds:
//   npm run corpus -- FOLDER [--strict-errors] [--only TEXT]
// FOLDER holds manifest.json (what each file is), files/, and mistakes.json (known mistakes: file, line, rule).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { loadSources } from './build/sources.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = join(ROOT, 'bin', 'pmta-lint.cjs');
const SARIF_NAME = 'report.sarif';
const isSarif = new Ajv2020({ strictTypes: false, strictTuples: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'sarif', 'sarif-2.1.0.json'), 'utf8')),
);
/** The part of the known mistakes that has to be found. */
const WANTED_SHARE = 0.95;

function run(command, args, cwd, input) {
  return spawnSync(command, args, { cwd, input, encoding: 'buffer', maxBuffer: 1 << 30 });
}

function pmtaLint(args, cwd) {
  return run(process.execPath, [COMMAND, ...args], cwd);
}

/** A git repository that holds one file. */
function repositoryWith(name, bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'pmta-corpus-'));
  writeFileSync(join(folder, name), bytes);
  run('git', ['init', '-q'], folder);
  return folder;
}

/** A SARIF report, compared with the schema of the standard. */
function checkSarif(text, problems) {
  const log = JSON.parse(text);
  if (!isSarif(log)) problems.push(`SARIF: ${isSarif.errors[0].instancePath} ${isSarif.errors[0].message}`);
  return log;
}

function ruleIds() {
  const rules = join(ROOT, 'rules');
  const folders = readdirSync(rules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Set(folders.flatMap(({ name }) => readdirSync(join(rules, name))));
}

/** What a patch gives when it is applied with a tool; null if the tool refuses it. */
function applied(tool, args, name, bytes, patch) {
  const folder = repositoryWith(name, bytes);
  try {
    const { status } = run(tool, args, folder, patch);
    return status === 0 ? readFileSync(join(folder, name)) : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Checks one file; the answers are the columns of the table. */
function check(name, bytes, language) {
  const text = language.decode(bytes).text;
  const problems = [];
  const folder = repositoryWith(name, bytes);
  try {
    const formats = ['--format', 'json', '--output-file', `sarif=${SARIF_NAME}`];
    const linted = pmtaLint([...formats, '--preset', 'strict', name], folder);
    if (linted.status !== 0 && linted.status !== 1) problems.push(`exit ${linted.status}: ${linted.stderr}`);
    const report = JSON.parse(linted.stdout.toString());
    if (report.failures.length > 0) problems.push(`failures: ${JSON.stringify(report.failures)}`);
    const { runs } = checkSarif(readFileSync(join(folder, SARIF_NAME), 'utf8'), problems);
    if (runs[0].results.length !== report.findings.length)
      problems.push('SARIF has other findings than JSON');
    const diff = pmtaLint(['--diff', '--preset', 'strict', name], folder);
    if (diff.status !== (diff.stdout.length > 0 ? 1 : 0))
      problems.push(`--diff: exit ${diff.status}: ${diff.stderr}`);
    const fixed = pmtaLint(['--fix', '--format', 'json', '--preset', 'strict', name], folder);
    const after = readFileSync(join(folder, name));
    const left = JSON.parse(fixed.stdout.toString());
    for (const { rule, reason } of left.fixes.withheld) problems.push(`withheld ${rule}: ${reason}`);
    for (const { rule, start, fix } of left.findings) {
      if (fix !== null && fix.effect !== 'unsafe')
        problems.push(`line ${start.line}: ${rule} still has a proved fix`);
    }
    const known = new Set(report.findings.map(({ rule }) => rule));
    for (const { rule, start, message } of left.findings) {
      if (!known.has(rule)) problems.push(`line ${start.line}: new after --fix: ${rule}: ${message}`);
    }
    pmtaLint(['--fix', '--preset', 'strict', name], folder);
    if (!readFileSync(join(folder, name)).equals(after)) problems.push('a second --fix changes the file');
    let applies = '-';
    if (diff.stdout.length > 0) {
      const git = applied('git', ['apply', '-'], name, bytes, diff.stdout);
      const patch = applied('patch', ['-p1', '-s'], name, bytes, diff.stdout);
      applies = git?.equals(after) && patch?.equals(after) ? 'yes' : 'NO';
      if (applies === 'NO')
        problems.push(`the patch does not apply (git: ${git !== null}, patch: ${patch !== null})`);
    }
    const roundTrip = language.print(language.parse(text)) === text;
    if (!roundTrip) problems.push('print(parse(text)) differs');
    return { report, roundTrip, applies, fixes: left.fixes.applied, problems };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** First and last line of a known mistake. */
function linesOf({ line }) {
  return Array.isArray(line) ? [Math.min(...line), Math.max(...line)] : [line, line];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, 'strict-errors': { type: 'boolean' }, findings: { type: 'string' } },
});
const corpus = resolve(positionals[0] ?? '.');
const language = await loadSources(
  ROOT,
  "export { parse, print } from './grammar/parse.ts'; export { decode } from './grammar/encoding.ts';",
);
const manifest = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8'));
const known = ruleIds();
const mistakes = JSON.parse(readFileSync(join(corpus, 'mistakes.json'), 'utf8')).filter(({ rule }) =>
  known.has(rule),
);

const rows = [];
const missed = [];
const beyond = [];
let found = 0;
let broken = 0;
for (const { id, kind, file } of manifest) {
  const number = String(id).padStart(3, '0');
  if (values.only !== undefined && !number.startsWith(values.only)) continue;
  const name = file.split('/').at(-1);
  const { report, roundTrip, applies, fixes, problems } = check(
    name,
    readFileSync(join(corpus, file)),
    language,
  );
  if (values.findings !== undefined) {
    mkdirSync(values.findings, { recursive: true });
    writeFileSync(join(values.findings, `${number}.json`), JSON.stringify(report.findings, null, 1));
  }
  const expected = mistakes.filter((mistake) => mistake.file === number);
  const isExpected = (finding, mistake) => {
    const [first, last] = linesOf(mistake);
    return mistake.rule === finding.rule && first <= finding.start.line && finding.start.line <= last;
  };
  const here = expected.filter((mistake) => report.findings.some((finding) => isExpected(finding, mistake)));
  found += here.length;
  missed.push(...expected.filter((mistake) => !here.includes(mistake)));
  for (const finding of report.findings) {
    if (finding.severity !== 'error' || kind !== 'full') continue;
    if (expected.some((mistake) => isExpected(finding, mistake))) continue;
    beyond.push(`${number}:${finding.start.line} ${finding.rule}: ${finding.message}`);
  }
  broken += problems.length > 0 ? 1 : 0;
  const { errors, warnings, infos } = report.summary;
  const counts = `${errors}/${warnings}/${infos}`;
  rows.push([
    number,
    kind,
    roundTrip ? 'yes' : 'NO',
    counts,
    fixes,
    applies,
    `${here.length}/${expected.length}`,
    problems.join('; ') || '-',
  ]);
}

const header = [
  'file',
  'kind',
  'round trip',
  'errors/warnings/infos',
  'fixes',
  'patch applies',
  'known mistakes',
  'problems',
];
const print = (row) => console.log(`| ${row.join(' | ')} |`);
print(header);
print(header.map(() => '---'));
rows.forEach(print);
const total = found + missed.length;
console.log(`\n${rows.length} files, ${rows.length - broken} without problems.`);
console.log(
  `Known mistakes found: ${found} of ${total} (${((100 * found) / Math.max(1, total)).toFixed(1)} %).`,
);
for (const { file, line, rule, note } of missed)
  console.log(`  missed ${file}:${line} ${rule}${note ? ` (${note})` : ''}`);
console.log(`Errors on complete files that are no known mistake: ${beyond.length}`);
for (const line of beyond) console.log(`  ${line}`);
if (broken > 0 || found < total * WANTED_SHARE) process.exitCode = 1;
