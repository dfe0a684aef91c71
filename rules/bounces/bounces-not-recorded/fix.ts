import { isToBeFilledIn, type Model, type RuleEdit } from '../../kit.ts';
import { accountingFilesOf } from '../../../src/model/accounting-files.ts';
import { insertBlock } from '../../../src/edits/writing.ts';

const USUAL_FOLDER = '/var/log/pmta';

/** What is worth knowing of a delivery or bounce; `bounceCat` and `dsnStatus` tell hard bounces from soft ones. */
const OF_RECIPIENT = 'timeLogged,timeQueued,orig,rcpt,dsnStatus,dsnDiag,dsnMta';

/** Fields of each type that a new file gets. */
const FIELDS: Readonly<Record<string, string>> = {
  d: `${OF_RECIPIENT},dlvSourceIp,vmta,jobId,queue`,
  b: `${OF_RECIPIENT},bounceCat,vmta,jobId,queue`,
  t: 'timeLogged,rcpt,dsnStatus,dsnDiag,dsnMta,dlvSourceIp,vmta,jobId,queue',
  tq: 'timeLogged,queue,vmta,dsnStatus,dsnDiag,dsnMta,dlvSourceIp',
};

/** The folder that the log lies in, with the separator behind it. */
function folderOf(model: Model): string {
  const log = model.root.named('log-file').at(-1)?.plainValue ?? '';
  const end = Math.max(log.lastIndexOf('/'), log.lastIndexOf('\\'));
  return end < 0 || isToBeFilledIn(log) ? `${USUAL_FOLDER}/` : log.slice(0, end + 1);
}

/** A path in the folder of the log that no accounting file has yet. */
function freePath(model: Model, name: string): string {
  const taken = new Set(accountingFilesOf(model).map(({ name: path }) => path.toLowerCase()));
  const folder = folderOf(model);
  for (let number = 1; ; number++) {
    const path = `${folder}${name}${number === 1 ? '' : `-${number}`}.csv`;
    if (!taken.has(path.toLowerCase())) return path;
  }
}

/**
 * Adds an `<acct-file>` beside those that are there, in the folder of the log.
 *
 * @param name Of the file, without folder and `.csv`.
 * @param types Short names of record types.
 * @param days After how many days a file is deleted.
 */
export function addAccountingFile(
  model: Model,
  name: string,
  types: readonly string[],
  days: number,
): RuleEdit {
  const path = freePath(model, name);
  const fields = types.flatMap((type) => {
    const list = FIELDS[type];
    return list === undefined ? [] : [`\trecord-fields ${type} ${list}`];
  });
  const lines = [
    `<acct-file ${/\s/.test(path) ? `"${path}"` : path}>`,
    `\trecords ${types.join(',')}`,
    ...fields,
    '\tmax-size 500M',
    `\tdelete-after ${days}d`,
    '</acct-file>',
  ];
  return insertBlock(model.main, model.root, ['acct-file', 'spool'], lines);
}
