#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const BUNDLE = path.join(__dirname, '..', 'dist', 'cli.cjs');

// Compiled code is kept beside the bundle, nowhere else: whoever may write there could change the command itself, so it
// opens no door that a folder for temporary files would. If the folder cannot be written, all goes on without it.
const CACHE = path.join(__dirname, '..', 'dist', '.compile-cache');

/** Arguments of runs that compile too little of the command to be worth keeping (or that last for hours). */
const SMALL_RUNS = new Set(['--help', '-h', 'help', 'explain', 'rules', 'init', 'completion', 'lsp']);

/** What Node puts around a CommonJS module. */
const WRAPPER = { head: '(function (exports, require, module, __filename, __dirname) { ', foot: '\n})' };

/** A file of ASCII in Node's wrapper, without the copies that joining long strings makes. */
function wrapped(file) {
  const from = fs.openSync(file);
  try {
    const { size } = fs.fstatSync(from);
    const { head, foot } = WRAPPER;
    const bytes = Buffer.allocUnsafeSlow(head.length + size + foot.length);
    bytes.latin1Write(head, 0);
    let at = head.length;
    for (let read = 1; read > 0; at += read) read = fs.readSync(from, bytes, at, head.length + size - at);
    bytes.latin1Write(foot, at);
    return bytes.latin1Slice(0, at + foot.length);
  } finally {
    fs.closeSync(from);
  }
}

/** `require` as the bundle knows it; making one with node:module takes longer than all that the bundle requires. */
function requireFromBundle(id) {
  return require(id.startsWith('./') ? path.join(path.dirname(BUNDLE), id) : id);
}

/** Kept code ends with the number of rules that the run had exercised: a first run may have had little to do. */
const BYTES_OF_COUNT = 4;

/** From how many times as many rules on the code of a run is kept anew. */
const MANY_MORE = 1.1;

function withCount(code, rules) {
  const count = Buffer.alloc(BYTES_OF_COUNT);
  count.writeUInt32LE(rules);
  return Buffer.concat([code, count]);
}

/**
 * Loads the bundle with the code that an earlier run compiled. Node's own compile cache (22 and later) keeps less of it, and
 * in a folder for temporary files.
 * V8 refuses code of another version or with other flags. It compares sources by length alone, so the name of the kept
 * file also says of which bundle it is.
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
  const script = new vm.Script(wrapped(BUNDLE), {
    filename: BUNDLE,
    columnOffset: -WRAPPER.head.length,
    cachedData: kept?.subarray(0, -BYTES_OF_COUNT),
  });
  const loaded = { exports: {} };
  script
    .runInThisContext()
    .call(loaded.exports, loaded.exports, requireFromBundle, loaded, BUNDLE, path.dirname(BUNDLE));
  const keep = () => {
    const rules = loaded.exports.rulesExercised?.() ?? 0;
    const unfinished = `${cacheFile}.${process.pid}`;
    try {
      // Refused: made with other flags of V8, or spoilt. Without a new one every run would compile again.
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

/** The same without a cache, for who does not want one. */
function loadPlainly() {
  return { command: require(BUNDLE), keep: () => {} };
}

/** Ends the run on what nobody caught. Exit code 2, since 1 means findings. */
function fail(error) {
  process.exitCode = 2;
  if (error?.code === 'EPIPE') return;
  if (error?.syscall === 'write')
    fs.writeSync(2, `pmta-lint: the output cannot be written (${error.code})\n`);
  else require('./crash.cjs').reportCrash(error, BUNDLE);
  process.exit(2);
}

// A reader that has seen enough (`| head`) is no failure: the run goes on to its end, so that a fix is never left halfway.
process.on('uncaughtException', (error) => {
  if (error?.code !== 'EPIPE') fail(error);
});

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Tools ask this before every run: it should cost no more than Node itself.
  process.stdout.write(`${require('../package.json').version}\n`);
} else if (fs.existsSync(BUNDLE)) {
  const { command, keep } = process.env.NODE_DISABLE_COMPILE_CACHE ? loadPlainly() : loadWithCache();
  command.main(args).then((exitCode) => {
    process.exitCode = exitCode;
    if (exitCode !== 2 && !args.some((argument) => SMALL_RUNS.has(argument))) keep();
    // Everything is written. Going on to the end by itself would wait for what V8 is optimizing in the background.
    process.exit();
  }, fail);
} else {
  process.stderr.write(`pmta-lint: ${BUNDLE} is missing: run "npm run build" first\n`);
  process.exitCode = 2;
}
