import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const RAW_SUFFIX = '?raw';

/** Texts for people who ask for one of them: they take two thirds of the package's texts, and a third of that packed. */
const PACKED = /\.md$|-notes\.json$/;

/**
 * An esbuild plugin for `import text from './data.json?raw'`: the file as one string, parsed when it is used and not when
 * it is loaded. JSON loses its white space on the way.
 * @param {Map<string, string | Uint8Array>} [files] where given, each text becomes a file `data/NAME` beside the bundle,
 *   read when the module that imports it runs, and is put here by that name: as a constant of the bundle it would be read,
 *   copied and kept in the code cache by every run. What few runs read is packed
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
        const contents = args.path.endsWith('.json') ? compactJson(text) : text;
        if (files === undefined) return { contents, loader: 'text', watchFiles: [args.path] };
        const name = nameOfData(args.path);
        const isPacked = PACKED.test(args.path);
        const kept = isPacked ? gzipSync(contents, { level: 9 }) : contents;
        if (files.has(name) && !Buffer.from(files.get(name)).equals(Buffer.from(kept)))
          throw new Error(`two files for data/${name}`);
        files.set(name, kept);
        return {
          contents: `import { readFileSync } from 'node:fs';
            import { join } from 'node:path';
            ${isPacked ? "import { gunzipSync } from 'node:zlib';" : ''}
            const bytes = readFileSync(join(__dirname, 'data', ${JSON.stringify(name)}));
            export default ${isPacked ? 'gunzipSync(bytes)' : 'bytes'}.toString();`,
          loader: 'js',
          resolveDir: dirname(args.path),
          watchFiles: [args.path],
        };
      });
    },
  };
}

/** JSON without white space, but for the line ends between the records of a table: they are parsed one by one. */
function compactJson(text) {
  const value = JSON.parse(text);
  if (!Array.isArray(value)) return JSON.stringify(value);
  return `[\n${value.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`;
}

/** `directives.json`; a page that is called doc.md like all others goes by the name of its folder: `open-relay.md.gz`. */
function nameOfData(path) {
  const name = basename(path);
  return `${name === 'doc.md' ? `${basename(dirname(path))}.md` : name}${PACKED.test(path) ? '.gz' : ''}`;
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
 * An esbuild plugin that loads node:child_process (and node:net with it) when a program is started, which takes 5 ms:
 * commander requires it when it is loaded, for commands in files of their own, that we have none of, and git is asked in few
 * runs.
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
 * An esbuild plugin for libraries that not every run uses: their modules run when something of them is first used, not
 * when what imports them runs.
 * @param {Readonly<Record<string, readonly string[]>>} exportsOf by library, the names that our files import of it
 */
export function librariesOnUse(exportsOf) {
  return {
    name: 'libraries-on-use',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, importer, namespace }) =>
        namespace === 'file' && Object.hasOwn(exportsOf, path) && !/[\\/]node_modules[\\/]/.test(importer)
          ? { path, namespace: 'library-on-use', pluginData: { resolveDir: dirname(importer) } }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'library-on-use' }, ({ path, pluginData }) => ({
        contents: `const library = () => require(${JSON.stringify(path)});
          module.exports = {
            __esModule: true,
            ${exportsOf[path].map((name) => `get ${name}() { return library().${name}; }`).join(',')}
          };`,
        loader: 'js',
        resolveDir: pluginData.resolveDir,
      }));
    },
  };
}

/** The texts of Chevrotain that the build replaces, by file, each with what takes its place and why. */
const CHEVROTAIN_AT_START = {
  // A table of 65,536 numbers is filled, for groups of rare characters. One group for all beyond Latin-1 does as well,
  // since no token of ours begins with some of them only.
  'scan/lexer.js': [
    [': charCodeToOptimizedIdxMap[charCode];', ': 256;'],
    ['if (charCodeToOptimizedIdxMap.length === 0) {', 'if (false) {'],
  ],
  // The methods of nine classes are laid over the parser's one by one, each of which makes V8 lay out the prototype anew.
  // A chain of prototypes holds the same methods.
  'parse/parser/utils/apply_mixins.js': [
    [
      'baseCtors.forEach((baseCtor) => {',
      'linkPrototypes(derivedCtor, baseCtors); if (false) baseCtors.forEach((baseCtor) => {',
    ],
    [
      'export function applyMixins',
      `function linkPrototypes(derivedCtor, baseCtors) {
        let proto = derivedCtor.prototype;
        for (const base of [...baseCtors].reverse()) {
          Object.setPrototypeOf(proto, base.prototype);
          proto = base.prototype;
        }
      }
      export function applyMixins`,
    ],
  ],
};

/**
 * An esbuild plugin for Chevrotain, which does at each start of a program what pays only for a long one: milliseconds of
 * every run. Refuses a version of Chevrotain with other texts.
 */
export function quickChevrotain() {
  return {
    name: 'quick-chevrotain',
    setup(build) {
      for (const [file, replacements] of Object.entries(CHEVROTAIN_AT_START)) {
        const filter = new RegExp(
          `[\\\\/]chevrotain[\\\\/]lib[\\\\/]src[\\\\/]${file.replaceAll('/', '[\\\\/]')}$`,
        );
        build.onLoad({ filter }, async (args) => {
          let text = await readFile(args.path, 'utf8');
          for (const [theirs, ours] of replacements) {
            if (text.split(theirs).length !== 2)
              throw new Error(`${file} of Chevrotain is another than this build knows`);
            text = text.replace(theirs, () => ours);
          }
          return { contents: withoutMappings(args.path, text), loader: 'js' };
        });
      }
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
