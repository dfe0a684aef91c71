import { listOf, type Rule } from '../../kit.ts';
import { recordedFiles } from '../../../src/model/accounting-records.ts';

export const rule: Rule = {
  id: 'acct-pipe-only',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fix: 'none',
  summary: 'accounting records that go to a program, and to no file that would keep them',
  requires: ['<acct-file>'],
  check({ model, report }) {
    if (!model.isWhole) return;
    const all = recordedFiles(model);
    const kept = all.filter(({ file }) => file.kind !== 'pipe');
    for (const { file, types } of all) {
      const [section] = file.sections;
      if (file.kind !== 'pipe' || types === null || section === undefined) continue;
      // Of a file whose records cannot be told each type may be one.
      if ([...types].some((type) => kept.some((other) => other.types?.has(type) ?? true))) continue;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `records of type ${listOf([...types])} go to a program only, and to no file: what is written while it fails or stands still may be lost, and nothing is left to look up what became of a message; add an <acct-file> with a path for the same records`,
      });
    }
  },
};
