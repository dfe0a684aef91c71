import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { rawText } from './plugins.mjs';

/**
 * Loads what the TypeScript sources export now, without a build of the product.
 * @param {string} root absolute path of the repository
 * @param {string} contents lines of TypeScript that export what is wanted, paths relative to `root`
 * @returns {Promise<Record<string, any>>} the exports
 */
export async function loadSources(root, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': '__filename' },
    plugins: [rawText()],
    write: false,
    logLevel: 'silent',
  });
  const loaded = { exports: {} };
  const evaluate = new Function('exports', 'require', 'module', '__filename', outputFiles[0].text);
  evaluate(loaded.exports, createRequire(import.meta.url), loaded, import.meta.url);
  return loaded.exports;
}
