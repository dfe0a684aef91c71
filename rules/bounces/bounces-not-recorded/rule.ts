import { freeName, insertBlock } from '../../../src/edits/writing.ts';
import { accountingFilesOf, defineRule, isTemplateLine, hasPlaceholder, nearest } from '../../kit.ts';
import { type Model, recordedFiles, type RuleFix } from '../../kit.ts';

/** Names that people write instead of `<acct-file>`; other rules report that PowerMTA does not know them. */
const MEANT = ['acct-file', 'bounce-log', 'bounce-category-log', 'accounting-log-file'];

/** Sections by which an outside service gets each bounce. */
const REPORTING = ['signals', 'sparkpost-analytics'];

/** Types of records that show deferrals or complaints. */
const DEFERRALS_OR_COMPLAINTS = ['t', 'tq', 'f'];

/** Whether something may be meant as an accounting file and is not read as one. */
function mayBeElsewhere({ root, directives, sections }: Model): boolean {
  const isMeant = (name: string, isUnknown: boolean): boolean =>
    MEANT.includes(name) || (isUnknown && nearest(name, MEANT) !== undefined);
  return (
    root.content.some(isTemplateLine) ||
    directives.some(({ name, facts }) => isMeant(name, facts === undefined)) ||
    sections.some(({ kind, facts }) => kind !== 'acct-file' && isMeant(kind, facts === undefined))
  );
}

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
  return end < 0 || hasPlaceholder(log) ? `${USUAL_FOLDER}/` : log.slice(0, end + 1);
}

/** A path in the folder of the log that no other accounting file has. */
function freePath(model: Model, name: string): string {
  const taken = new Set(accountingFilesOf(model).map(({ name: path }) => path.toLowerCase()));
  return `${freeName(folderOf(model) + name, (path) => taken.has(`${path}.csv`.toLowerCase()), '-')}.csv`;
}

/** Adds an `<acct-file>` in the folder of the log. `name` is without folder and `.csv`; files are kept for `days`. */
function addAccountingFile(
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
  return { effect: 'unsafe', title: `add an accounting file for ${what}`, edits };
}

export const rule = defineRule({
  id: 'bounces-not-recorded',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'no accounting file keeps what bounced',
  messages: {
    noBounces: ({ subject, hasFile }: { subject: string; hasFile: boolean }) => ({
      message: `${hasFile ? `no <acct-file> has ${subject} (type b) in its 'records'` : 'there is no <acct-file>'}: nothing is kept of what came back and why, so dead addresses stay on the list, and providers throttle and block who keeps mailing them; record d and b, with bounceCat and dsnStatus to tell hard bounces from soft ones`,
    }),
    noDeferrals: ({ subject }: { subject: string }) => ({
      message: `no <acct-file> has ${subject} (types t and tq) or complaints (type f): that a provider throttles this server, or that people mark its mail as spam, is not seen until mail is blocked; record t and tq in a file of their own, and f where a <feedback-loop-processor> reads complaints`,
    }),
  },
  check({ model, report }) {
    const files = recordedFiles(model);
    if (!model.knows('files') || files.some(({ types }) => types === null) || mayBeElsewhere(model)) return;
    const types = new Set(files.flatMap((file) => [...(file.types ?? [])]));
    const { tagLocation: location } = model.root;
    if (!types.has('b')) {
      if (REPORTING.some((kind) => model.sectionsOf(kind).length > 0)) return;
      const [name, recorded] = types.has('d') ? ['bounces', ['b']] : ['acct', ['d', 'b']];
      const fix = addAccountingFile(model, 'bounces', name, recorded, 30);
      const data = { subject: 'bounces', hasFile: files.length > 0 };
      report({ location, messageId: 'noBounces', data, fix });
    } else if (!DEFERRALS_OR_COMPLAINTS.some((type) => types.has(type))) {
      const fix = addAccountingFile(model, 'deferrals', 'deferrals', ['t', 'tq'], 4);
      report({ location, severity: 'info', messageId: 'noDeferrals', data: { subject: 'deferrals' }, fix });
    }
  },
});
