// Packs the package, looks at it as registries and bundlers will, installs it into an empty folder without the network, and
// uses it there as people do. scripts/check-nodes.mjs does the last with other versions of Node.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { install, pack, ROOT, run } from './package/pack.mjs';

/** How TypeScript may look for the types, and from which kind of module. */
const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];
/** A strict user of every function, from a module of each kind. */
const USE = `import { compare, effective, fix, lint, reply, SettingsError } from 'pmta-lint';
import type { Configuration, LintReport, SettingsFile } from 'pmta-lint';
const settings: SettingsFile = { extends: 'strict', rules: { 'open-relay': 'error' } };
const configuration: Configuration = { text: 'postmaster you@example.com', files: { a: new Uint8Array() } };
export async function use(): Promise<string | null> {
  const report: LintReport = await lint(['config'], { cwd: '/', settings });
  const { changed } = await fix(configuration, { unsafe: true });
  const [setting] = (await effective('gmail.com', configuration, { vmta: 'one' })).settings;
  const { changes } = await compare('old', configuration, { cwd: '/' });
  const { actions } = await reply('gmail.com', '421 later', configuration);
  const texts = [report.findings[0]?.message, changed[0]?.text, changes[0]?.risk, actions[0]];
  return setting?.value ?? (settings instanceof SettingsError ? settings.message : texts.join());
}
`;

function tool(name) {
  return join(ROOT, 'node_modules', '.bin', name);
}

async function lookAtPackage(tarball) {
  const bytes = readFileSync(tarball);
  const archive = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { messages, pkg } = await publint({ pack: { tarball: archive }, strict: true });
  if (messages.length > 0)
    throw new Error(`publint: ${messages.map((message) => formatMessage(message, pkg)).join('; ')}`);
  run(tool('attw'), [tarball, '--no-color'], { cwd: ROOT });
  if (pkg.repository === undefined)
    console.log('note: package.json names no repository; without it npm refuses to publish with provenance');
  console.log('publint and attw are content');
}

/** The declarations are right for strict users, however they look for them. */
function useTypes(home) {
  for (const kind of ['mts', 'cts']) writeFileSync(join(home, `use.${kind}`), USE);
  for (const resolution of RESOLUTIONS) {
    const compilerOptions = { noEmit: true, strict: true, target: 'es2023', types: [], ...resolution };
    const files = ['use.mts', 'use.cts'];
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: home });
  }
  console.log(`types: ${RESOLUTIONS.map(({ moduleResolution }) => moduleResolution).join(', ')}`);
}

/** The command as npm links it. */
function useLink(home, version) {
  const shown = run(join(home, 'node_modules', '.bin', 'pmta-lint'), ['--version'], { cwd: home }).trim();
  if (shown !== version) throw new Error(`--version says ${shown}, the package is ${version}`);
}

const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-package-'));
try {
  const { tarball, version } = pack(folder);
  await lookAtPackage(tarball);
  const home = install(tarball, join(folder, 'home'));
  useLink(home, version);
  process.stdout.write(
    run(process.execPath, [join(ROOT, 'scripts/package/use.mjs'), home, version], { cwd: home }),
  );
  useTypes(home);
} catch (error) {
  console.error(`check-package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
