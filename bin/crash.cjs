'use strict';

const fs = require('node:fs');
const { SourceMap } = require('node:module');

/** The bundle's name in reports. */
const NAME = 'dist/cli.cjs';

function version() {
  try {
    return require('../package.json').version;
  } catch {
    return '(of unknown version)';
  }
}

/**
 * Replaces locations in the bundle by those in the source.
 * @param {string} stack of an error
 * @param {string} bundle what the stack calls the bundle
 * @param {string} map the text of its source map
 * @returns {string} the stack; locations that the map does not know stay
 */
function inTermsOfSource(stack, bundle, map) {
  const sources = new SourceMap(JSON.parse(map));
  const [message, ...places] = stack.split(`${bundle}:`);
  return places.reduce((text, place) => {
    const [whole, line, column] = /^(\d+):(\d+)/.exec(place) ?? [''];
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return `${text}${bundle}:${place}`;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${text}${source}:${entry.originalLine + 1}${place.slice(whole.length)}`;
  }, message);
}

/**
 * Reports an internal error on standard error, with locations in the source if the map lies next to the bundle. The package
 * has no map, since that is larger than the rest of it: scripts/crash-places.mjs translates such a report.
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
