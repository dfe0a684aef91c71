import { encode } from '../../../grammar/encoding.ts';
import { effectsOf, fixRequest, writeFixes } from '../../app/fixing.ts';
import { checkAgain } from '../../app/lint-run.ts';
import type { Change, LintRun } from '../../app/run.ts';
import { fixProposal } from './proposed-fixes.ts';
import { unstagedFiles } from '../../app/since.ts';
import type { SourceFile } from '../../model/source/source-file.ts';
import { NOTHING_FIXED, total } from '../../engine/finding.ts';
import { fixFiles, type FixOutcome } from '../../fix/passes.ts';
import { listOf } from '../../engine/message.ts';
import { uncommittedFiles } from '../../git/uncommitted.ts';
import { unifiedDiff } from '../../fix/unified-diff.ts';
import type { FixProposal } from '../../report/findings/markdown.ts';
import type { Failure } from '../../app/report.ts';
import { counted } from '../../report/findings/summary.ts';
import { pathWriter, shownPath } from '../../base/paths.ts';
import { compareForMail } from '../../compare/mail-changes.ts';
import { fixSummary } from '../../report/findings/fix-summary.ts';
import { warn, type CliContext } from '../terminal.ts';
import { measured, type LintCall } from './call.ts';
import { printReport, printStats, shellWord } from './reporting.ts';

/** Unstaged files that are named one by one. */
const MOST_NAMED = 20;

/** Makes the fixes, or the comments of `--suppress`; nothing is written yet. */
async function fixAll(call: LintCall, run: LintRun): Promise<FixOutcome> {
  const { options, context } = call;
  const request = fixRequest(
    run,
    effectsOf({ unsafe: options.unsafeFixes, fixEffect: run.fixEffect }),
    pathWriter(context.workingDirectory),
  );
  if (options.suppress.length > 0) {
    const { suppressFindings } = await import('../../app/suppress.ts');
    const { suppressionOf } = await import('./suppression.ts');
    const suppression = suppressionOf(options, run.rules, run.settings);
    return measured(call, 'fixing', () => suppressFindings(request, suppression));
  }
  // Only one text can be printed: its includes stay as they are.
  const limits = options.stdin === true ? { mayChange: (path: string) => path === run.listed[0] } : {};
  return measured(call, 'fixing', () => fixFiles({ ...request, ...limits }));
}

export async function proposalFor(call: LintCall, run: LintRun, checkout: string): Promise<FixProposal> {
  return fixProposal(await fixAll(call, run), false, checkout);
}

/** Warns of written files that the next commit would contain as they were; whether there are any. */
async function warnOfUnstaged(
  what: string,
  written: readonly SourceFile[],
  change: Change,
  context: CliContext,
): Promise<boolean> {
  const files = unstagedFiles(written, change);
  if (files.length === 0) return false;
  const words = files.map(({ path }) => shellWord(shownPath(path, context.workingDirectory)));
  const others = words.length > MOST_NAMED ? ` and ${words.length - MOST_NAMED} more` : '';
  const end = words.some((word) => word.startsWith('-')) ? '-- ' : '';
  const add = `git add ${end}${words.slice(0, MOST_NAMED).join(' ')}${others}`;
  await warn(
    context,
    `the ${what} are in ${counted(files.length, 'file')} on the disk and not in what is staged, and a commit would leave them out: look at them, then ${add}, and commit again`,
  );
  return true;
}

/** A count of files and their names. */
function filesInWords(files: readonly SourceFile[], { workingDirectory }: CliContext): string {
  const names = files.map(({ path }) => shownPath(path, workingDirectory));
  return `${counted(files.length, 'file')} (${listOf(names, 3)})`;
}

/** Warns before fixes mix with changes that no commit has yet, which git could not tell apart. */
async function warnOfUncommitted(files: readonly SourceFile[], context: CliContext): Promise<void> {
  const mixed = uncommittedFiles(files, context.environment);
  if (mixed.length === 0) return;
  await warn(
    context,
    `the fixes mix with changes that are not committed in ${filesInWords(mixed, context)}; commit first to tell them apart, or give --allow-dirty`,
  );
}

/** Prints the text of standard input with its fixes. */
async function printInput({ context }: LintCall, { listed }: LintRun, outcome: FixOutcome): Promise<void> {
  const input = outcome.models.flatMap((model) => model.files).find(({ path }) => path === listed[0]);
  if (input === undefined) return;
  const fixed = outcome.changed.find(({ file }) => file.path === input.path);
  await context.output.write(encode(fixed?.text ?? input.text, input.encoding));
}

/** `--fix` and `--suppress`: writes what the fixes change, then reports what is left; returns the exit code. */
export async function fixAndReport(call: LintCall, run: LintRun): Promise<number> {
  const { options, context } = call;
  const { output, errors } = context;
  const isSuppressing = options.suppress.length > 0;
  const outcome = await fixAll(call, run);
  const { models, result, withheld, changed } = outcome;
  const files = changed.map(({ file }) => file);
  const failures: Failure[] = [...run.failures];
  if (outcome.stopped !== null) failures.push({ message: `fixing stopped: ${outcome.stopped.reason}` });
  if (options.stdin === true) await printInput(call, run, outcome);
  else {
    const mayMix = options.allowDirty === true || isSuppressing || run.change?.staged != null;
    if (!mayMix) await warnOfUncommitted(files, context);
    const done = await writeFixes(outcome, run.change);
    failures.push(...done.failures);
    if (done.isRefused) {
      // Reports the files on the disk, of which some may be new already.
      for (const path of done.written)
        failures.push({ path, message: 'written, before another file failed' });
      const left = { ...checkAgain(run), fixes: { fixed: NOTHING_FIXED, withheld }, failures };
      return printReport(call, run, left, output);
    }
  }
  if (isSuppressing) {
    const what = `${counted(total(outcome.fixed), 'finding')} in ${counted(changed.length, 'file')}`;
    await warn(context, `comments hide ${changed.length === 0 ? 'nothing: there is no such finding' : what}`);
  }
  const isUnstaged =
    run.change?.option === '--staged' &&
    (await warnOfUnstaged(isSuppressing ? 'comments' : 'fixes', files, run.change, context));
  const fixes = { fixed: isSuppressing ? NOTHING_FIXED : outcome.fixed, withheld };
  const proposal = (checkout: string): FixProposal => fixProposal(outcome, true, checkout);
  const exitCode = await printReport(
    call,
    run,
    { models, result, fixes, failures },
    options.stdin === true ? errors : output,
    isSuppressing ? undefined : proposal,
  );
  if (!isSuppressing) await errors.write(summaryOf(call, outcome, true));
  // A commit hook fails, since the commit would not contain the fixes.
  return isUnstaged ? Math.max(exitCode, 1) : exitCode;
}

/** `2 findings would be hidden in 1 file`. */
function suppressedText({ models, changed, fixed }: FixOutcome): string {
  if (models.length === 0) return 'Nothing was checked\n';
  if (changed.length === 0) return 'No comment would hide anything\n';
  return `${counted(total(fixed), 'finding')} would be hidden in ${counted(changed.length, 'file')}\n`;
}

/** What fixes do, or would do, for standard error. */
function summaryOf({ context }: LintCall, outcome: FixOutcome, isApplied: boolean): string {
  const { before, models, changed, fixed, assumed, withheld } = outcome;
  if (models.length === 0) return 'Nothing was checked\n';
  if (changed.length === 0) {
    const left = withheld.length === 0 ? '' : `; ${counted(withheld.length, 'fix', 'fixes')} withheld`;
    if (isApplied && left === '') return '';
    return `No fix ${isApplied ? 'changed' : 'would change'} anything${left}\n`;
  }
  const changes = models.flatMap((model, index) => compareForMail(before[index] ?? model, model).changes);
  return fixSummary({
    ...{ isApplied, fixed, assumed, changes },
    files: changed.length,
    withheld: withheld.length,
    shown: pathWriter(context.workingDirectory),
    columns: context.errors.isTerminal ? context.errors.columns : undefined,
  });
}

/** `--diff`: prints the patch, and on standard error what it would do. */
export async function printDiff(call: LintCall, run: LintRun): Promise<number> {
  const { options, context } = call;
  const isSuppressing = options.suppress.length > 0;
  const outcome = await fixAll(call, run);
  const shown = pathWriter(context.workingDirectory);
  const files = outcome.changed.map(({ file, composition }) => ({
    name: shown(file.path),
    before: file.text,
    edits: composition.edits(file.path),
    encoding: file.encoding,
  }));
  await context.output.write(measured(call, 'report', () => unifiedDiff(files)));
  const failures = [
    ...run.failures.map(({ path, message }) => (path === undefined ? message : `${shown(path)}: ${message}`)),
    ...outcome.result.failures.map(({ rule, message }) => `${rule} stopped: ${message}`),
    ...(outcome.stopped === null ? [] : [`fixing stopped: ${outcome.stopped.reason}`]),
  ];
  for (const failure of failures) await warn(context, failure);
  await context.errors.write(isSuppressing ? suppressedText(outcome) : summaryOf(call, outcome, false));
  await printStats(call, outcome);
  if (failures.length > 0) return 2;
  return files.length > 0 ? 1 : 0;
}
