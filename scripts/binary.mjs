// Builds binary/pmta-lint: the command and Node itself in one file, for servers without Node. Then tries it.
// It is for the kind of machine that it is built on.
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';
import { bundleCommand } from './build/bundle.mjs';
import { licences } from './build/licences.mjs';
import { tryBinary } from './binary/try.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = join(ROOT, 'binary');
const BINARY = join(FOLDER, 'pmta-lint');
/** What Node looks for in itself, to know whether a program is in it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The program as Node takes it into itself. */
async function programBlob(folder, bundle) {
  const main = join(folder, 'main.cjs');
  const output = join(folder, 'program.blob');
  const settings = join(folder, 'sea.json');
  await writeFile(main, bundle);
  await writeFile(
    settings,
    JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache: true }),
  );
  const { status, stderr } = spawnSync(process.execPath, ['--experimental-sea-config', settings], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Node did not take the program\n${stderr}`);
  return readFile(output);
}

async function buildBinary() {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const result = await bundleCommand({
    root: ROOT,
    version,
    entry: 'scripts/binary/entry.cjs',
    outfile: 'main.cjs',
  });
  const folder = await mkdtemp(join(tmpdir(), 'pmta-lint-binary-'));
  try {
    const blob = await programBlob(folder, result.outputFiles[0].contents);
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER);
    await copyFile(process.execPath, BINARY);
    await chmod(BINARY, 0o755);
    await inject(BINARY, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const node = `It also contains Node.js ${process.version} with the libraries in it. Their licences:\nhttps://github.com/nodejs/node/blob/${process.version}/LICENSE\n`;
  const ours = await licences(ROOT, [result]);
  await writeFile(join(FOLDER, 'THIRD-PARTY-LICENSES.txt'), `${ours}\n${'-'.repeat(80)}\n\n${node}`);
  return version;
}

try {
  if (process.platform !== 'linux') throw new Error('it is built on Linux only');
  if (!(await readFile(process.execPath)).includes(FUSE))
    throw new Error(
      `${process.execPath} cannot take a program into itself: use a Node as nodejs.org builds it`,
    );
  const version = await buildBinary();
  const { size } = await tryBinary({ root: ROOT, binary: BINARY, version });
  console.log(
    `binary/pmta-lint: ${version} with Node ${process.versions.node}, ${process.arch}, ${(size / 1e6).toFixed(0)} MB`,
  );
} catch (error) {
  await rm(FOLDER, { recursive: true, force: true });
  console.error(`binary: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
