import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

const RAW_SUFFIX = '?raw';

/**
 * An esbuild plugin for `import text from './data.json?raw'`: the file as one string, parsed when it is used and not when
 * it is loaded. JSON loses its white space on the way.
 * @param {Map<string, string>} [files] where given, each text becomes a file `data/NAME` beside the bundle, read when the
 *   module that imports it runs, and is put here by that name: as a constant of the bundle it would be read, copied and
 *   kept in the code cache by every run
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
        if (files === undefined) return { contents, loader: 'text', watchFiles: [args.path] };
        const name = nameOfData(args.path);
        if (files.has(name) && files.get(name) !== contents) throw new Error(`two files for data/${name}`);
        files.set(name, contents);
        return {
          contents: `import { readFileSync } from 'node:fs';
            import { join } from 'node:path';
            export default readFileSync(join(__dirname, 'data', ${JSON.stringify(name)}), 'utf8');`,
          loader: 'js',
          resolveDir: dirname(args.path),
          watchFiles: [args.path],
        };
      });
    },
  };
}

/** `directives.json`; a page that is called doc.md like all others goes by the name of its folder: `open-relay.md`. */
function nameOfData(path) {
  const name = basename(path);
  return name === 'doc.md' ? `${basename(dirname(path))}.md` : name;
}

/**
 * An esbuild plugin that keeps libraries out of the source map: each of their files is mapped by its first character alone.
 * A stack trace names our own lines and the library's file, and the map stays a tenth of the size.
 */
export function ownSourceMapsOnly() {
  return {
    name: 'own-source-maps-only',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async (args) => ({
        contents: withoutMappings(args.path, await readFile(args.path, 'utf8')),
        loader: 'js',
      }));
    },
  };
}

/** The text of a library's file with a source map that knows its name alone. */
function withoutMappings(path, text) {
  const map = { version: 3, sources: [basename(path)], mappings: 'AAAA' };
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${text}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
}

/**
 * An esbuild plugin for commander, which requires node:child_process when it is loaded and uses it for commands in files of
 * their own, that we have none of: loading it (and node:net with it) takes 5 ms of every run.
 */
export function lazyChildProcess() {
  return {
    name: 'lazy-child-process',
    setup(build) {
      build.onResolve({ filter: /^(node:)?child_process$/ }, (args) =>
        /[\\/]commander[\\/]/.test(args.importer)
          ? { path: args.path, namespace: 'lazy-child-process' }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'lazy-child-process' }, () => ({
        contents: "exports.spawn = (...args) => require('node:child_process').spawn(...args);",
        loader: 'js',
        resolveDir: '.',
      }));
    },
  };
}

const INDEX_TABLE = /charCodeToOptimizedIdxMap\[i\] = (i > 255 \? 255 \+ ~~\(i \/ 255\) : i);/;
const INDEX_LOOKUP = ': charCodeToOptimizedIdxMap[charCode];';
const FILL_CONDITION = 'if (charCodeToOptimizedIdxMap.length === 0) {';

/**
 * An esbuild plugin for Chevrotain, which fills a table of 65,536 numbers at each start, to look up what one division
 * gives for the rare character beyond Latin-1. It costs a millisecond of every run.
 */
export function computedCharacterIndex() {
  return {
    name: 'computed-character-index',
    setup(build) {
      build.onLoad({ filter: /[\\/]chevrotain[\\/]lib[\\/]src[\\/]scan[\\/]lexer\.js$/ }, async (args) => {
        const text = await readFile(args.path, 'utf8');
        if (!INDEX_TABLE.test(text) || !text.includes(INDEX_LOOKUP) || !text.includes(FILL_CONDITION))
          throw new Error('the lexer of Chevrotain is another than this build knows');
        const contents = text
          .replace(INDEX_LOOKUP, ': 255 + ~~(charCode / 255);')
          .replace(FILL_CONDITION, 'if (false) {');
        return { contents: withoutMappings(args.path, contents), loader: 'js' };
      });
    },
  };
}

/**
 * An esbuild plugin that leaves some libraries out of the bundle: each becomes a file `parts/NAME.cjs` beside it, which is
 * loaded when a module that imports it runs. What few runs need costs the others neither reading nor kept code.
 * @param {readonly string[]} names of packages
 */
export function librariesApart(names) {
  return {
    name: 'libraries-apart',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
        names.includes(path) && !/[\\/]node_modules[\\/]/.test(importer)
          ? { path: `./parts/${path}.cjs`, external: true }
          : undefined,
      );
    },
  };
}
