import { defineRule, listOf, recordedFiles } from '../../kit.ts';

export const rule = defineRule({
  id: 'acct-pipe-only',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: 'accounting records that go to a program, and to no file that would keep them',
  requires: ['<acct-file>'],
  messages: {
    programOnly: ({ types }: { types: readonly string[] }) => ({
      message: `records of type ${listOf(types)} go to a program only, and to no file: what is written while it fails or stands still may be lost, and nothing is left to look up what became of a message; add an <acct-file> with a path for the same records`,
    }),
  },
  check({ model, report }) {
    if (!model.knows('files')) return;
    const all = recordedFiles(model);
    const kept = all.filter(({ file }) => file.kind !== 'pipe');
    for (const { file, types } of all) {
      const [section] = file.sections;
      if (file.kind !== 'pipe' || types === null || section === undefined) continue;
      // A file with unknown types may record any of them.
      if ([...types].some((type) => kept.some((other) => other.types?.has(type) ?? true))) continue;
      report({ location: section.tagLocation, messageId: 'programOnly', data: { types: [...types] } });
    }
  },
});
