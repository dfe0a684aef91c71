import { resolve } from 'node:path';
import type { FixOutcome, FixRequest } from '../fix/passes.ts';
import type { FileChange, Refusal } from '../fix/write.ts';
import type { LintResult } from '../engine/lint-result.ts';
import { lint } from '../suppressions/lint.ts';
import { choosesInComments } from '../suppressions/located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { rules } from '../../rules/index.ts';
import type { FixProposal } from '../report/findings/markdown.ts';
import type { Failure } from '../report/findings/report.ts';
import { visible } from '../report/visible.ts';
import { askedIn, changesAsked, loadAskedFor, onlyAsked } from '../app/target-files.ts';
import type { BaselineFile } from './baseline.ts';
import { loadOptionsFor, readInput, readPaths, type ReadFiles } from '../app/configurations.ts';
import { refuseContradictions } from './contradictions.ts';
import { noteRule } from './cache-hint.ts';
import type { Search } from '../app/find-files.ts';
import { readingChoices, type Run } from '../app/lint-run.ts';
import type { NarrowedRun } from '../app/narrowing.ts';
import type { LintOptions } from './options.ts';
import type { FixedModels } from '../app/proposed-fixes.ts';
import { measured, printReport, printStats, reportTargets, type CallOutcome } from './reporting.ts';
import type { Change } from '../app/since.ts';
import type { SettingsInForce } from '../settings/in-force.ts';
import { settingsForCall } from './settings.ts';
import { Progress, type Surroundings } from './terminal.ts';
import { trackedFiles } from '../git/tracked-files.ts';
import { UsageError } from './usage-error.ts';

/** Makes the fixes, or the comments that are to hide findings; nothing is written yet. */
async function fixAll(run: Run): Promise<FixOutcome> {
  const { fixFiles } = await import('../fix/passes.ts');
  const { shownPath } = await import('../report/paths.ts');
  const { cache, load, settings, options, narrow, listed } = run;
  const request: FixRequest = {
    ...{ files: cache, load, rules: run.rules, settings, narrow },
    unsafe: options.unsafeFixes === true,
    ...(run.loadOptions.mainPaths?.size === 0
      ? {}
      : changesAsked(load(cache), listed, (path) => shownPath(path, run.surroundings.workingDirectory))),
  };
  if (options.suppress.length > 0) {
    const { suppressFindings, suppressionAsked } = await import('../app/suppress.ts');
    const suppression = suppressionAsked(options, run.rules, settings);
    return measured(run.stopwatch, 'fixing', () => suppressFindings(request, suppression));
  }
  if (options.stdin !== true) return measured(run.stopwatch, 'fixing', () => fixFiles(request));
  // Only one text can be printed: what it includes stays as it is.
  const [input] = listed;
  const limited = { ...request, mayChange: (path: string) => path === input };
  return measured(run.stopwatch, 'fixing', () => fixFiles(limited));
}

/** What fixes do, worked out when a report first asks for it. */
function proposing(fixed: () => FixedModels | Promise<FixedModels>): NonNullable<CallOutcome['proposal']> {
  let known: Promise<FixProposal> | undefined;
  return (checkout) =>
    (known ??= import('../app/proposed-fixes.ts').then(async ({ fixProposal }) =>
      fixProposal(await fixed(), checkout),
    ));
}

/** Files of which only a part is staged: the fixes were made of that part, and writing them would mix it with the rest. */
async function partlyStaged(change: Change, changes: readonly FileChange[]): Promise<Refusal[]> {
  if (change.staged === null) return [];
  const { whyPartlyStaged } = await import('../app/since.ts');
  return changes.flatMap(({ path, before }) => {
    const reason = whyPartlyStaged(path, before);
    return reason === null ? [] : [{ path, reason }];
  });
}

/** What was written, as the exit code and the report need it. */
interface Written {
  /** How many fixes. */
  readonly applied: number;
  /** Whether what is staged lacks some of it. */
  readonly isUnstaged: boolean;
}

/** Says beside the report what was written. */
async function sayWritten({ options, change, surroundings }: Run, outcome: FixOutcome): Promise<Written> {
  const files = outcome.changed.length;
  const isSuppressing = options.suppress.length > 0;
  if (isSuppressing) {
    const { counted } = await import('../report/findings/summary.ts');
    const what = `${counted(outcome.applied, 'finding')} in ${counted(files, 'file')}`;
    await surroundings.errors.write(
      `pmta-lint: comments hide ${files === 0 ? 'nothing: there is no such finding' : what}\n`,
    );
  }
  const applied = isSuppressing ? 0 : outcome.applied;
  if (change?.option !== '--staged') return { applied, isUnstaged: false };
  const { sayUnstaged } = await import('../app/unstaged-fixes.ts');
  const changed = outcome.changed.map(({ file }) => file);
  const what = isSuppressing ? 'comments' : 'fixes';
  return { applied, isUnstaged: await sayUnstaged(what, changed, change, surroundings) };
}

/** `--fix` and `--suppress`: writes what the fixes change, then reports what is left; returns the exit code. */
async function fixAndReport(run: Run): Promise<number> {
  const { options, surroundings } = run;
  const outcome = await fixAll(run);
  const failures: Failure[] = [...run.failures];
  if (outcome.stopped !== null) failures.push({ message: `fixing stopped: ${outcome.stopped}` });
  const { output, errors } = surroundings;
  const { encode } = await import('../../grammar/encoding.ts');
  if (options.stdin === true) {
    const input = outcome.models.flatMap((model) => model.files).find((file) => file.path === run.listed[0]);
    const text = input === undefined ? null : outcome.changed.find(({ file }) => file.path === input.path);
    if (input !== undefined) await output.write(encode(text?.text ?? input.text, input.encoding));
  } else {
    const { writeFiles } = await import('../fix/write.ts');
    const { nodeDisk } = await import('../fix/disk.ts');
    const changes = outcome.changed.map(({ file, text }) => ({
      path: file.path,
      before: file.bytes,
      after: encode(text, file.encoding),
    }));
    const partly = run.change === null ? [] : await partlyStaged(run.change, changes);
    const written =
      partly.length === 0
        ? await writeFiles(changes, nodeDisk())
        : {
            ...{ written: [], refused: partly, warnings: [] },
            held: changes
              .filter(({ path }) => !partly.some((refused) => refused.path === path))
              .map(({ path }) => path),
          };
    for (const { path, reason } of written.refused)
      failures.push({ path, message: `not written: ${reason}` });
    for (const path of written.held)
      failures.push({ path, message: 'not written: another file was refused' });
    for (const warning of written.warnings) failures.push({ message: warning });
    if (failures.some(({ message }) => message.startsWith('not written'))) {
      // Report what is on the disk, not what would be: some files may be new already.
      for (const path of written.written)
        failures.push({ path, message: 'written, before another file failed' });
      const models = run.load(new SourceFiles(run.cache.system));
      const result = run.narrow(lint(models, run.rules, run.settings), models);
      const fixes = { applied: 0, withheld: outcome.withheld };
      return printReport(run, { models, result, fixes, failures }, output);
    }
  }
  const { applied, isUnstaged } = await sayWritten(run, outcome);
  const fixes = { applied, withheld: outcome.withheld };
  const { models, result } = outcome;
  const fixed = proposing(() => ({ before: run.load(run.cache), outcome, isApplied: true }));
  const proposal = options.suppress.length > 0 ? {} : { proposal: fixed };
  const exitCode = await printReport(
    run,
    { models, result, fixes, failures, ...proposal },
    options.stdin === true ? errors : output,
  );
  // A hook is to stop the commit, which would hold what was mended on the disk alone.
  return isUnstaged ? Math.max(exitCode, 1) : exitCode;
}

/** What a patch is made of. */
function changeNoun({ options }: Run): [string, string] {
  return options.suppress.length > 0 ? ['hidden finding', 'hidden findings'] : ['fix', 'fixes'];
}

/** `--diff`: the patch on standard output, one line about it on standard error. */
async function printDiff(run: Run): Promise<number> {
  const { surroundings } = run;
  const outcome = await fixAll(run);
  const { unifiedDiff } = await import('../fix/unified-diff.ts');
  const { shownPath } = await import('../report/paths.ts');
  const { counted } = await import('../report/findings/summary.ts');
  const files = outcome.changed.map(({ file, composition }) => ({
    name: shownPath(file.path, surroundings.workingDirectory),
    before: file.text,
    edits: composition.edits(file.path),
    encoding: file.encoding,
  }));
  await surroundings.output.write(measured(run.stopwatch, 'report', () => unifiedDiff(files)));
  const failures = [
    ...run.failures.map(
      ({ path, message }) =>
        `${path === undefined ? '' : `${shownPath(path, surroundings.workingDirectory)}: `}${message}`,
    ),
    ...outcome.result.failures.map(({ rule, message }) => `${rule} stopped: ${message}`),
    ...(outcome.stopped === null ? [] : [`fixing stopped: ${outcome.stopped}`]),
  ];
  for (const failure of failures) await surroundings.errors.write(`pmta-lint: ${visible(failure)}\n`);
  const summary =
    outcome.models.length === 0
      ? 'Nothing was checked'
      : files.length === 0
        ? run.options.suppress.length > 0
          ? 'No comment would hide anything'
          : 'No fix would change anything'
        : `${counted(outcome.applied, ...changeNoun(run))} in ${counted(files.length, 'file')}`;
  const withheld = outcome.withheld.length === 0 ? '' : `, ${outcome.withheld.length} withheld`;
  await surroundings.errors.write(`${summary}${withheld}\n`);
  await printStats(run, outcome);
  if (failures.length > 0) return 2;
  return files.length > 0 ? 1 : 0;
}

/** Where the settings of a call are looked for: beside what is checked. */
function settingsPaths(paths: readonly string[], { stdinFilename }: LintOptions): readonly string[] {
  return stdinFilename === undefined ? paths : [stdinFilename];
}

/** `--print-config`: what holds for one path, as JSON. */
async function printSettings(
  paths: readonly string[],
  inForce: SettingsInForce,
  { output, workingDirectory }: Surroundings,
): Promise<number> {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0)
    throw new UsageError('--print-config speaks of one path: give one');
  const { settingsShown } = await import('./print-config.ts');
  await output.write(await settingsShown(resolve(workingDirectory, path), inForce, rules, workingDirectory));
  return 0;
}

/** The change that a call looks at; null where it looks at all there is. */
async function changeOf(
  paths: readonly string[],
  options: LintOptions,
  inForce: SettingsInForce,
  surroundings: Surroundings,
): Promise<Change | null> {
  if (options.since === undefined && options.staged !== true) return null;
  return (await import('../app/since.ts')).changeAsked(paths, options, inForce, surroundings);
}

/** How folders are searched: what is staged may be something else than what is on the disk. */
async function searchOf(change: Change | null): Promise<Search | undefined> {
  return change?.staged == null ? undefined : (await import('../app/since.ts')).searchStaged(change);
}

/** The run with what a baseline and a change leave out. */
async function narrowedFor(run: Run, inForce: SettingsInForce): Promise<NarrowedRun> {
  const { options, surroundings, change } = run;
  const { baseline = inForce.baseline, updateBaseline } = options;
  if (change === null && updateBaseline !== true && (baseline === undefined || baseline === false))
    return { run, baseline: null };
  const path =
    typeof options.baseline === 'string'
      ? resolve(surroundings.workingDirectory, options.baseline)
      : inForce.baseline;
  return (await import('../app/narrowing.ts')).narrowed(run, baseline === false ? undefined : path);
}

/** `--update-baseline`: writes the present findings, and says on standard error what became of it. */
async function updateBaseline(
  baseline: BaselineFile,
  found: LintResult,
  models: readonly Model[],
  { rules: judging, settings, surroundings, askedIn: asked }: Run,
): Promise<void> {
  const isAsked = asked(models);
  const judged = { rules: judging, settings, ...(isAsked === undefined ? {} : { isAsked }) };
  const checked = new Set(models.flatMap((model) => model.files.map((file) => file.realPath)));
  const said = baseline.update(found, models, judged, checked);
  await surroundings.errors.write(`pmta-lint: ${visible(said)}\n`);
}

/**
 * Checks the configurations that the paths mean, and prints, fixes or diffs them.
 *
 * @returns The exit code.
 */
export async function lintCommand(
  paths: readonly string[],
  options: LintOptions,
  surroundings: Surroundings,
  version: string,
): Promise<number> {
  refuseContradictions(paths, options);
  const inForce = await settingsForCall(settingsPaths(paths, options), options, surroundings);
  if (options.printConfig === true) return printSettings(paths, inForce, surroundings);
  const loadOptions = loadOptionsFor(options, inForce, surroundings.workingDirectory);
  const targets = await reportTargets(options, surroundings.workingDirectory);
  const stopwatch = options.stats === true ? new (await import('./stopwatch.ts')).Stopwatch() : null;
  const progress = new Progress(surroundings.errors);
  const change = await changeOf(paths, options, inForce, surroundings);
  const system = change?.staged?.files ?? nodeFileSystem;
  const cache = new SourceFiles(stopwatch?.fileSystem(system) ?? system, stopwatch?.parse);
  const readAll = async (): Promise<ReadFiles> =>
    options.stdin === true
      ? readInput(options, surroundings, cache)
      : readPaths(paths, inForce, surroundings, progress, cache, await searchOf(change));
  const read = await (stopwatch?.measureAsync('looking for files', readAll) ?? readAll());
  const listed = read.files.map((file) => file.path);
  const asked: Run = {
    ...{ paths, listed, options, surroundings, version, targets, stopwatch, cache, loadOptions, change },
    rules: stopwatch?.rules(rules) ?? rules,
    load: (files) => measured(stopwatch, 'model', () => loadAskedFor(listed, files, loadOptions)),
    settings: { ...inForce.settings, isTracked: trackedFiles(surroundings.environment) },
    failures: read.failures,
    // What a change brought is told wherever it shows.
    askedIn: (models) => (change === null ? askedIn(models, listed) : undefined),
    narrow: (result, models) => onlyAsked(result, models, asked.askedIn(models)),
  };
  try {
    const { run, baseline } = await narrowedFor(asked, inForce);
    if (options.diff === true) return await printDiff(await readingChoices(run));
    if (options.fix === true || options.suppress.length > 0)
      return await fixAndReport(await readingChoices(run));
    progress.say('reading the configuration');
    const models = run.load(run.cache);
    progress.say('checking');
    const observe = ({ id }: Rule): void => {
      progress.say(`checking ${id}`);
      noteRule(id);
    };
    const { settings } = choosesInComments(models) ? await readingChoices(run) : run;
    const found = measured(stopwatch, 'arbitration', () => lint(models, run.rules, settings, observe));
    await progress.end();
    if (options.updateBaseline === true && baseline !== null)
      await updateBaseline(baseline, asked.narrow(found, models), models, run);
    const result = run.narrow(found, models);
    const fixes = { applied: 0, withheld: [] };
    const proposal = proposing(async () => {
      const outcome = await fixAll(await readingChoices(run));
      return { before: models, outcome, isApplied: false };
    });
    return await printReport(
      run,
      { models, result, fixes, failures: run.failures, proposal },
      surroundings.output,
    );
  } finally {
    await progress.end();
  }
}
