import { defineRule, quote } from '../../kit.ts';
import { spoolsOf } from '../_shared/spools.ts';
import { type Sharing, sharingOf, temporaryFolderOf, writersOf } from './analysis.ts';

type SharedData = Record<'what' | 'folder' | 'spool', string> & { sharing: Sharing };

function sharingText({ what, folder, spool, sharing }: SharedData): string {
  const where = {
    same: `lies in the directory of the spool ${quote(spool)}`,
    inSpool: `lies inside the spool ${quote(spool)}`,
    aroundSpool: `lies in ${quote(folder)}, and inside that the spool ${quote(spool)}`,
  };
  return `${what === 'log' ? 'the' : 'this'} ${what} ${where[sharing]}`;
}

export const rule = defineRule({
  id: 'shared-spool-directory',
  category: 'operations',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a spool in one directory with logs or accounting files, or among temporary files',
  requires: ['<spool>', 'spool'],
  messages: {
    shared: (data: SharedData) => ({
      message: `${sharingText(data)}: what clears or collects old logs there can take mail along that waits for delivery; give each a directory of its own, best on a disk of its own, so that logs that fill one do not stop the mail`,
    }),
    temporary: ({ spool, folder }: { spool: string; folder: string }) => ({
      message: `the spool ${quote(spool)} lies in ${folder}, which the system clears, at a restart or of what is old: mail that waits there is lost, and nobody gets a bounce for it; choose a directory that lasts, such as /var/spool/pmta`,
    }),
  },
  check({ model, report }) {
    const spools = spoolsOf(model);
    for (const { what, folder, location } of writersOf(model)) {
      for (const spool of spools) {
        const sharing = sharingOf(folder, spool.path);
        if (sharing === null) continue;
        const data = { what, folder, spool: spool.path, sharing };
        report({
          location,
          messageId: 'shared',
          data,
          related: [{ ...spool.location, message: 'the spool' }],
        });
        break;
      }
    }
    for (const { path, location } of spools) {
      const folder = temporaryFolderOf(path);
      if (folder !== undefined) report({ location, messageId: 'temporary', data: { spool: path, folder } });
    }
  },
});
