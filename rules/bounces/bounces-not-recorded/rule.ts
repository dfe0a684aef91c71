import { isTemplateLine, type Model, nearest, type Rule, type RuleFinding, type RuleFix } from '../../kit.ts';
import { addAccountingFile } from './fix.ts';
import { recordedFiles } from '../../../src/model/accounting-records.ts';

/** Names that are in the place of an `<acct-file>`: other rules say that PowerMTA does not know them. */
const MEANT = ['acct-file', 'bounce-log', 'bounce-category-log', 'accounting-log-file'];

/** Whether an accounting file may be there that is not read as one. */
function mayBeElsewhere({ root, directives, sections }: Model): boolean {
  const isMeant = (name: string, isUnknown: boolean): boolean =>
    MEANT.includes(name) || (isUnknown && nearest(name, MEANT) !== undefined);
  return (
    root.content.some(isTemplateLine) ||
    directives.some(({ name, facts }) => isMeant(name, facts === undefined)) ||
    sections.some(({ kind, facts }) => kind !== 'acct-file' && isMeant(kind, facts === undefined))
  );
}

/** Sections by which a service outside is told of each bounce. */
const REPORTING = ['signals', 'sparkpost-analytics'];

function recordBounces(model: Model, hasDeliveries: boolean): RuleFix {
  const edit = hasDeliveries
    ? addAccountingFile(model, 'bounces', ['b'], 30)
    : addAccountingFile(model, 'acct', ['d', 'b'], 30);
  return { safety: 'unsafe', title: 'add an accounting file for bounces', edits: [edit] };
}

function recordDeferrals(model: Model): RuleFix {
  const edits = [addAccountingFile(model, 'deferrals', ['t', 'tq'], 4)];
  return { safety: 'unsafe', title: 'add an accounting file for deferrals', edits };
}

/** What a configuration does not record; null where that cannot be told, or nothing is to be said of it. */
function lackOf(model: Model): Omit<RuleFinding, 'location'> | null {
  const files = recordedFiles(model);
  if (files.some(({ types }) => types === null) || mayBeElsewhere(model)) return null;
  const types = new Set(files.flatMap((file) => [...(file.types ?? [])]));
  if (!types.has('b')) {
    if (REPORTING.some((kind) => model.sectionsOf(kind).length > 0)) return null;
    const what =
      files.length === 0 ? 'there is no <acct-file>' : "no <acct-file> has bounces (type b) in its 'records'";
    return {
      message: `${what}: nothing is kept of what came back and why, so dead addresses stay on the list, and providers throttle and block who keeps mailing them; record d and b, with bounceCat and dsnStatus to tell hard bounces from soft ones`,
      fix: () => recordBounces(model, types.has('d')),
    };
  }
  if (['t', 'tq', 'f'].some((type) => types.has(type))) return null;
  return {
    severity: 'info',
    message:
      'no <acct-file> has deferrals (types t and tq) or complaints (type f): that a provider throttles this server, or that people mark its mail as spam, is not seen until mail is blocked; record t and tq in a file of their own, and f where a <feedback-loop-processor> reads complaints',
    fix: () => recordDeferrals(model),
  };
}

export const rule: Rule = {
  id: 'bounces-not-recorded',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'no accounting file keeps what bounced',
  check({ model, report }) {
    if (!model.isWhole) return;
    const lack = lackOf(model);
    if (lack !== null) report({ location: { file: model.main, range: model.root.tagRange }, ...lack });
  },
};
