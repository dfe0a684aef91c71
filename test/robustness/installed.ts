import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, BuildResult } from 'esbuild';
import { folderOf } from '../support/folders.ts';

const ROOT = resolve(import.meta.dirname, '../..');

type Bundled = BuildResult<BuildOptions & { write: false }>;

interface Bundler {
  readonly bundleCommand: (
    options: Record<'root' | 'version' | 'entry' | 'outfile', string>,
  ) => Promise<Bundled | Bundled[]>;
}

/** The command as it is installed: the launcher, and a bundle of the sources as they are now. The path of the launcher. */
export async function install(): Promise<string> {
  const { bundleCommand } = (await import(
    pathToFileURL(join(ROOT, 'scripts/build/bundle.mjs')).href
  )) as Bundler;
  const about = { root: ROOT, version: '0.0.0', entry: 'src/cli/main.ts', outfile: 'dist/cli.cjs' };
  const home = folderOf({});
  chmodSync(home, 0o755);
  cpSync(join(ROOT, 'bin'), join(home, 'bin'), { recursive: true });
  for (const { outputFiles } of [await bundleCommand(about)].flat()) {
    for (const { path, contents } of outputFiles) {
      const copy = join(home, relative(ROOT, path));
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, contents);
    }
  }
  writeFileSync(join(home, 'package.json'), '{ "version": "0.0.0" }');
  return join(home, 'bin', 'pmta-lint.cjs');
}
