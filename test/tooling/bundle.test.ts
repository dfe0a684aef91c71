import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, BuildResult } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

interface Bundler {
  bundleCommand: (
    options: Record<'root' | 'version' | 'entry' | 'outfile', string> & {
      data: Map<string, Uint8Array>;
    },
  ) => Promise<BuildResult<Write>>;
  libraryModules: (
    options: Record<'root' | 'entry' | 'outfile' | 'bundle', string>,
  ) => Promise<BuildResult<Write>[]>;
}
type Write = BuildOptions & { write: false };

const SOURCES: Record<string, string> = {
  'src/main.ts': `
    declare const PMTA_LINT_VERSION: string;
    export async function main(argv: readonly string[]): Promise<number> {
      console.log(PMTA_LINT_VERSION);
      if (argv.length > 0) console.log((await import('./heavy.ts')).weight());
      return 0;
    }`,
  'src/heavy.ts': `
    import { createToken, Lexer } from 'chevrotain';
    import parse from 'yargs-parser';
    import text from './data.json?raw';
    import page from './page.md?raw';
    console.log('heavy part runs');
    const lexer = new Lexer([createToken({ name: 'Word', pattern: /\\w+/ })], { positionTracking: 'onlyOffset' });
    export const weight = (): string =>
      [typeof text, (JSON.parse(text) as string[]).join('+'), lexer.tokenize('abc').tokens.length, parse('--a b').a, page].join(' ');`,
  'src/page.md': 'für Leute',
  'src/data.json': '[\n  "ä",\n  "b"\n]\n',
  'src/index.ts': `export const load = () => import('./heavy.ts');\nexport class Heavy extends Error {}`,
  'src/package.ts': `export { main } from './main.ts';\nexport * as library from './index.ts';`,
};

describe('the bundles', () => {
  let home = '';
  let command: BuildResult<Write>;
  let library: BuildResult<Write>[];
  const data = new Map<string, Uint8Array>();

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'pmta-lint-bundle-'));
    mkdirSync(join(home, 'src'));
    for (const [path, text] of Object.entries(SOURCES)) writeFileSync(join(home, path), text);
    symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
    const { bundleCommand, libraryModules } = (await import(
      pathToFileURL(join(ROOT, 'scripts/build/bundle.mjs')).href
    )) as Bundler;
    const about = { root: home, version: '9.8.7' };
    command = await bundleCommand({
      ...about,
      entry: 'src/package.ts',
      outfile: 'dist/cli.cjs',
      data,
    });
    library = await libraryModules({
      root: home,
      entry: 'src/index.ts',
      outfile: 'dist/index',
      bundle: './cli.cjs',
    });
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
    for (const file of [command, ...library].flatMap((it) => it.outputFiles)) {
      mkdirSync(dirname(file.path), { recursive: true });
      writeFileSync(file.path, file.contents);
    }
    mkdirSync(join(home, 'dist/data'));
    for (const [name, text] of data) writeFileSync(join(home, 'dist/data', name), text);
    rmSync(join(home, 'node_modules'));
  });

  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const run = (script: string): string => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: home,
      encoding: 'utf8',
    });
    return stdout + stderr;
  };

  it('run a lazily imported part of the command on use, not before', () => {
    const start =
      "import { createRequire } from 'node:module'; const { main } = createRequire(process.cwd() + '/')('./dist/cli.cjs');";
    expect(run(`${start} await main([]);`)).toBe('9.8.7\n');
    expect(run(`${start} await main(['x']);`)).toBe('9.8.7\nheavy part runs\nstring ä+b 1 b für Leute\n');
  });

  it('hold the library too, which a module hands on, the same for import and require', () => {
    const both = `import { createRequire } from 'node:module'; import * as module from './dist/index.js';
      const required = createRequire(process.cwd() + '/')('./dist/index.cjs');`;
    expect(run(`${both} console.log(Object.keys(required), required.Heavy === module.Heavy);`)).toBe(
      "[ 'Heavy', 'load' ] true\n",
    );
    expect(run("console.log(Object.keys(await import('./dist/index.js')));")).toBe("[ 'Heavy', 'load' ]\n");
    expect(run("await import('./dist/index.js'); console.log('loaded');")).toBe('loaded\n');
    expect(run("console.log((await (await import('./dist/index.js')).load()).weight());")).toBe(
      'heavy part runs\nstring ä+b 1 b für Leute\n',
    );
  });

  it('are one file for the command, in ASCII, with JSON without its white space, and packed texts next to it', () => {
    const [map, code, ...others] = command.outputFiles;
    expect(others).toEqual([]);
    expect(map!.path.endsWith('cli.cjs.map')).toBe(true);
    // The launcher reads it as latin-1, which is quickest.
    expect([...code!.contents].every((byte) => byte < 128)).toBe(true);
    expect([...data.keys()]).toEqual(['page.md.gz']);
    expect(code!.text).toContain(String.raw`["\xE4","b"]`);
    // Code from a cache cannot call the real one.
    expect(code!.text).not.toMatch(/[^\w.]import\(/);
  });

  it('map our own files', () => {
    const map = JSON.parse(command.outputFiles[0]!.text) as {
      sources: string[];
      sourcesContent?: unknown;
    };
    expect(map.sources).toEqual(expect.arrayContaining(['../src/main.ts', '../src/heavy.ts']));
    expect(map.sourcesContent).toBeUndefined();
  });
});
