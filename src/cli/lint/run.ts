import { NOTHING_FIXED } from '../../engine/finding.ts';
import { resolve } from 'node:path';
import { baselineToRead, usualBaseline } from '../../app/settings.ts';
import { readFound, type ReadFiles } from '../../app/configurations.ts';
import { findFiles, isConfigurationName, kindAt } from '../../app/find-files.ts';
import { shownPath } from '../../base/paths.ts';
import type { Model } from '../../model/model.ts';
import type { LintOutcome } from '../../app/lint-report.ts';
import { selectionOf } from '../../engine/rule-selection.ts';
import { lintRun, readingChoices, sinceChange, withBaseline } from '../../app/lint-run.ts';
import type { LintRun } from '../../app/run.ts';
import type { BaselineFile, BaselineUpdate } from '../../app/baseline-file.ts';
import type { Change } from '../../app/run.ts';
import { UsageError } from '../../base/usage-error.ts';
import { MAX_FILE_SIZE } from '../../catalog/decisions.ts';
import { lint } from '../../suppressions/lint.ts';
import { trackedBelow, trackedFiles } from '../../git/tracked-files.ts';
import { reasonOf } from '../../model/source/file-system.ts';
import { nodeFileSystem } from '../../model/source/node-file-system.ts';
import { whyNotText } from '../../model/source/not-text.ts';
import { SourceFiles } from '../../model/source/source-file.ts';
import type { EffectiveSettings } from '../../settings/effective-settings.ts';
import { choosesInComments } from '../../suppressions/located-comments.ts';
import { rules } from '../../../rules/index.ts';
import { noteRule } from '../cache-hint.ts';
import type { Format } from '../options.ts';
import { loadOptionsOf, settingsForCall } from '../call-settings.ts';
import { Progress, warn, type CliContext } from '../terminal.ts';
import { measured, type LintCall } from './call.ts';
import { refuseContradictions } from './contradictions.ts';
import type { LintOptions } from './options.ts';
import { printReport, reportTargets } from './reporting.ts';

async function readInput({ options, context }: LintCall, files: SourceFiles): Promise<ReadFiles> {
  const path = resolve(context.workingDirectory, options.stdinFilename ?? '<stdin>');
  const failed = (message: string): ReadFiles => ({ listed: [], failures: [{ path, message }] });
  try {
    const bytes = await context.readInput(MAX_FILE_SIZE);
    const reason = whyNotText(bytes);
    if (reason !== null) return failed(`cannot be checked: ${reason}`);
    return { listed: [files.add(path, bytes).path], failures: [] };
  } catch (error) {
    return failed(`cannot be read: ${reasonOf(error)}`);
  }
}

/** The paths of a call; without any the entries, else the current folder. */
function wantedPaths(paths: readonly string[], { entries }: EffectiveSettings): readonly string[] {
  if (paths.length > 0) return paths;
  return entries.length > 0 ? entries : ['.'];
}

/** Finds and reads the files that the paths of a call mean. */
async function readPaths(
  { paths, context }: LintCall,
  inEffect: EffectiveSettings,
  change: Change | null,
  files: SourceFiles,
  progress: Progress,
): Promise<ReadFiles> {
  const search =
    change?.staged == null ? undefined : (await import('../../app/since.ts')).searchStaged(change);
  const found = await findFiles(
    wantedPaths(paths, inEffect),
    inEffect,
    context.workingDirectory,
    files.system,
    search,
  );
  return readFound(found, files, (index) =>
    progress.say(`reading file ${index + 1} of ${found.paths.length}`),
  );
}

/** Says on one line which files in the searched folders look like PowerMTA's and were not checked. */
async function noteUnchecked(
  { paths, context }: LintCall,
  inEffect: EffectiveSettings,
  { change, files, listed }: LintRun,
  models: readonly Model[],
): Promise<void> {
  const { workingDirectory } = context;
  if (change !== null) return;
  const folders = wantedPaths(paths, inEffect)
    .map((path) => resolve(workingDirectory, path))
    .filter((path) => kindAt(path) === 'folder');
  if (folders.length === 0) return;
  const { uncheckedIn } = await import('../../init/unchecked.ts');
  const known = new Set([
    ...listed,
    ...models.flatMap((model) => model.files.flatMap(({ path, realPath }) => [path, realPath])),
  ]);
  const isKnown = (path: string): boolean => known.has(path) || inEffect.ignores(path);
  const unchecked = uncheckedIn(folders, files, isConfigurationName, isKnown);
  if (unchecked.length === 0) return;
  const { listOf } = await import('../../engine/message.ts');
  const { counted } = await import('../../report/findings/summary.ts');
  const names = listOf(
    unchecked.map((path) => shownPath(path, workingDirectory)),
    3,
  );
  const isOne = unchecked.length === 1;
  await warn(
    context,
    `${counted(unchecked.length, 'more file')} ${isOne ? 'looks' : 'look'} like PowerMTA configuration and ${isOne ? 'was' : 'were'} not checked (${names}); name ${isOne ? 'it to check it' : 'them to check them'}`,
  );
}

async function printSettings(
  [path, ...others]: readonly string[],
  format: Format | undefined,
  inEffect: EffectiveSettings,
  { output, workingDirectory }: CliContext,
): Promise<number> {
  if (path === undefined || others.length > 0) throw new UsageError('--print-config takes exactly one path');
  const { settingsShown, settingsText } = await import('./print-config.ts');
  const { jsonText } = await import('../../report/json-text.ts');
  const { visible } = await import('../../base/visible.ts');
  const shown = await settingsShown(resolve(workingDirectory, path), inEffect, rules, workingDirectory);
  await output.write(
    format === 'json' ? jsonText(shown) : settingsText(shown).split('\n').map(visible).join('\n'),
  );
  return 0;
}

/** The change that a call is about; null for all there is. */
async function changeOf(
  paths: readonly string[],
  { since, staged }: LintOptions,
  inEffect: EffectiveSettings,
  context: CliContext,
): Promise<Change | null> {
  if (since === undefined && staged !== true) return null;
  const { changeSince } = await import('../../app/since.ts');
  const [first = '.'] = wantedPaths(paths, inEffect);
  return changeSince(first, staged === true ? null : (since ?? ''), context);
}

/** The baseline of a call; null for none. */
async function baselineOf(
  { options, context }: LintCall,
  inEffect: EffectiveSettings,
): Promise<BaselineFile | null> {
  const { workingDirectory } = context;
  const isUpdate = options.updateBaseline === true;
  if (isUpdate && options.baseline === undefined && inEffect.baseline === false)
    throw new UsageError('the settings have no baseline (baseline: false): name it with --baseline FILE');
  const read = options.baseline ?? baselineToRead(inEffect, workingDirectory);
  const path = isUpdate ? (read ?? usualBaseline(inEffect, workingDirectory)) : read;
  if (path === undefined || path === false) return null;
  const { BaselineFile } = await import('../../app/baseline-file.ts');
  return new BaselineFile(resolve(workingDirectory, path), isUpdate, workingDirectory);
}

function differenceOf({ added, removed, changed }: BaselineUpdate): string {
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} taken out`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
  ];
  return parts.length === 0 ? 'as before' : parts.join(', ');
}

async function check(
  call: LintCall,
  inEffect: EffectiveSettings,
  all: LintRun,
  run: LintRun,
  baseline: BaselineFile | null,
  progress: Progress,
): Promise<number> {
  progress.say('reading the configuration');
  const models = run.load(run.files);
  progress.say('checking');
  const { settings } = choosesInComments(models) ? await readingChoices(run) : run;
  const found = measured(call, 'arbitration', () =>
    lint(models, run.rules, settings, ({ id }) => {
      progress.say(`checking ${id}`);
      noteRule(id);
    }),
  );
  await progress.end();
  if (call.options.updateBaseline === true && baseline !== null) {
    const isNamed = call.options.baseline !== undefined || inEffect.baseline !== undefined;
    const update = baseline.update(all.narrow(found, models), models, run);
    const { counted } = await import('../../report/findings/summary.ts');
    await warn(
      call.context,
      `${update.shown} holds ${counted(update.findings, 'finding')} (${differenceOf(update)})${isNamed ? '' : '; later runs read it'}`,
    );
  }
  const fixes = { fixed: NOTHING_FIXED, withheld: [] };
  const outcome: LintOutcome = { models, result: run.narrow(found, models), fixes, failures: run.failures };
  const proposal = async (checkout: string) =>
    (await import('./fix.ts')).proposalFor(call, await readingChoices(run), checkout);
  const exitCode = await printReport(call, run, outcome, call.context.output, proposal);
  await noteUnchecked(call, inEffect, run, models);
  return exitCode;
}

/** Checks the configurations that the paths mean, and prints, fixes or diffs them; returns the exit code. */
export async function runLint(
  paths: readonly string[],
  options: LintOptions,
  context: CliContext,
): Promise<number> {
  refuseContradictions(paths, options);
  const settingsPaths = options.stdinFilename === undefined ? paths : [options.stdinFilename];
  const inEffect = await settingsForCall(settingsPaths, options, context);
  if (options.printConfig === true) return printSettings(paths, options.format[0], inEffect, context);
  const loadOptions = loadOptionsOf(options, inEffect, context);
  const targets = await reportTargets(options, context.workingDirectory);
  const stopwatch = options.stats === true ? new (await import('./stopwatch.ts')).Stopwatch() : null;
  const call: LintCall = { paths, options, context, targets, stopwatch };
  const progress = new Progress(context.errors);
  const change = await changeOf(paths, options, inEffect, context);
  const system = change?.staged?.files ?? nodeFileSystem;
  const files = new SourceFiles(stopwatch?.fileSystem(system) ?? system, stopwatch?.parse);
  const readAll = (): Promise<ReadFiles> =>
    options.stdin === true ? readInput(call, files) : readPaths(call, inEffect, change, files, progress);
  const read = await (stopwatch?.measureAsync('looking for files', readAll) ?? readAll());
  const selection = selectionOf(options.only, options.except, rules);
  const settings = {
    ...inEffect.settings,
    isTracked: trackedFiles(context.environment),
    ...(selection === undefined ? {} : { selection }),
  };
  const plain = lintRun({
    ...{ ...read, files, loadOptions, settings, change },
    fixEffect: inEffect.fixEffect,
    trackedBelow: trackedBelow(context.environment),
    rules: stopwatch?.rules(rules) ?? rules,
  });
  const all: LintRun = { ...plain, load: (state) => measured(call, 'model', () => plain.load(state)) };
  try {
    const baseline = await baselineOf(call, inEffect);
    // The baseline comes first: it knows findings of all there is.
    const known = baseline === null ? all : withBaseline(all, baseline);
    const { run, submodules } = await sinceChange(known, context.workingDirectory);
    for (const name of submodules)
      await warn(context, `'${name}' is a submodule: a change inside it is not looked at`);
    if (options.diff === true || options.fix === true || options.suppress.length > 0) {
      const { fixAndReport, printDiff } = await import('./fix.ts');
      const reading = await readingChoices(run);
      return await (options.diff === true ? printDiff(call, reading) : fixAndReport(call, reading));
    }
    return await check(call, inEffect, all, run, baseline, progress);
  } finally {
    await progress.end();
  }
}
