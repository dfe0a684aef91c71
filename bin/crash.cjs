'use strict';

const fs = require('node:fs');
const { SourceMap } = require('node:module');

/** What reports call the bundle, wherever it lies. */
const NAME = 'dist/cli.cjs';

function version() {
  try {
    return require('../package.json').version;
  } catch {
    return '(of unknown version)';
  }
}

/**
 * Puts the places of the source in the place of those in the bundle.
 * @param {string} stack of an error
 * @param {string} bundle what the stack calls the bundle
 * @param {string} map the text of its source map
 * @returns {string} the stack; places that the map does not know stay as they were
 */
function inTermsOfSource(stack, bundle, map) {
  const sources = new SourceMap(JSON.parse(map));
  const [message, ...places] = stack.split(`${bundle}:`);
  return places.reduce((text, place) => {
    const [whole, line, column] = /^(\d+):(\d+)/.exec(place) ?? [''];
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return `${text}${bundle}:${place}`;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    const inLibrary = source.includes('node_modules/');
    return `${text}${source}${inLibrary ? '' : `:${entry.originalLine + 1}`}${place.slice(whole.length)}`;
  }, message);
}

/**
 * Says on standard error that the program itself is at fault, and where: in the source where the map lies beside the
 * bundle, else in the bundle. The package has no map, which is larger than all else in it; scripts/crash-places.mjs reads
 * such a report.
 * @param {unknown} error what was thrown
 * @param {string} bundle absolute path of the bundle it was thrown from
 */
function reportCrash(error, bundle) {
  let stack = error instanceof Error && error.stack ? error.stack : String(error);
  try {
    stack = inTermsOfSource(stack, bundle, fs.readFileSync(`${bundle}.map`, 'utf8'));
  } catch {
    stack = stack.replaceAll(bundle, NAME);
  }
  const where = `pmta-lint ${version()}, node ${process.version}, ${process.platform} ${process.arch}`;
  fs.writeSync(2, `pmta-lint: internal error; please report it with these lines\n${where}\n${stack}\n`);
}

module.exports = { NAME, inTermsOfSource, reportCrash };
