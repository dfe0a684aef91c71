import { isAbsolute } from 'node:path';
import { pathBelow } from '../model/source/file-system.ts';
import { SEVERITY_RANK, type Finding, type Severity } from '../engine/finding.ts';
import type { LintResult } from '../engine/lint-result.ts';
import type { Model } from '../model/model.ts';
import { secretsIn } from '../model/secrets.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import type { FixProposal } from '../report/findings/markdown.ts';
import type { Failure, Report, ReportedFile } from '../report/findings/report.ts';
import type { AskedFor } from '../app/target-files.ts';
import type { Format, LintOptions } from './options.ts';
import type { ReportTargets } from './report-targets.ts';
import { shellWord } from './shell-word.ts';
import type { Change } from '../app/since.ts';
import type { Stopwatch } from './stopwatch.ts';
import { wantsColour, type Output, type Surroundings } from './terminal.ts';
import { unreadIncludes } from '../app/skipped-includes.ts';

/** A call of the lint command, as far as its reports speak of it. */
export interface ReportedCall {
  readonly paths: readonly string[];
  /** The files that the paths mean, absolute. */
  readonly listed: readonly string[];
  /** The files whose findings are asked for; undefined for all. */
  readonly askedIn: (models: readonly Model[]) => AskedFor | undefined;
  /** The change that is looked at; null for all there is. */
  readonly change: Change | null;
  readonly options: LintOptions;
  readonly surroundings: Surroundings;
  /** Version of the tool. */
  readonly version: string;
  readonly targets: ReportTargets;
  /** Takes the time, where that was asked for. */
  readonly stopwatch: Stopwatch | null;
}

/** What came of a call. */
export interface CallOutcome {
  readonly models: readonly Model[];
  readonly result: LintResult;
  readonly fixes: Report['fixes'];
  /** What went wrong, the rules that stopped left out: those are in `result`. */
  readonly failures: readonly Failure[];
  /**
   * What the safe fixes would do, or those of this run have done, with paths relative to the checkout; absent where that
   * cannot be said. Asked for by the formats that show it.
   */
  readonly proposal?: (checkout: string) => Promise<FixProposal>;
}

/** A file as reports need it; what takes time is worked out when it is asked for. */
export function reportedFile(file: SourceFile, complete: boolean): ReportedFile {
  return {
    path: file.path,
    source: file.text,
    complete,
    get lines() {
      return file.lines;
    },
    get document() {
      return file.document;
    },
    get directives() {
      return file.document.lines.reduce((sum, line) => sum + (line.kind === 'directive' ? 1 : 0), 0);
    },
    get secrets() {
      return secretsIn(file);
    },
  };
}

/** The files of a call: those that it reports on, those that were read along, and what could not be read. */
export function reportedFiles(
  models: readonly Model[],
  isAsked: AskedFor | undefined,
): Pick<Report, 'files' | 'context' | 'unread'> {
  const files = new Map<SourceFile, boolean>();
  for (const model of models) {
    for (const file of model.files) files.set(file, (files.get(file) ?? true) && model.complete);
  }
  const part = (wanted: boolean): ReportedFile[] =>
    [...files]
      .filter(([file]) => (isAsked?.(file) ?? true) === wanted)
      .map(([file, complete]) => reportedFile(file, complete))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: part(true), context: part(false), unread: unreadIncludes(models, isAsked) };
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function exitCodeFor(report: Report, options: LintOptions): number {
  if (report.failures.length > 0) return 2;
  const limit = SEVERITY_RANK[options.failOn];
  if (report.findings.some((finding) => SEVERITY_RANK[finding.severity] <= limit)) return 1;
  const { maxWarnings } = options;
  return maxWarnings !== undefined && countOf(report.findings, 'warning') > maxWarnings ? 1 : 0;
}

async function printerOf(
  format: Format,
  call: ReportedCall,
  { proposal }: CallOutcome,
): Promise<(report: Report) => string> {
  switch (format) {
    case 'pretty':
      return (await import('../report/findings/pretty.ts')).pretty;
    case 'concise':
      return (await import('../report/findings/concise.ts')).concise;
    case 'json':
      return (await import('../report/findings/json.ts')).json;
    case 'sarif': {
      const { sarif } = await import('../report/findings/sarif.ts');
      const { describeRule } = await import('./rule-descriptions.ts');
      return (report) => sarif(report, describeRule);
    }
    case 'github':
      return (await import('../report/findings/github.ts')).github;
    case 'gitlab':
      return (await import('../report/findings/gitlab.ts')).gitlab;
    case 'junit':
      return (await import('../report/findings/junit.ts')).junit;
    case 'checkstyle':
      return (await import('../report/findings/checkstyle.ts')).checkstyle;
    case 'markdown': {
      const { markdown } = await import('../report/findings/markdown.ts');
      const proposed = (await proposal?.(checkoutOf(call.surroundings))) ?? null;
      return (report) => markdown(report, proposed);
    }
  }
}

/** What to type next; only the format for people shows it. */
function nextCommand(call: ReportedCall, findings: readonly Finding[]): string | undefined {
  const { options, paths } = call;
  if (options.fix === true || options.stdin === true) return undefined;
  if (!findings.some(({ fix }) => fix?.safety === 'safe')) return undefined;
  // With what decides about the findings: without it the fixes would be others.
  const given = [
    ...(options.preset === undefined ? [] : ['--preset', options.preset]),
    ...(options.reputation === undefined ? [] : ['--reputation', options.reputation]),
    ...(options.pmtaVersion === undefined ? [] : ['--pmta-version', options.pmtaVersion]),
    ...(options.scope === undefined ? [] : ['--scope', options.scope]),
    ...options.rule.flatMap((rule) => ['--rule', rule]),
    ...(options.config === false ? ['--no-config'] : []),
    ...(options.inlineConfig ? [] : ['--no-inline-config']),
    ...(options.baseline === false ? ['--no-baseline'] : []),
    ...(typeof options.baseline === 'string' ? ['--baseline', options.baseline] : []),
    ...(options.since === undefined ? [] : ['--since', options.since]),
    ...(options.staged === true ? ['--staged'] : []),
    ...(typeof options.config === 'string' ? ['--config', options.config] : []),
    ...options.includeRoot.flatMap((folder) => ['--include-root', folder]),
    ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []),
  ];
  return ['pmta-lint', '--diff', ...[...given, ...paths].map(shellWord)].join(' ');
}

/** How a report is shown where it goes. */
interface Presentation {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

const IN_A_FILE: Presentation = { colour: false, width: 80 };

/** What is set where a service runs the call, and what it then calls the top of the work tree. */
const CHECKOUTS = [
  ['GITHUB_ACTIONS', 'GITHUB_WORKSPACE'],
  ['GITLAB_CI', 'CI_PROJECT_DIR'],
  ['JENKINS_URL', 'WORKSPACE'],
] as const;

function isSet({ environment }: Surroundings, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

/** The top of the work tree that a service checked out, if the call was made inside; else the working directory. */
function checkoutOf(surroundings: Surroundings): string {
  const { workingDirectory, environment } = surroundings;
  for (const [service, folder] of CHECKOUTS) {
    const top = environment[folder] ?? '';
    if (isSet(surroundings, service) && isAbsolute(top) && pathBelow(workingDirectory, top) !== undefined)
      return top;
  }
  return workingDirectory;
}

/** Makes the reports of a call, which differ in how they are shown and in failures that come up on the way. */
function reportMaker(
  call: ReportedCall,
  outcome: CallOutcome,
): (shown: Presentation, more: readonly Failure[]) => Report {
  const { options, surroundings } = call;
  const { models, result, fixes } = outcome;
  const files = reportedFiles(models, call.askedIn(models));
  const failures = [
    ...outcome.failures,
    ...result.failures.map(({ rule, path, message }) => ({
      rule,
      path,
      message: `the rule stopped: ${message}`,
    })),
  ];
  return (shown, more) => ({
    workingDirectory: surroundings.workingDirectory,
    checkout: checkoutOf(surroundings),
    ...files,
    findings: result.findings,
    failures: [...failures, ...more],
    fixes,
    suppressed: result.suppressed,
    ...(result.known === undefined ? {} : { known: result.known }),
    ...(call.change === null ? {} : { change: call.change.label }),
    quiet: options.quiet === true,
    ...shown,
    version: call.version,
    // Asked for by the format for people alone.
    get nextCommand() {
      return nextCommand(call, result.findings);
    },
  });
}

/** Writes the reports that go to files. What could not be written is a failure. */
async function writeReports(call: ReportedCall, outcome: CallOutcome, report: Report): Promise<Failure[]> {
  const { files } = call.targets;
  if (files.length === 0) return [];
  const { writeReport } = await import('./write-report.ts');
  const checked = new Set(outcome.models.flatMap((model) => model.files.map((file) => file.realPath)));
  const failures: Failure[] = [];
  for (const { format, path } of files) {
    const printer = await printerOf(format, call, outcome);
    const text = measured(call.stopwatch, 'report', () => printer(report));
    const reason = measured(call.stopwatch, 'report', () => writeReport(path, text, checked));
    if (reason !== null) failures.push({ path, message: `the report was not written: ${reason}` });
  }
  return failures;
}

/** Where the reports of a call go; what reads it is loaded only where there is something to read. Throws a UsageError. */
export async function reportTargets(options: LintOptions, workingDirectory: string): Promise<ReportTargets> {
  const { format, outputFile } = options;
  if (format.length < 2 && outputFile.length === 0) return { standard: format[0] ?? null, files: [] };
  return (await import('./report-targets.ts')).readTargets(options, workingDirectory);
}

/** Does a part of the work, with its time taken where that was asked for. */
export function measured<T>(stopwatch: Stopwatch | null, part: string, work: () => T): T {
  return stopwatch === null ? work() : stopwatch.measure(part, work);
}

/** `--stats`: prints what took how long. */
export async function printStats(
  { stopwatch, surroundings }: ReportedCall,
  { models, result }: Pick<CallOutcome, 'models' | 'result'>,
): Promise<void> {
  if (stopwatch !== null) await surroundings.errors.write(stopwatch.table(models, result));
}

/**
 * Prints what came of a call, and writes the reports that go to files.
 *
 * @returns The exit code of the command.
 */
export async function printReport(call: ReportedCall, outcome: CallOutcome, to: Output): Promise<number> {
  const { options, surroundings, targets } = call;
  const reportFor = reportMaker(call, outcome);
  const unwritten = await writeReports(call, outcome, reportFor(IN_A_FILE, []));
  const report = reportFor(
    { colour: wantsColour(options.color, to, surroundings.environment), width: to.columns ?? 80 },
    unwritten,
  );
  const usual = isSet(surroundings, 'GITHUB_ACTIONS') ? 'github' : 'concise';
  const format = targets.standard ?? (to.isTerminal ? 'pretty' : usual);
  const printer = await printerOf(format, call, outcome);
  await to.write(measured(call.stopwatch, 'report', () => printer(report)));
  await printStats(call, outcome);
  return exitCodeFor(report, options);
}
