import {
  accountingFilesOf,
  defineRule,
  extentOfLine,
  extentWords,
  isWhollyKnown,
  linesOf,
  quote,
} from '../../kit.ts';
import type { RuleContext } from '../../kit.ts';
import { idleInAccounting } from '../../../src/model/accounting-files.ts';
import { DECIDED_BY_DOMAIN, idleLines, type IdleLine } from '../../../src/model/queues/idle-lines.ts';
import { removalOf } from '../_shared/line-fixes.ts';

type AccountingLine = Readonly<{ name: string; isPipe: boolean }>;

/** A line, and the queues that it applies to. */
type DomainLine = Readonly<{ name: string; extent: { domains: number; vmtas: number } }>;

const messages = {
  noMoveTo: ({ name, isPipe }: AccountingLine) => ({
    message: isPipe
      ? `${quote(name)} works only together with move-to, and a program that takes the records leaves no file to move; PowerMTA ignores the line`
      : `${quote(name)} works only together with move-to, which this <acct-file> lacks: PowerMTA ignores it without a word, and starts a new file only when max-size is reached; whatever waits for finished files gets its bounces late`,
  }),
  moved: ({ name }: AccountingLine) => ({
    message: `${quote(name)} works only without move-to: files that are moved away are not deleted, and fill the disk where nothing else does it`,
  }),
  noPipe: ({ name }: AccountingLine) => ({
    message: `${quote(name)} is about a program that takes the records (<acct-file |…>), and these go to a file; ${quote(name)} does nothing here`,
  }),
  queueTo: ({ name, queue, extent }: DomainLine & { queue: string }) => ({
    message: `${quote(name)} does nothing beside ${quote(`queue-to ${queue}`)}: this mail waits in the queue ${quote(queue)}, and goes as fast as the <domain> of that queue allows; set the limit there${extentWords(extent)}`,
  }),
  otherType: (data: DomainLine & { appliesWhen: string; type: string; isWritten: boolean }) => ({
    message: `${quote(data.name)} is for ${data.appliesWhen}, and this queue has type ${data.type}${data.isWritten ? '' : ', which nothing here changes'}; PowerMTA ignores the line, and delivers the mail in the other way${extentWords(data.extent)}`,
  }),
  noStarttls: ({ name, extent }: DomainLine) => ({
    message: `${quote(name)} stands against 'use-starttls no', which holds for the same mail: STARTTLS is not even tried; set use-starttls to yes, or the mail goes in the clear against what this line asks for, or not at all${extentWords(extent)}`,
  }),
};
type Context = RuleContext<typeof messages>;

const ACCOUNTING_IDS = { 'no-move-to': 'noMoveTo', moved: 'moved', 'no-pipe': 'noPipe' } as const;

function checkAccounting({ model, report }: Context): void {
  for (const file of accountingFilesOf(model)) {
    const idle = idleInAccounting(file);
    if (idle.size === 0 || !file.sections.every((section) => isWhollyKnown(model, section))) continue;
    for (const [directive, reason] of idle) {
      for (const use of linesOf(file, directive)) {
        // `never` says that nothing is to be deleted.
        if (use.value === null || (reason === 'moved' && use.plainValue?.toLowerCase() === 'never')) continue;
        const data = { name: use.name, isPipe: file.kind === 'pipe' };
        const messageId = ACCOUNTING_IDS[reason];
        // Nothing depends on an option for programs at a file, or for files at a program.
        const severity =
          reason === 'no-pipe' || (reason === 'no-move-to' && data.isPipe) ? 'info' : 'warning';
        report({ location: use.nameLocation, severity, messageId, data, fix: removalOf(use) });
      }
    }
  }
}

function checkDomainLine(line: IdleLine, { model, report }: Context): void {
  const { use, reason, value, isWritten, blocks } = line;
  const { name, nameLocation: location, facts } = use;
  const extent = extentOfLine(model, { use, value: use.plainValue ?? '', blocks });
  // If the type of the queue is a default, it is unclear whether the line is wrong or the type missing.
  const fix = reason === 'queue-to' || (reason === 'type' && isWritten) ? removalOf(use) : null;
  if (reason === 'queue-to')
    report({ location, messageId: 'queueTo', data: { name, queue: value, extent }, fix });
  else if (reason === 'no-starttls')
    report({ location, messageId: 'noStarttls', data: { name, extent }, fix });
  else {
    const appliesWhen = facts?.appliesWhen ?? 'another type';
    const data = { name, appliesWhen, type: value, isWritten, extent };
    report({ location, messageId: 'otherType', data, fix });
  }
}

export const rule = defineRule({
  id: 'setting-without-effect',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['neutral'],
  summary: 'a setting that PowerMTA ignores, for what stands beside it or for what is missing there',
  requires: ['<acct-file>', ...DECIDED_BY_DOMAIN],
  messages,
  check(context) {
    checkAccounting(context);
    for (const line of idleLines(context.model)) checkDomainLine(line, context);
  },
});
