import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { generateRepository } from './repository.mjs';

/** Findings, a patch or changes for mail are expected. */
const SUCCESS = [0, 1];
const LONGEST_RUN = 300_000;

/** The measured tasks; `fresh`: it changes the files, so each run needs new ones. */
const TASKS = [
  { what: 'lint a configuration that includes them', included: true, args: ['config'] },
  { what: 'fix it', included: true, args: ['--fix', 'config'], fresh: true },
  { what: 'compare it with itself', included: true, args: ['compare', 'config', 'config'] },
  { what: 'lint them as fragments in a folder', included: false, args: ['.'] },
  { what: 'fix those', included: false, args: ['--fix', '.'], fresh: true },
];

/**
 * Measures many small files, next to bare node in the same run.
 * @param {string} folder for the files
 * @param {string} command
 * @param {import('./measure.mjs').Case} bare
 * @param {readonly number[]} counts of files, from few to many
 * @param {number} runs
 * @returns {{ what: string, figures: { files: number, median: number, memory: number }[] }[]}
 */
export function measureManyFiles(folder, command, bare, counts, runs) {
  return TASKS.map(({ what, included, args, fresh = false }) => ({
    what,
    figures: counts.map((files) => {
      const place = join(folder, 'many-files');
      const prepare = () => {
        rmSync(place, { recursive: true, force: true });
        generateRepository(place, { files, included });
      };
      prepare();
      const task = { name: what, args: [command, ...args], cwd: place, expect: SUCCESS };
      const [, { median, memory, failure }] = measure([bare, fresh ? { ...task, prepare } : task], {
        runs,
        warmup: 0,
        timeout: LONGEST_RUN,
      });
      if (failure !== undefined) throw new Error(`${what}, ${files} files: ${failure}`);
      return { files, median, memory };
    }),
  }));
}
