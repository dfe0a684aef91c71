import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A megabyte as npm counts. */
const MEGABYTE = 1_000_000;
const MOST_UNPACKED = 2 * MEGABYTE;

/** What a package without one of these would be broken without. */
const NEEDED = [
  'bin/pmta-lint.cjs',
  'bin/crash.cjs',
  'dist/cli.cjs',
  'dist/index.js',
  'dist/index.cjs',
  'dist/index.d.ts',
  'dist/index.d.cts',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/data/directive-notes.json.gz',
  'dist/data/open-relay.md.gz',
  'schemas/report.schema.json',
  'schemas/effective.schema.json',
  'schemas/compare.schema.json',
  'schemas/reply.schema.json',
  'schemas/providers.schema.json',
  'schemas/rules.schema.json',
  'schemas/settings.schema.json',
  'examples/first/config',
  'man/pmta-lint.1',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
];
/** What has no business in it: sources, tests, source maps, and what a run leaves behind. */
const UNWANTED = /^(src|grammar|rules|scripts|test|docs|node_modules|\.ci)\/|\.compile-cache|\.map$|\.tgz$/;

/**
 * Runs a program to its end.
 * @param {{ cwd: string, expect?: readonly number[], env?: NodeJS.ProcessEnv }} options `expect`: the exit codes that are well
 * @returns {string} its standard output
 * @throws {Error} if it ends otherwise
 */
export function run(command, args, { cwd, expect = [0], env = process.env }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (expect.includes(status)) return stdout;
  throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
}

/**
 * Packs what is built, and looks at what is in it.
 * @param {string} folder takes the tarball
 * @returns {{ tarball: string, version: string }}
 */
export function pack(folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  // npm 11 gives a list, later ones an object by name.
  const [packed] = Object.values(JSON.parse(run('npm', args, { cwd: ROOT })));
  const paths = packed.files.map((file) => file.path);
  const missing = NEEDED.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  const unwanted = paths.filter((path) => UNWANTED.test(path));
  if (unwanted.length > 0) throw new Error(`the package holds ${unwanted.join(', ')}`);
  const size = (bytes) => `${(bytes / MEGABYTE).toFixed(2)} MB`;
  const sizes = `${size(packed.size)} packed, ${size(packed.unpackedSize)} unpacked`;
  if (packed.unpackedSize > MOST_UNPACKED)
    throw new Error(`the package is larger than ${size(MOST_UNPACKED)}: ${sizes}`);
  console.log(`${packed.filename}: ${paths.length} files, ${sizes}`);
  return { tarball: join(folder, packed.filename), version: packed.version };
}

/**
 * Installs a tarball into an empty folder without the network.
 * @returns {string} the folder
 */
export function install(tarball, home) {
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', ['install', ...options, tarball], { cwd: home });
  const { dependencies } = JSON.parse(
    readFileSync(join(home, 'node_modules/pmta-lint/package.json'), 'utf8'),
  );
  if (dependencies !== undefined) throw new Error('the package has dependencies: it is to need nothing');
  return home;
}
