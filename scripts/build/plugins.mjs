import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const RAW_SUFFIX = '?raw';

/** Texts that only some runs print. Packed they keep the package 0.3 MB smaller, and so below its 2 MB; it takes no time. */
const PACKED = /\.md$|-notes\.json$/;

/**
 * An esbuild plugin for `import text from './data.json?raw'`: the file as one string. JSON loses its white space.
 * @param {Map<string, Uint8Array>} [files] if given, texts that only some runs print become packed files `data/NAME`
 *   next to the bundle, and are put here by that name
 */
export function rawText(files) {
  return {
    name: 'raw-text',
    setup(build) {
      build.onResolve({ filter: /\?raw$/ }, (args) => ({
        path: resolve(dirname(args.importer), args.path.slice(0, -RAW_SUFFIX.length)),
        namespace: 'raw-text',
      }));
      build.onLoad({ filter: /.*/, namespace: 'raw-text' }, async (args) => {
        const text = await readFile(args.path, 'utf8');
        const contents = args.path.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text;
        if (files === undefined || !PACKED.test(args.path)) return { contents, loader: 'text' };
        const name = nameOfPacked(args.path);
        const packed = gzipSync(contents, { level: 9 });
        if (files.has(name) && !packed.equals(files.get(name))) throw new Error(`two files for data/${name}`);
        files.set(name, packed);
        return {
          contents: `import { readFileSync } from 'node:fs';
            import { join } from 'node:path';
            import { gunzipSync } from 'node:zlib';
            export default gunzipSync(readFileSync(join(__dirname, 'data', ${JSON.stringify(name)}))).toString();`,
          loader: 'js',
          resolveDir: dirname(args.path),
        };
      });
    },
  };
}

/** `word-notes.json.gz`; a page `doc.md` has the name of its folder: `open-relay.md.gz`. */
function nameOfPacked(path) {
  const name = basename(path);
  return `${name === 'doc.md' ? `${basename(dirname(path))}.md` : name}.gz`;
}

/**
 * An esbuild plugin that loads node:child_process (and node:net with it) when a program is started: commander requires it
 * when it is loaded. Saves 3 ms of 120 in a check of 350 lines, and 5 ms together with `patternsOnUse`.
 */
export function lazyChildProcess() {
  return {
    name: 'lazy-child-process',
    setup(build) {
      build.onResolve({ filter: /^(node:)?child_process$/ }, ({ path, namespace, importer }) =>
        namespace === 'file' &&
        (/[\\/]commander[\\/]/.test(importer) || !/[\\/]node_modules[\\/]/.test(importer))
          ? { path, namespace: 'lazy-child-process' }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'lazy-child-process' }, () => ({
        contents: ['spawn', 'spawnSync']
          .map((name) => `exports.${name} = (...args) => require('node:child_process').${name}(...args);`)
          .join('\n'),
        loader: 'js',
        resolveDir: '.',
      }));
    },
  };
}

/**
 * What takes the place of texts in Chevrotain's lexer.js, which fills a table of 65,536 numbers for groups of rare
 * characters. One group for all beyond Latin-1 does as well, since no token of ours begins with some of them only.
 */
const LEXER_REPLACEMENTS = [
  [': charCodeToOptimizedIdxMap[charCode];', ': 256;'],
  ['if (isEmpty(charCodeToOptimizedIdxMap)) {', 'if (false) {'],
];

/**
 * An esbuild plugin for a quick start of Chevrotain's lexer: saves 8 ms of 120 in a check of 350 lines. Refuses a version
 * of Chevrotain with other texts.
 */
export function quickLexer() {
  return {
    name: 'quick-lexer',
    setup(build) {
      build.onLoad(
        { filter: /[\\/]chevrotain[\\/]lib[\\/]src[\\/]scan[\\/]lexer\.js$/ },
        async ({ path }) => {
          let contents = await readFile(path, 'utf8');
          for (const [theirs, ours] of LEXER_REPLACEMENTS) {
            if (contents.split(theirs).length !== 2)
              throw new Error("Chevrotain's lexer.js is another than this build knows");
            contents = contents.replace(theirs, ours);
          }
          return { contents, loader: 'js' };
        },
      );
    },
  };
}
