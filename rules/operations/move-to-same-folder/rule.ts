import { accountingFilesOf, defineRule, effectiveOf, linesOf, quote } from '../../kit.ts';
import { folderOf, isWithin } from '../_shared/paths.ts';

export const rule = defineRule({
  id: 'move-to-same-folder',
  category: 'operations',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'an accounting file that is moved to the folder that it is in',
  requires: ['move-to'],
  messages: {
    sameFolder: ({ folder }: { folder: string }) => ({
      message: `move-to ${quote(folder)} is the folder that this accounting file is written in`,
      why: 'A program that empties the folder also takes the unfinished file, and delete-after no longer applies.',
      help: 'Set move-to to another folder of the same volume.',
    }),
  },
  check({ model, report }) {
    for (const file of accountingFilesOf(model)) {
      if (file.kind !== 'file') continue;
      const use = effectiveOf(
        linesOf(file, 'move-to').filter(({ broken, value }) => !broken && value !== null),
      );
      const [folder, written] = [use?.plainValue ?? '', folderOf(file.name)];
      if (use === undefined || written === undefined) continue;
      if (!isWithin(folder, written) || !isWithin(written, folder)) continue;
      const related = [{ ...use.section.tagLocation, message: 'written here' }];
      report({ location: use.nameLocation, messageId: 'sameFolder', data: { folder }, related });
    }
  },
});
