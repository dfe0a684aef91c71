'use strict';

// What the single binary runs: the command, without a launcher that looks for files next to it.
const fs = require('node:fs');
const { reportCrash } = require('../../bin/crash.cjs');
const { main } = require('../../src/cli/main.ts');

/** Ends the run on an uncaught error. Exit code 2, since 1 means findings. */
function fail(error) {
  process.exitCode = 2;
  if (error?.code === 'EPIPE') return;
  if (error?.syscall === 'write')
    fs.writeSync(2, `pmta-lint: the output cannot be written (${error.code})\n`);
  else reportCrash(error, __filename);
  process.exit(2);
}

// A reader that goes away (`| head`) is not a failure: the run continues to its end, so a fix is never left halfway.
process.on('uncaughtException', (error) => {
  if (error?.code !== 'EPIPE') fail(error);
});

main(process.argv.slice(2)).then((exitCode) => process.exit(exitCode), fail);
