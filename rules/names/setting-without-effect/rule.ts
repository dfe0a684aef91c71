import {
  type DirectiveUse,
  extentOfLine,
  extentWords,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
} from '../../kit.ts';
import { takeOut } from './fix.ts';
import {
  accountingFilesOf,
  idleInAccounting,
  isWhollyKnown,
  linesOf,
  type AccountingFile,
  type AccountingIdleness,
} from '../../../src/model/accounting-files.ts';
import { DECIDED_BY_DOMAIN, idleLines, type IdleLine } from '../../../src/model/queues/idle-lines.ts';

function removal(use: DirectiveUse): RuleFix | null {
  const edit = takeOut(use);
  return edit === null ? null : { safety: 'safe', title: 'remove the line', edits: [edit] };
}

function inAccounting(use: DirectiveUse, why: AccountingIdleness, { kind }: AccountingFile): string {
  switch (why) {
    case 'no-move-to':
      return kind === 'pipe'
        ? 'works only together with move-to, and a program that takes the records leaves no file to move; PowerMTA ignores the line'
        : 'works only together with move-to, which this <acct-file> lacks: PowerMTA ignores it without a word, and starts a new file only when max-size is reached; whatever waits for finished files gets its bounces late';
    case 'moved':
      return 'works only without move-to: files that are moved away are not deleted, and fill the disk where nothing else does it';
    case 'no-pipe':
      return `is about a program that takes the records (<acct-file |…>), and these go to a file; ${quote(use.name)} does nothing here`;
  }
}

function inDomain({ use, reason, value, isWritten }: IdleLine): string {
  switch (reason) {
    case 'queue-to':
      return `does nothing beside ${quote(`queue-to ${value}`)}: this mail waits in the queue ${quote(value)}, and goes as fast as the <domain> of that queue allows; set the limit there`;
    case 'type':
      return `is for ${use.facts?.appliesWhen ?? 'another type'}, and this queue has type ${value}${isWritten ? '' : ', which nothing here changes'}; PowerMTA ignores the line, and delivers the mail in the other way`;
    case 'no-starttls':
      return "stands against 'use-starttls no', which holds for the same mail: STARTTLS is not even tried; set use-starttls to yes, or the mail goes in the clear against what this line asks for, or not at all";
  }
}

/** Only where no other type was chosen is it unclear whether the line is wrong or the type missing. */
function fixFor(line: IdleLine): RuleFix | null {
  if (line.reason === 'no-starttls') return null;
  return line.reason === 'type' && !line.isWritten ? null : removal(line.use);
}

function checkAccounting({ model, report }: RuleContext): void {
  for (const file of accountingFilesOf(model)) {
    const idle = idleInAccounting(file);
    if (idle.size === 0 || !file.sections.every((section) => isWhollyKnown(model, section))) continue;
    for (const [directive, why] of idle) {
      for (const use of linesOf(file, directive)) {
        // It says itself that nothing is to be deleted.
        if (why === 'moved' && use.plainValue?.toLowerCase() === 'never') continue;
        if (use.value === null) continue;
        report({
          location: { file: use.file, range: use.nameRange },
          message: `${quote(use.name)} ${inAccounting(use, why, file)}`,
          fix: () => removal(use),
        });
      }
    }
  }
}

export const rule: Rule = {
  id: 'setting-without-effect',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a setting that PowerMTA ignores, for what stands beside it or for what is missing there',
  requires: ['<acct-file>', ...DECIDED_BY_DOMAIN],
  check(context) {
    const { model, report } = context;
    checkAccounting(context);
    for (const line of idleLines(model)) {
      const { use, blocks } = line;
      const extent = extentWords(extentOfLine(model, { use, value: use.plainValue ?? '', blocks }));
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(use.name)} ${inDomain(line)}${extent}`,
        fix: () => fixFor(line),
      });
    }
  },
};
