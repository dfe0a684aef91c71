'use strict';

// Loaded into the measured process: says at its end how much memory it took at most (in KiB).
process.on('exit', () => {
  require('node:fs').writeSync(2, `\nmax-rss ${process.resourceUsage().maxRSS}\n`);
});
