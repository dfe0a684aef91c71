#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const BUNDLE = path.join(__dirname, '..', 'dist', 'cli.cjs');

// Compiled code is kept next to the bundle, never in a folder for temporary files: only users who could change the bundle
// may write it. It saves 75 ms of 200 in a check of 350 lines, and 28 of 100 in --help.
const CACHE = path.join(__dirname, '..', 'dist', '.compile-cache');

/** Arguments of runs that compile too little to be worth keeping, or that last for hours. */
const SMALL_RUNS = new Set(['--help', '-h', 'help', 'explain', 'rules', 'init', 'completion', 'lsp']);

/** What Node puts around a CommonJS module. */
const WRAPPER = { head: '(function (exports, require, module, __filename, __dirname) { ', foot: '\n})' };

/** Kept code ends with the number of rules that had run: code of a first run may not have most of what later ones need. */
const BYTES_OF_COUNT = 4;

/** Code is kept anew after a run of so many times as many rules. */
const MANY_MORE = 1.1;

function withCount(code, rules) {
  const count = Buffer.alloc(BYTES_OF_COUNT);
  count.writeUInt32LE(rules);
  return Buffer.concat([code, count]);
}

/**
 * Loads the bundle with the code that an earlier run compiled. V8 refuses code of another version or with other flags, but
 * compares sources by length alone, so the name of the kept file also names the bundle.
 * @returns {{ command: object, keep: () => void }} `keep` stores what this run compiled, unless as much is stored
 */
function loadWithCache() {
  const { size, mtimeMs } = fs.statSync(BUNDLE);
  const cacheFile = path.join(CACHE, `${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}.bin`);
  let kept;
  try {
    kept = fs.readFileSync(cacheFile);
  } catch {
    // The first run, or one that may not write there.
  }
  const script = new vm.Script(WRAPPER.head + fs.readFileSync(BUNDLE, 'latin1') + WRAPPER.foot, {
    filename: BUNDLE,
    columnOffset: -WRAPPER.head.length,
    cachedData: kept?.subarray(0, -BYTES_OF_COUNT),
  });
  const loaded = { exports: {} };
  script
    .runInThisContext()
    .call(loaded.exports, loaded.exports, createRequire(BUNDLE), loaded, BUNDLE, path.dirname(BUNDLE));
  const keep = () => {
    const rules = loaded.exports.rulesRun?.() ?? 0;
    const unfinished = `${cacheFile}.${process.pid}`;
    try {
      // V8 refuses code that is damaged or made with other flags: replace it.
      const isGood = kept !== undefined && script.cachedDataRejected !== true;
      if (isGood && rules <= MANY_MORE * kept.readUInt32LE(kept.length - BYTES_OF_COUNT)) return;
      fs.mkdirSync(CACHE, { recursive: true, mode: 0o755 });
      fs.writeFileSync(unfinished, withCount(script.createCachedData(), rules), { flag: 'wx', mode: 0o644 });
      fs.renameSync(unfinished, cacheFile);
    } catch {
      // Not writable, or the disk is full: the next run compiles again.
      fs.rm(unfinished, { force: true }, () => {});
    }
  };
  return { command: loaded.exports, keep };
}

function loadPlainly() {
  return { command: require(BUNDLE), keep: () => {} };
}

/** Ends the run on an uncaught error. Exit code 2, since 1 means findings. */
function fail(error) {
  process.exitCode = 2;
  if (error?.code === 'EPIPE') return;
  if (error?.syscall === 'write')
    fs.writeSync(2, `pmta-lint: the output cannot be written (${error.code})\n`);
  else require('./crash.cjs').reportCrash(error, BUNDLE);
  process.exit(2);
}

// A reader that goes away (`| head`) is not a failure: the run continues to its end, so a fix is never left halfway.
process.on('uncaughtException', (error) => {
  if (error?.code !== 'EPIPE') fail(error);
});

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Tools ask this before every run; loading the bundle would take 45 ms more of CPU.
  process.stdout.write(`${require('../package.json').version}\n`);
} else if (fs.existsSync(BUNDLE)) {
  const { command, keep } = process.env.NODE_DISABLE_COMPILE_CACHE ? loadPlainly() : loadWithCache();
  command.main(args).then((exitCode) => {
    process.exitCode = exitCode;
    if (exitCode !== 2 && !args.some((argument) => SMALL_RUNS.has(argument))) keep();
    // Everything is written; a natural end would wait for V8's background optimizing.
    process.exit();
  }, fail);
} else {
  process.stderr.write(`pmta-lint: ${BUNDLE} is missing: run "npm run build" first\n`);
  process.exitCode = 2;
}
