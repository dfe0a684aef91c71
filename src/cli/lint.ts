import type { FixOutcome } from '../fix/passes.ts';
import type { Finding, Severity } from '../engine/finding.ts';
import { lint, type LintResult } from '../engine/lint.ts';
import { settingsFor, type RuleChoice, type Settings } from '../engine/settings.ts';
import type { Model } from '../model/model.ts';
import { loadConfigurations } from '../model/project.ts';
import { secretsIn } from '../model/secrets.ts';
import { SourceFiles, type SourceFile } from '../model/source-file.ts';
import { rules } from '../../rules/index.ts';
import type { Failure, Report, ReportedFile } from '../report/report.ts';
import { visible } from '../report/visible.ts';
import { loadOptionsFor, readInput, readPaths } from './configurations.ts';
import type { Format, LintOptions } from './options.ts';
import { Progress, wantsColour, type Output, type Surroundings } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

function refuseContradictions(paths: readonly string[], options: LintOptions): void {
  const { diff, fix, unsafeFixes, format, stdin, stdinFilename } = options;
  if (diff === true && fix === true)
    throw new UsageError('--diff writes nothing and --fix writes: give one of them');
  if (diff === true && format !== undefined) {
    throw new UsageError('--diff prints a patch and nothing else: leave out --format, or run without --diff');
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

function reportedFile(file: SourceFile, complete: boolean): ReportedFile {
  return {
    path: file.path,
    source: file.text,
    complete,
    get lines() {
      return file.lines;
    },
    get directives() {
      return file.document.lines.reduce((sum, line) => sum + (line.kind === 'directive' ? 1 : 0), 0);
    },
    get secrets() {
      return secretsIn(file);
    },
  };
}

function reportedFiles(models: readonly Model[]): ReportedFile[] {
  const files = new Map<SourceFile, boolean>();
  for (const model of models) {
    for (const file of model.files) files.set(file, (files.get(file) ?? true) && model.complete);
  }
  const paths = [...files].map(([file, complete]) => reportedFile(file, complete));
  return paths.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function exitCodeFor(report: Report, options: LintOptions): number {
  if (report.failures.length > 0) return 2;
  const limit = RANK[options.failOn];
  if (report.findings.some((finding) => RANK[finding.severity] >= limit)) return 1;
  const { maxWarnings } = options;
  return maxWarnings !== undefined && countOf(report.findings, 'warning') > maxWarnings ? 1 : 0;
}

async function printerOf(format: Format): Promise<(report: Report) => string> {
  switch (format) {
    case 'pretty':
      return (await import('../report/pretty.ts')).pretty;
    case 'concise':
      return (await import('../report/concise.ts')).concise;
    case 'json':
      return (await import('../report/json.ts')).json;
  }
}

interface Run {
  readonly paths: readonly string[];
  /** The files that the paths mean, absolute. */
  readonly listed: readonly string[];
  readonly options: LintOptions;
  readonly surroundings: Surroundings;
  readonly version: string;
  readonly cache: SourceFiles;
  readonly load: (files: SourceFiles) => Model[];
  readonly settings: Settings;
  readonly failures: readonly Failure[];
}

/** What `--rule` says; its parser is loaded only when there is something to parse. */
async function choicesFor({ rule }: LintOptions): Promise<ReadonlyMap<string, RuleChoice>> {
  const choices = new Map<string, RuleChoice>();
  if (rule.length === 0) return choices;
  const { readRuleChoice } = await import('../engine/rule-choice.ts');
  for (const text of rule) {
    const read = readRuleChoice(text, rules);
    if (!read.ok) throw new UsageError(`--rule '${text}': ${read.reason}`);
    choices.set(read.id, read.choice);
  }
  return choices;
}

/** What to type next; only the format for people shows it. */
function nextCommand(run: Run, findings: readonly Finding[]): string | undefined {
  const { options, paths } = run;
  if (options.fix === true || options.stdin === true) return undefined;
  if (!findings.some(({ fix }) => fix?.safety === 'safe')) return undefined;
  // With what decides about the findings: without it the fixes would be others.
  const given = [
    ...(options.preset === 'recommended' ? [] : ['--preset', options.preset]),
    ...(options.reputation === 'warm' ? [] : ['--reputation', options.reputation]),
    ...(options.pmtaVersion === '5.0' ? [] : ['--pmta-version', options.pmtaVersion]),
    ...(options.scope === undefined ? [] : ['--scope', options.scope]),
    ...options.rule.flatMap((rule) => ['--rule', rule]),
    ...options.includeRoot.flatMap((folder) => ['--include-root', folder]),
    ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []),
  ];
  const quoted = [...given, ...paths].map((word) =>
    /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return ['pmta-lint', '--diff', ...quoted].join(' ');
}

function reportOf(
  run: Run,
  models: readonly Model[],
  result: LintResult,
  fixes: Report['fixes'],
  more: readonly Failure[],
): Report {
  const { options, surroundings } = run;
  const output: Output = surroundings.output;
  return {
    workingDirectory: surroundings.workingDirectory,
    files: reportedFiles(models),
    findings: result.findings,
    failures: [
      ...run.failures,
      ...result.failures.map(({ rule, path, message }) => ({
        rule,
        path,
        message: `the rule stopped: ${message}`,
      })),
      ...more,
    ],
    fixes,
    suppressed: 0,
    quiet: options.quiet === true,
    colour: wantsColour(options.color, output, surroundings.environment),
    width: output.columns ?? 80,
    version: run.version,
    // Asked for by the format for people alone.
    get nextCommand() {
      return nextCommand(run, result.findings);
    },
  };
}

async function print(run: Run, report: Report, to: Output): Promise<number> {
  const format = run.options.format ?? (to.isTerminal ? 'pretty' : 'concise');
  const printer = await printerOf(format);
  await to.write(printer(report));
  return exitCodeFor(report, run.options);
}

async function fixAll(run: Run): Promise<FixOutcome> {
  const { fixFiles } = await import('../fix/passes.ts');
  const { cache, load, settings, options } = run;
  const request = { files: cache, load, rules, settings, unsafe: options.unsafeFixes === true };
  if (options.stdin !== true) return fixFiles(request);
  // Only one text can be printed: what it includes stays as it is.
  const [input] = run.listed;
  return fixFiles({ ...request, mayChange: (path) => path === input });
}

/** `--fix`: writes what the fixes change, then reports what is left. */
async function fixAndReport(run: Run): Promise<number> {
  const { options, surroundings } = run;
  const outcome = await fixAll(run);
  const failures: Failure[] =
    outcome.stopped === null ? [] : [{ message: `fixing stopped: ${outcome.stopped}` }];
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
      const result = lint(models, rules, run.settings);
      return print(
        run,
        reportOf(run, models, result, { applied: 0, withheld: outcome.withheld }, failures),
        output,
      );
    }
  }
  const fixes = { applied: outcome.applied, withheld: outcome.withheld };
  const report = reportOf(run, outcome.models, outcome.result, fixes, failures);
  return print(run, report, options.stdin === true ? errors : output);
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
  await surroundings.output.write(unifiedDiff(files));
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
  if (failures.length > 0) return 2;
  return files.length > 0 ? 1 : 0;
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
  const loadOptions = loadOptionsFor(options, surroundings.workingDirectory);
  const progress = new Progress(surroundings.errors);
  const read =
    options.stdin === true
      ? await readInput(options, surroundings)
      : await readPaths(paths, surroundings, progress);
  const listed = read.files.map((file) => file.path);
  const run: Run = {
    paths,
    listed,
    options,
    surroundings,
    version,
    cache: read.cache,
    load: (files) =>
      loadConfigurations(
        listed.map((path) => files.read(path)),
        files,
        loadOptions,
      ),
    settings: settingsFor({
      preset: options.preset,
      reputation: options.reputation,
      version: options.pmtaVersion,
      rules: await choicesFor(options),
    }),
    failures: read.failures,
  };
  try {
    if (options.diff === true) return await printDiff(run);
    if (options.fix === true) return await fixAndReport(run);
    progress.say('reading the configuration');
    const models = run.load(run.cache);
    progress.say('checking');
    const result = lint(models, rules, run.settings, (rule) => progress.say(`checking ${rule.id}`));
    await progress.end();
    return await print(
      run,
      reportOf(run, models, result, { applied: 0, withheld: [] }, []),
      surroundings.output,
    );
  } finally {
    await progress.end();
  }
}
