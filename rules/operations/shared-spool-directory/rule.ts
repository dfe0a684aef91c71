import {
  holdingOf,
  type Location,
  type Model,
  quote,
  type Rule,
  type RuleContext,
  SectionUse,
} from '../../kit.ts';
import { accountingFilesOf } from '../../../src/model/accounting-files.ts';
import { depthOnServer, folderOnServer, isWithinOnServer } from './server-paths.ts';
import { spoolsOf, type Spool } from '../_shared/spools.ts';

const TEMPORARY = ['/tmp', '/var/tmp'];

/** What PowerMTA writes beside the mail. */
interface Writer {
  readonly what: string;
  readonly folder: string;
  readonly at: Location;
}

function spotOf({ at }: Spool): Location {
  return { file: at.file, range: at instanceof SectionUse ? at.tagRange : at.nameRange };
}

function writersOf(model: Model): Writer[] {
  const log = holdingOf(
    model.root.named('log-file').filter(({ broken, value }) => !broken && value !== null),
  );
  const logFolder = folderOnServer(log?.plainValue ?? '');
  const writers: Writer[] = [];
  if (log !== undefined && logFolder !== null)
    writers.push({ what: 'the log', folder: logFolder, at: { file: log.file, range: log.nameRange } });
  for (const { name, kind, sections } of accountingFilesOf(model)) {
    const folder = kind === 'file' ? folderOnServer(name) : null;
    const [section] = sections;
    if (folder === null || section === undefined) continue;
    writers.push({
      what: 'this accounting file',
      folder,
      at: { file: section.file, range: section.tagRange },
    });
  }
  return writers;
}

/** What a writer and a spool share, to go on with behind the writer; null for nothing. */
function sharing(folder: string, path: string): string | null {
  const isInside = isWithinOnServer(folder, path);
  const isAround = isWithinOnServer(path, folder);
  if (isInside && isAround) return `lies in the directory of the spool ${quote(path)}`;
  if (isInside) return `lies inside the spool ${quote(path)}`;
  // All that a server has lies below such a directory.
  return isAround && depthOnServer(folder) > 1
    ? `lies in ${quote(folder)}, and inside that the spool ${quote(path)}`
    : null;
}

function checkWriter({ report }: RuleContext, { what, folder, at }: Writer, spools: readonly Spool[]): void {
  for (const spool of spools) {
    const shared = sharing(folder, spool.path);
    if (shared === null) continue;
    report({
      location: at,
      message: `${what} ${shared}: what clears or collects old logs there can take mail along that waits for delivery; give each a directory of its own, best on a disk of its own, so that logs that fill one do not stop the mail`,
      related: [{ ...spotOf(spool), message: 'the spool' }],
    });
    return;
  }
}

export const rule: Rule = {
  id: 'shared-spool-directory',
  category: 'operations',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a spool in one directory with logs or accounting files, or among temporary files',
  requires: ['<spool>', 'spool'],
  check(context) {
    const { model, report } = context;
    const spools = spoolsOf(model);
    for (const writer of writersOf(model)) checkWriter(context, writer, spools);
    for (const spool of spools) {
      const temporary = TEMPORARY.find((folder) => isWithinOnServer(spool.path, folder));
      if (temporary === undefined) continue;
      report({
        location: spotOf(spool),
        message: `the spool ${quote(spool.path)} lies in ${temporary}, which the system clears, at a restart or of what is old: mail that waits there is lost, and nobody gets a bounce for it; choose a directory that lasts, such as /var/spool/pmta`,
      });
    }
  },
};
