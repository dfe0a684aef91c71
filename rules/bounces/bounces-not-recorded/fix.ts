import { insertBlock } from '../../../src/edits/writing.ts';
import { accountingFilesOf, isToBeFilledIn, type Model, type RuleFix } from '../../kit.ts';

const USUAL_FOLDER = '/var/log/pmta';

/** Fields of each delivery and bounce. */
const OF_RECIPIENT = 'timeLogged,timeQueued,orig,rcpt,dsnStatus,dsnDiag,dsnMta';

/** The fields that a new file gets, by record type; `bounceCat` and `dsnStatus` tell hard bounces from soft ones. */
const FIELDS: Readonly<Record<string, string>> = {
  d: `${OF_RECIPIENT},dlvSourceIp,vmta,jobId,queue`,
  b: `${OF_RECIPIENT},bounceCat,vmta,jobId,queue`,
  t: 'timeLogged,rcpt,dsnStatus,dsnDiag,dsnMta,dlvSourceIp,vmta,jobId,queue',
  tq: 'timeLogged,queue,vmta,dsnStatus,dsnDiag,dsnMta,dlvSourceIp',
};

/** The folder of the log, with a separator at its end. */
function folderOf(model: Model): string {
  const log = model.root.named('log-file').at(-1)?.plainValue ?? '';
  const end = Math.max(log.lastIndexOf('/'), log.lastIndexOf('\\'));
  return end < 0 || isToBeFilledIn(log) ? `${USUAL_FOLDER}/` : log.slice(0, end + 1);
}

/** A path in the folder of the log that no other accounting file has. */
function freePath(model: Model, name: string): string {
  const taken = new Set(accountingFilesOf(model).map(({ name: path }) => path.toLowerCase()));
  const folder = folderOf(model);
  for (let number = 1; ; number++) {
    const path = `${folder}${name}${number === 1 ? '' : `-${number}`}.csv`;
    if (!taken.has(path.toLowerCase())) return path;
  }
}

/** Adds an `<acct-file>` in the folder of the log. `name` is without folder and `.csv`; files are kept for `days`. */
export function addAccountingFile(
  model: Model,
  what: string,
  name: string,
  types: readonly string[],
  days: number,
): RuleFix {
  const path = freePath(model, name);
  const lines = [
    `<acct-file ${/\s/.test(path) ? `"${path}"` : path}>`,
    `\trecords ${types.join(',')}`,
    ...types.map((type) => `\trecord-fields ${type} ${FIELDS[type] ?? '*'}`),
    '\tmax-size 500M',
    `\tdelete-after ${days}d`,
    '</acct-file>',
  ];
  const edits = [insertBlock(model.main, model.root, ['acct-file', 'spool'], lines)];
  return { safety: 'unsafe', title: `add an accounting file for ${what}`, edits };
}
