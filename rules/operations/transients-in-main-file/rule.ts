import { defineRule, linesOf, listOf, quote, recordedFiles, typesIn } from '../../kit.ts';

/** Types of records for each failed attempt, and for a queue as a whole. */
const TRANSIENT = ['t', 'tq'];

export const rule = defineRule({
  id: 'transients-in-main-file',
  category: 'operations',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: 'deferrals are recorded in the file of the deliveries',
  requires: ['records'],
  messages: {
    deferrals: ({ records, types }: { records: string; types: readonly string[] }) => ({
      message: `${quote(`records ${records}`)} puts deferrals (${listOf(types)}) into the file of the deliveries: a message that a provider puts off gets one at each attempt, so the file grows fastest when mail is slowed down, and what reads deliveries and bounces from it falls behind; give them an <acct-file> of their own that is kept for a few days`,
    }),
  },
  check({ model, report }) {
    for (const { file, types, records } of recordedFiles(model)) {
      if (file.kind !== 'file' || types?.has('d') !== true) continue;
      // A web service gets them one by one.
      if (linesOf(file, 'http-webhook-url').length > 0) continue;
      const use = records.find((line) => typesIn(line)?.some((type) => TRANSIENT.includes(type)));
      if (use === undefined) continue;
      const data = { records: use.plainValue ?? '', types: TRANSIENT.filter((type) => types.has(type)) };
      report({ location: use.nameLocation, messageId: 'deferrals', data });
    }
  },
});
