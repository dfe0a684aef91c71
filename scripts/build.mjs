// Builds dist/: the command and the library (one CommonJS file, and packed texts that it reads when a run prints them), the
// modules that hand on the library, and its declarations.
// `--no-types` leaves the declarations out.
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand, libraryModules } from './build/bundle.mjs';
import { declarations } from './build/declarations.mjs';
import { licences } from './build/licences.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const COMMAND = join(DIST, 'cli.cjs');
/** Where the launcher keeps compiled code; it belongs to one bundle, so a new bundle ends it. */
const COMPILE_CACHE = join(DIST, '.compile-cache');

/**
 * @param {boolean} withTypes whether declarations are wanted too
 * @returns {Promise<Map<string, Uint8Array>>} what belongs into dist/, by absolute path
 */
async function produce(withTypes) {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const data = new Map();
  const results = (
    await Promise.all([
      bundleCommand({ root: ROOT, version, entry: 'src/package.ts', outfile: 'dist/cli.cjs', data }),
      libraryModules({ root: ROOT, entry: 'src/index.ts', outfile: 'dist/index', bundle: './cli.cjs' }),
    ])
  ).flat();
  const files = new Map(results.flatMap((it) => it.outputFiles.map((file) => [file.path, file.contents])));
  for (const [name, packed] of data) files.set(join(DIST, 'data', name), packed);
  files.set(join(DIST, 'THIRD-PARTY-LICENSES.txt'), Buffer.from(await licences(ROOT, results)));
  if (withTypes) {
    const text = declarations({ root: ROOT, entry: 'src/index.ts' });
    for (const ending of ['d.ts', 'd.cts']) files.set(join(DIST, `index.${ending}`), Buffer.from(text));
  }
  return files;
}

/** Writes what differs, and removes what no longer belongs there: a file that stays the same keeps its date. */
async function replaceDist(files, keepTypes) {
  await mkdir(DIST, { recursive: true });
  for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const stays =
      files.has(path) || entry.parentPath === COMPILE_CACHE || (keepTypes && /\.d\.c?ts$/.test(path));
    if (!entry.isDirectory() && !stays) await rm(path);
  }
  for (const [path, contents] of files) {
    const present = await readFile(path).catch(() => undefined);
    if (present !== undefined && present.equals(contents)) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
    if (path === COMMAND) await rm(COMPILE_CACHE, { recursive: true, force: true });
  }
}

/**
 * Whether nothing has changed since the declarations were made, which takes longer than all else. npm builds before it
 * packs, also where it has just built to install.
 */
async function typesAreCurrent() {
  const made = await stat(join(DIST, 'index.d.cts')).catch(() => undefined);
  if (made === undefined) return false;
  const folders = await Promise.all(
    ['grammar', 'rules', 'scripts', 'src'].map((name) =>
      readdir(join(ROOT, name), { recursive: true, withFileTypes: true }),
    ),
  );
  const sources = folders.flat().map(({ parentPath, name }) => join(parentPath, name));
  const others = ['package.json', 'package-lock.json', 'tsconfig.json'].map((name) => join(ROOT, name));
  const changes = await Promise.all(
    [...sources, ...others].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      ),
    ),
  );
  return changes.every((time) => time < made.mtimeMs);
}

const withTypes = !process.argv.includes('--no-types') && !(await typesAreCurrent());
try {
  await replaceDist(await produce(withTypes), !withTypes);
} catch (error) {
  // esbuild's messages carry the place; a stack of the build script would only hide them.
  console.error(`build: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
