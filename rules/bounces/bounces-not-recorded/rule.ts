import { defineRule, isTemplateLine, type Model, nearest, recordedFiles } from '../../kit.ts';
import { addAccountingFile } from './fix.ts';

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

export const rule = defineRule({
  id: 'bounces-not-recorded',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fix: 'unsafe',
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
    if (!model.isWhole || files.some(({ types }) => types === null) || mayBeElsewhere(model)) return;
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
