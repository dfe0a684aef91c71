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

/** `import` of a CommonJS library that itself requires a part of Node needs a `require` in an ES module. */
const REQUIRE_BANNER =
  "import { createRequire as nodeCreateRequire } from 'node:module';\n" +
  'const require = nodeCreateRequire(import.meta.url);';

/**
 * What both bundles share. Names are kept, so that a stack trace reads like the source; minifying them would gain size
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
    sourcemap: 'linked',
    sourcesContent: false,
    define: { PMTA_LINT_VERSION: JSON.stringify(version) },
    plugins: [quickChevrotain(), ownSourceMapsOnly(), lazyChildProcess()],
    metafile: true,
    write: false,
    logLevel: 'silent',
  };
}

/** Libraries of the command that only some runs need. */
const APART = ['tinyglobby', 'yaml', 'yargs-parser'];

/** Libraries in the bundle that wait for their first use. */
const ON_USE = { 'ip-address': ['Address4', 'Address6'] };

/**
 * Bundles the command into one CommonJS file, and the libraries that few runs need into files of their own. A module that
 * is reached by `import()` alone runs when that is called, not before. An `import()` of what is not bundled becomes
 * `require`: code that comes from a cache cannot call the real one (ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING).
 * @param {{ root: string, version: string, entry: string, outfile: string, data: Map<string, string> }} options paths
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
 * Bundles the library into ES modules: the entry, and a chunk for each part that loads on use.
 * @param {{ root: string, version: string, entry: string, outdir: string }} options paths relative to `root`
 * @returns {Promise<import('esbuild').BuildResult>} nothing is written yet; rejects with what esbuild found wrong
 */
export function bundleLibrary({ root, version, entry, outdir }) {
  const settings = common({ root, version });
  return build({
    ...settings,
    plugins: [rawText(), ...settings.plugins],
    entryPoints: [{ in: entry, out: 'index' }],
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: REQUIRE_BANNER },
  });
}
