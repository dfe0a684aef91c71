// Packs the package, installs it into an empty folder without the network, and uses it there as a user would.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MEBIBYTE = 1024 * 1024;
const MOST_PACKED = 2 * MEBIBYTE;
/** What a package without one of these would be broken without. */
const NEEDED = [
  'bin/pmta-lint.cjs',
  'bin/crash.cjs',
  'dist/cli.cjs',
  'dist/index.js',
  'dist/index.d.ts',
  'schemas/report.schema.json',
  'schemas/effective.schema.json',
  'schemas/compare.schema.json',
  'schemas/reply.schema.json',
  'schemas/rules.schema.json',
  'man/pmta-lint.1',
  'README.md',
];
/** What has no business in it: sources, tests, and what a run leaves behind. */
const UNWANTED = /^(src|grammar|rules|scripts|test|node_modules|\.ci)\/|\.compile-cache|\.tgz$/;

function run(command, args, { cwd, expect = [0] }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (expect.includes(status)) return stdout;
  throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
}

function pack(folder) {
  const listing = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
  });
  // npm 11 gives a list, later ones an object by name.
  const [packed] = Object.values(JSON.parse(listing));
  const paths = packed.files.map((file) => file.path);
  const missing = NEEDED.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  const unwanted = paths.filter((path) => UNWANTED.test(path));
  if (unwanted.length > 0) throw new Error(`the package holds ${unwanted.join(', ')}`);
  const sizes = `${(packed.size / 1024).toFixed(0)} KiB packed, ${(packed.unpackedSize / 1024).toFixed(0)} KiB unpacked`;
  if (packed.size > MOST_PACKED) throw new Error(`the package is too big: ${sizes}`);
  console.log(`${packed.filename}: ${paths.length} files, ${sizes}`);
  return { tarball: join(folder, packed.filename), version: packed.version };
}

function useCommand(home, version) {
  const command = join(home, 'node_modules', '.bin', 'pmta-lint');
  const shown = run(command, ['--version'], { cwd: home }).trim();
  if (shown !== version) throw new Error(`--version says ${shown}, the package is ${version}`);
  run(command, ['--help'], { cwd: home });
  const examples = join(home, 'node_modules', 'pmta-lint', 'examples');
  if (!existsSync(examples)) throw new Error('the package has no examples');
  cpSync(examples, join(home, 'examples'), { recursive: true });
  const report = JSON.parse(run(command, ['--format', 'json', 'examples'], { cwd: home, expect: [0, 1] }));
  if (report.summary.files === 0) throw new Error('nothing was checked in the examples');
  if (report.findings.length === 0) throw new Error('nothing was found in the examples');
  console.log(`examples: ${report.summary.files} files, ${report.findings.length} findings`);
}

/** The library loads, and its declarations hold for a strict user. */
function useLibrary(home) {
  run(process.execPath, ['--input-type=module', '-e', "await import('pmta-lint')"], { cwd: home });
  writeFileSync(
    join(home, 'use.ts'),
    "import * as pmtaLint from 'pmta-lint';\nexport const all = pmtaLint;\n",
  );
  const compilerOptions = { noEmit: true, strict: true, target: 'ES2023', module: 'nodenext', types: [] };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], { cwd: home });
}

const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-package-'));
try {
  const { tarball, version } = pack(folder);
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: home });
  useCommand(home, version);
  useLibrary(home);
} catch (error) {
  console.error(`check-package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
