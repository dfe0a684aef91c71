'use strict';

const fs = require('node:fs');
const { SourceMap } = require('node:module');

/**
 * Puts the places of the source in the place of those in the bundle.
 * @param {string} stack of an error
 * @param {string} bundle absolute path of the bundle; its map lies beside it
 * @returns {string} the stack as it was where the map does not help
 */
function inTermsOfSource(stack, bundle) {
  const map = new SourceMap(JSON.parse(fs.readFileSync(`${bundle}.map`, 'utf8')));
  const [message, ...places] = stack.split(`${bundle}:`);
  return places.reduce((text, place) => {
    const [whole, line, column] = /^(\d+):(\d+)/.exec(place) ?? [''];
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return `${text}${bundle}:${place}`;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    const inLibrary = source.includes('node_modules/');
    return `${text}${source}${inLibrary ? '' : `:${entry.originalLine + 1}`}${place.slice(whole.length)}`;
  }, message);
}

/**
 * Says on standard error that the program itself is at fault, and where.
 * @param {unknown} error what was thrown
 * @param {string} bundle absolute path of the bundle it was thrown from
 */
exports.reportCrash = function reportCrash(error, bundle) {
  let stack = error instanceof Error && error.stack ? error.stack : String(error);
  try {
    stack = inTermsOfSource(stack, bundle);
  } catch {
    // Without a map the places in the bundle have to do.
  }
  fs.writeSync(2, `pmta-lint: internal error; please report it with these lines\n${stack}\n`);
};
