import { accountingFilesOf, defineRule, effectiveOf, isWhollyKnown, linesOf, quote } from '../../kit.ts';

/** What takes the records elsewhere: into a folder, or to a web service that empties the file. */
const OTHER_WAYS = ['move-to', 'http-webhook-url'];

export const rule = defineRule({
  id: 'acct-never-rotated',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'an accounting file that is neither deleted nor moved, and grows until the disk is full',
  requires: ['delete-after'],
  messages: {
    neverRotated: ({ file }: { file: string }) => ({
      message: `'delete-after never' without move-to: nothing takes away what is written to ${quote(file)}, so it fills the disk, and mail stops when the disk is full; give a number of days, such as 30d, or in move-to a folder that a program of yours empties`,
    }),
  },
  check({ model, report }) {
    for (const file of accountingFilesOf(model)) {
      const use = effectiveOf(linesOf(file, 'delete-after'));
      if (use === undefined || use.canonical.value?.toLowerCase() !== 'never') continue;
      // A device keeps nothing.
      if (file.kind !== 'file' || file.name.startsWith('/dev/')) continue;
      if (OTHER_WAYS.some((name) => linesOf(file, name).length > 0)) continue;
      if (!file.sections.every((section) => isWhollyKnown(model, section))) continue;
      report({ location: use.nameLocation, messageId: 'neverRotated', data: { file: file.name } });
    }
  },
});
