import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

const RAW_SUFFIX = '?raw';

/**
 * An esbuild plugin for `import text from './data.json?raw'`: the file as one string constant, parsed when it is used and
 * not when it is loaded. JSON loses its white space on the way.
 */
export function rawText() {
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
        return { contents, loader: 'text', watchFiles: [args.path] };
      });
    },
  };
}

/**
 * An esbuild plugin that keeps libraries out of the source map: each of their files is mapped by its first character alone.
 * A stack trace names our own lines and the library's file, and the map stays a tenth of the size.
 */
export function ownSourceMapsOnly() {
  return {
    name: 'own-source-maps-only',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async (args) => {
        const map = { version: 3, sources: [basename(args.path)], mappings: 'AAAA' };
        const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
        const text = await readFile(args.path, 'utf8');
        return {
          contents: `${text}\n//# sourceMappingURL=data:application/json;base64,${encoded}`,
          loader: 'js',
        };
      });
    },
  };
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
