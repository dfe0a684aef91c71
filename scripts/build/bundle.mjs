import { dirname } from 'node:path';
import { build } from 'esbuild';
import {
  quickChevrotain,
  lazyChildProcess,
  librariesApart,
  librariesOnUse,
  ownSourceMapsOnly,
  rawText,
} from './plugins.mjs';

/**
 * What the bundles share. Names are kept, so that a stack trace reads like the source; minifying them would gain size
 * and no time.
 * @param {{ root: string, version: string }} options the folder of the package, and the version `--version` shows
 * @returns {import('esbuild').BuildOptions}
 */
function common({ root, version }) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    lineLimit: 200,
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    define: { PMTA_LINT_VERSION: JSON.stringify(version) },
    plugins: [quickChevrotain(), ownSourceMapsOnly(), lazyChildProcess()],
    metafile: true,
    write: false,
    logLevel: 'silent',
  };
}

/** Libraries of the command that only some runs need. */
const APART = ['csv-parse', 'tinyglobby', 'yaml', 'yargs-parser'];

/** Libraries in the bundle that wait for their first use. */
const ON_USE = { 'ip-address': ['Address4', 'Address6'] };

/**
 * Bundles the command into one CommonJS file, and the libraries that few runs need into files of their own. A module that
 * is reached by `import()` alone runs when that is called, not before. An `import()` of what is not bundled becomes
 * `require`: code that comes from a cache cannot call the real one (ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING).
 * @param {{ root: string, version: string, entry: string, outfile: string, data: Map<string, string | Uint8Array> }} options paths
 *   relative to `root`; `data` takes the texts that belong into `data/` beside the bundle, by name
 * @returns {Promise<import('esbuild').BuildResult[]>} the command, then each library; nothing is written yet; rejects with
 *   what esbuild found wrong
 */
export function bundleCommand({ root, version, entry, outfile, data }) {
  const settings = common({ root, version });
  const shared = {
    ...settings,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    // Libraries give it to createRequire, which takes a path as well.
    define: { ...settings.define, 'import.meta.url': '__filename' },
  };
  const command = build({
    ...shared,
    entryPoints: [entry],
    outfile,
    plugins: [rawText(data), librariesApart(APART), librariesOnUse(ON_USE), ...settings.plugins],
  });
  const libraries = APART.map((name) =>
    build({
      ...shared,
      stdin: {
        contents: `const all = require('${name}'); module.exports = all.default ?? all;`,
        resolveDir: root,
      },
      outfile: `${dirname(outfile)}/parts/${name}.cjs`,
      sourcemap: false,
    }),
  );
  return Promise.all([command, ...libraries]);
}

/**
 * Bundles all of the command into one CommonJS file that reads no other: what a single binary runs.
 * @param {{ root: string, version: string, entry: string, outfile: string }} options paths relative to `root`
 * @returns {Promise<import('esbuild').BuildResult>} nothing is written yet; rejects with what esbuild found wrong
 */
export function bundleBinary({ root, version, entry, outfile }) {
  const settings = common({ root, version });
  return build({
    ...settings,
    plugins: [rawText(), librariesOnUse(ON_USE), ...settings.plugins],
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { ...settings.define, 'import.meta.url': '__filename' },
    sourcemap: false,
  });
}

/**
 * Makes the modules of the library, one for `import` and one for `require`. The bundle of the command holds the library,
 * which shares nearly all with it: they hand on what it exports, and so are the same to whoever loads both.
 * @param {{ root: string, entry: string, outfile: string, bundle: string }} options paths relative to `root`: the source,
 *   and the modules without their endings; `bundle`, relative to the modules, exports `library`
 * @returns {Promise<import('esbuild').BuildResult[]>} nothing is written yet; rejects with what esbuild found wrong
 */
export async function libraryModules({ root, entry, outfile, bundle }) {
  const shared = { absWorkingDir: root, metafile: true, write: false, logLevel: 'silent' };
  const { metafile } = await build({
    ...shared,
    entryPoints: [entry],
    outdir: dirname(outfile),
    format: 'esm',
  });
  const names = Object.values(metafile.outputs).flatMap((it) => it.exports);
  const module = (head, ending, format) =>
    build({
      ...shared,
      ...{ format, platform: 'node', outfile: `${outfile}.${ending}` },
      stdin: {
        contents: `${head}
          const { library } = require(${JSON.stringify(bundle)});
          export const { ${names.join(', ')} } = library;`,
      },
    });
  const requireInModule = `import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);`;
  return Promise.all([module(requireInModule, 'js', 'esm'), module('', 'cjs', 'cjs')]);
}
