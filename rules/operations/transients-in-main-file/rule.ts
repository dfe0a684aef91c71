import { listOf, quote, type Rule } from '../../kit.ts';
import { linesOf } from '../../../src/model/accounting-files.ts';
import { recordedFiles, typesIn } from '../../../src/model/accounting-records.ts';

/** Types of records that are written for each attempt that failed for now, and for a queue as a whole. */
const TRANSIENT = ['t', 'tq'];

export const rule: Rule = {
  id: 'transients-in-main-file',
  category: 'operations',
  severity: 'info',
  preset: 'strict',
  fix: 'none',
  summary: 'deferrals are recorded in the file of the deliveries',
  requires: ['records'],
  check({ model, report }) {
    for (const { file, types, records } of recordedFiles(model)) {
      if (file.kind !== 'file' || types?.has('d') !== true) continue;
      // A service gets them one by one.
      if (linesOf(file, 'http-webhook-url').length > 0) continue;
      const use = records.find((line) => typesIn(line)?.some((type) => TRANSIENT.includes(type)));
      if (use === undefined) continue;
      const written = TRANSIENT.filter((type) => types.has(type));
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`records ${use.plainValue ?? ''}`)} puts deferrals (${listOf(written)}) into the file of the deliveries: a message that a provider puts off gets one at each attempt, so the file grows fastest when mail is slowed down, and what reads deliveries and bounces from it falls behind; give them an <acct-file> of their own that is kept for a few days`,
      });
    }
  },
};
