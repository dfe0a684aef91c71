import { resolve } from 'node:path';
import type { FixOutcome } from '../fix/passes.ts';
import { lint } from '../engine/lint.ts';
import { choosesInComments } from '../engine/located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { codeOf } from '../model/file-system.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/node-file-system.ts';
import { loadConfigurations } from '../model/project.ts';
import { SourceFiles, type SourceFile } from '../model/source-file.ts';
import { rules } from '../../rules/index.ts';
import type { Failure } from '../report/report.ts';
import { visible } from '../report/visible.ts';
import { loadOptionsFor, readInput, readPaths, type ReadFiles } from './configurations.ts';
import type { LintOptions } from './options.ts';
import { measured, printReport, printStats, reportTargets, type ReportedCall } from './reporting.ts';
import type { SettingsInForce } from '../settings/in-force.ts';
import { settingsForCall } from './settings.ts';
import { Progress, type Surroundings } from './terminal.ts';
import { UsageError } from './usage-error.ts';

function refuseContradictions(paths: readonly string[], options: LintOptions): void {
  const { diff, fix, unsafeFixes, format, outputFile, stdin, stdinFilename } = options;
  if (diff === true && fix === true)
    throw new UsageError('--diff writes nothing and --fix writes: give one of them');
  if (diff === true && (format.length > 0 || outputFile.length > 0)) {
    const given = format.length > 0 ? '--format' : '--output-file';
    throw new UsageError(`--diff prints a patch and nothing else: leave out ${given}, or run without --diff`);
  }
  if (unsafeFixes === true && diff !== true && fix !== true) {
    throw new UsageError('--unsafe-fixes goes with --fix or --diff');
  }
  if (stdin === true && paths.length > 0)
    throw new UsageError('--stdin reads standard input: leave out the paths');
  if (stdinFilename !== undefined && stdin !== true)
    throw new UsageError('--stdin-filename goes with --stdin');
  if (stdinFilename === '') throw new UsageError('--stdin-filename is empty: give a name, or leave it out');
  if (paths.includes('')) throw new UsageError("a path is empty: give a file or a folder, '.' for this one");
}

interface Run extends ReportedCall {
  /** The files that the paths mean, absolute. */
  readonly listed: readonly string[];
  readonly rules: readonly Rule[];
  readonly cache: SourceFiles;
  readonly load: (files: SourceFiles) => Model[];
  readonly settings: Settings;
  readonly failures: readonly Failure[];
}

/**
 * The run with the parser that reads choices for rules in comments. Checking loads it only where a file has some; a fix
 * may lead to a file that was not read before.
 */
async function readingChoices(run: Run): Promise<Run> {
  const { readRuleChoice } = await import('../engine/rule-choice.ts');
  return { ...run, settings: { ...run.settings, readRuleChoice: (text) => readRuleChoice(text, run.rules) } };
}

async function fixAll(run: Run): Promise<FixOutcome> {
  const { fixFiles } = await import('../fix/passes.ts');
  const { cache, load, settings, options } = run;
  const request = { files: cache, load, rules: run.rules, settings, unsafe: options.unsafeFixes === true };
  if (options.stdin !== true) return measured(run.stopwatch, 'fixing', () => fixFiles(request));
  // Only one text can be printed: what it includes stays as it is.
  const [input] = run.listed;
  const limited = { ...request, mayChange: (path: string) => path === input };
  return measured(run.stopwatch, 'fixing', () => fixFiles(limited));
}

/** `--fix`: writes what the fixes change, then reports what is left. */
async function fixAndReport(run: Run): Promise<number> {
  const { options, surroundings } = run;
  const outcome = await fixAll(run);
  const failures: Failure[] = [...run.failures];
  if (outcome.stopped !== null) failures.push({ message: `fixing stopped: ${outcome.stopped}` });
  const { output, errors } = surroundings;
  const { encode } = await import('../../grammar/encoding.ts');
  if (options.stdin === true) {
    const input = outcome.models[0]?.main;
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
    const written = await writeFiles(changes, nodeDisk());
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
      const result = lint(models, run.rules, run.settings);
      const fixes = { applied: 0, withheld: outcome.withheld };
      return printReport(run, { models, result, fixes, failures }, output);
    }
  }
  const fixes = { applied: outcome.applied, withheld: outcome.withheld };
  const { models, result } = outcome;
  return printReport(run, { models, result, fixes, failures }, options.stdin === true ? errors : output);
}

/** `--diff`: the patch on standard output, one line about it on standard error. */
async function printDiff(run: Run): Promise<number> {
  const { surroundings } = run;
  const outcome = await fixAll(run);
  const { unifiedDiff } = await import('../fix/unified-diff.ts');
  const { shownPath } = await import('../report/paths.ts');
  const { counted } = await import('../report/summary.ts');
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
        ? 'No fix would change anything'
        : `${counted(outcome.applied, 'fix', 'fixes')} in ${counted(files.length, 'file')}`;
  const withheld = outcome.withheld.length === 0 ? '' : `, ${outcome.withheld.length} withheld`;
  await surroundings.errors.write(`${summary}${withheld}\n`);
  await printStats(run, outcome);
  if (failures.length > 0) return 2;
  return files.length > 0 ? 1 : 0;
}

/** The file at a path, or none: what was read once may be gone when it is read again, and then a fix says so itself. */
function stillThere(path: string, files: SourceFiles): SourceFile[] {
  try {
    return [files.read(path)];
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return [];
  }
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
  const cache = new SourceFiles(stopwatch?.fileSystem(nodeFileSystem) ?? nodeFileSystem, stopwatch?.parse);
  const readAll = (): Promise<ReadFiles> =>
    options.stdin === true
      ? readInput(options, surroundings, cache)
      : readPaths(paths, inForce, surroundings, progress, cache);
  const read = await (stopwatch?.measureAsync('looking for files', readAll) ?? readAll());
  const listed = read.files.map((file) => file.path);
  const run: Run = {
    paths,
    listed,
    options,
    surroundings,
    version,
    targets,
    stopwatch,
    rules: stopwatch?.rules(rules) ?? rules,
    cache,
    load: (files) =>
      measured(stopwatch, 'model', () =>
        loadConfigurations(
          listed.flatMap((path) => stillThere(path, files)),
          files,
          loadOptions,
        ),
      ),
    settings: inForce.settings,
    failures: read.failures,
  };
  try {
    if (options.diff === true) return await printDiff(await readingChoices(run));
    if (options.fix === true) return await fixAndReport(await readingChoices(run));
    progress.say('reading the configuration');
    const models = run.load(run.cache);
    progress.say('checking');
    const observe = (rule: Rule): void => progress.say(`checking ${rule.id}`);
    const { settings } = choosesInComments(models) ? await readingChoices(run) : run;
    const result = measured(stopwatch, 'arbitration', () => lint(models, run.rules, settings, observe));
    await progress.end();
    const fixes = { applied: 0, withheld: [] };
    return await printReport(run, { models, result, fixes, failures: run.failures }, surroundings.output);
  } finally {
    await progress.end();
  }
}
