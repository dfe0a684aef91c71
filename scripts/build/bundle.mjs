import { dirname } from 'node:path';
import { build } from 'esbuild';
import { lazyChildProcess, quickLexer, rawText } from './plugins.mjs';

/**
 * Bundles the command, or the single binary's program, into one CommonJS file. A module that is reached by `import()`
 * alone runs when that is called. An `import()` of what is not bundled becomes `require`: code that comes from a cache
 * cannot call the real one (ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING). Minified, a check of 350 lines takes 4 ms of 120 less.
 * @param {{ root: string, version: string, entry: string, outfile: string, data?: Map<string, Uint8Array> }} options paths
 *   relative to `root`; `version` is what `--version` shows; `data` takes the files that belong into `data/` next to the
 *   bundle, by name, and without it the bundle reads no other file
 * @returns {Promise<import('esbuild').BuildResult>} nothing is written yet; rejects with what esbuild found wrong
 */
export function bundleCommand({ root, version, entry, outfile, data }) {
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
    lineLimit: 200,
    legalComments: 'none',
    sourcemap: data === undefined ? false : 'external',
    sourcesContent: false,
    // Libraries give import.meta.url to createRequire, which takes a path as well.
    define: { PMTA_LINT_VERSION: JSON.stringify(version), 'import.meta.url': '__filename' },
    plugins: [rawText(data), quickLexer(), lazyChildProcess()],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

/**
 * Makes the modules of the library, one for `import` and one for `require`. They hand on the exports of the
 * command's bundle, which contains the library, so both have the same classes.
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
