import { isAbsolute } from 'node:path';
import { reportContents, type LintOutcome } from '../../app/lint-report.ts';
import type { LintRun } from '../../app/run.ts';
import { SEVERITY_RANK, type Finding } from '../../engine/finding.ts';
import { pathBelow } from '../../model/source/file-system.ts';
import type { FixProposal } from '../../report/findings/markdown.ts';
import type { Failure, Report } from '../../app/report.ts';
import type { Format } from '../options.ts';
import { wantsColour, type CliContext, type Output } from '../terminal.ts';
import { measured, type LintCall } from './call.ts';
import type { LintOptions } from './options.ts';
import type { ReportTargets } from './report-targets.ts';

declare const PMTA_LINT_VERSION: string;

/** What `--fix` would do, or has done in this run, with paths relative to the checkout. */
export type Proposal = (checkout: string) => FixProposal | Promise<FixProposal>;

type Printer = (report: Report) => string;

function exitCodeFor(report: Report, options: LintOptions): number {
  if (report.failures.length > 0) return 2;
  const limit = SEVERITY_RANK[options.failOn];
  if (report.findings.some((finding) => SEVERITY_RANK[finding.severity] <= limit)) return 1;
  const warnings = report.findings.filter(({ severity }) => severity === 'warning').length;
  return warnings > (options.maxWarnings ?? Infinity) ? 1 : 0;
}

type Proposed = () => Promise<FixProposal | null>;

const PRINTERS: Readonly<Record<Format, (proposal: Proposed) => Promise<Printer>>> = {
  pretty: async () => (await import('../../report/findings/pretty.ts')).pretty,
  concise: async () => (await import('../../report/findings/concise.ts')).concise,
  json: async () => (await import('../../report/findings/json.ts')).json,
  sarif: async () => {
    const { sarif } = await import('../../report/findings/sarif.ts');
    const { describeRule } = await import('./rule-descriptions.ts');
    return (report) => sarif(report, describeRule);
  },
  github: async () => (await import('../../report/findings/github.ts')).github,
  gitlab: async () => (await import('../../report/findings/gitlab.ts')).gitlab,
  junit: async () => (await import('../../report/findings/junit.ts')).junit,
  checkstyle: async () => (await import('../../report/findings/checkstyle.ts')).checkstyle,
  markdown: async (proposal) => {
    const { markdown } = await import('../../report/findings/markdown.ts');
    const proposed = await proposal();
    return (report) => markdown(report, proposed);
  },
};

/** A word as a shell takes it, in quotes where it needs them. */
export function shellWord(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

function nextCommand(call: LintCall, findings: readonly Finding[]): string | undefined {
  const { options, paths } = call;
  if (options.fix === true || options.stdin === true) return undefined;
  if (!findings.some(({ fix }) => fix !== null && fix.effect !== 'unsafe')) return undefined;
  // With all options that decide about the findings: without them the fixes would be others.
  const given = [
    ...flag('--preset', options.preset),
    ...flag('--reputation', options.reputation),
    ...flag('--pmta-version', options.pmtaVersion),
    ...flag('--scope', options.scope),
    ...options.rule.flatMap((rule) => flag('--rule', rule)),
    ...options.only.flatMap((names) => flag('--only', names)),
    ...options.except.flatMap((names) => flag('--except', names)),
    ...(options.config === false ? ['--no-config'] : []),
    ...(options.inlineConfig ? [] : ['--no-inline-config']),
    ...(options.baseline === false ? ['--no-baseline'] : flag('--baseline', options.baseline)),
    ...flag('--since', options.since),
    ...(options.staged === true ? ['--staged'] : []),
    ...(options.config === false ? [] : flag('--config', options.config)),
    ...options.includeRoot.flatMap((folder) => flag('--include-root', folder)),
    ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []),
  ];
  return ['pmta-lint', '--diff', ...[...given, ...paths].map(shellWord)].join(' ');
}

/** How a report is shown where it goes; the width is in columns. */
type Presentation = Pick<Report, 'colour' | 'width'>;

const IN_A_FILE: Presentation = { colour: false, width: 80 };

/** The variables that a CI service sets: that it runs the call, and the top of the work tree. */
const CHECKOUTS = [
  ['GITHUB_ACTIONS', 'GITHUB_WORKSPACE'],
  ['GITLAB_CI', 'CI_PROJECT_DIR'],
  ['JENKINS_URL', 'WORKSPACE'],
] as const;

function isSet({ environment }: CliContext, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

/** The top of the work tree that a CI service checked out, if the call was made inside; else the working directory. */
function checkoutOf(context: CliContext): string {
  const { workingDirectory, environment } = context;
  for (const [service, folder] of CHECKOUTS) {
    const top = environment[folder] ?? '';
    if (isSet(context, service) && isAbsolute(top) && pathBelow(workingDirectory, top) !== undefined)
      return top;
  }
  return workingDirectory;
}

function reportMaker(
  call: LintCall,
  run: LintRun,
  outcome: LintOutcome,
): (shown: Presentation, more: readonly Failure[]) => Report {
  const { options, context } = call;
  const contents = reportContents(outcome, run.targetsIn(outcome.models));
  return (shown, more) => ({
    ...contents,
    failures: [...contents.failures, ...more],
    workingDirectory: context.workingDirectory,
    checkout: checkoutOf(context),
    ...(run.change === null ? {} : { change: run.change.label }),
    quiet: options.quiet === true,
    ...shown,
    version: PMTA_LINT_VERSION,
    get nextCommand() {
      return nextCommand(call, contents.findings);
    },
  });
}

/** Writes the reports that go to files. A report that cannot be written is a failure. */
async function writeReports(
  call: LintCall,
  { models }: LintOutcome,
  report: Report,
  proposal: Proposed,
): Promise<Failure[]> {
  const { files } = call.targets;
  if (files.length === 0) return [];
  const { writeReport } = await import('../../app/write-file.ts');
  const checked = new Set(models.flatMap((model) => model.files.map((file) => file.realPath)));
  const failures: Failure[] = [];
  for (const { format, path } of files) {
    const printer = await PRINTERS[format](proposal);
    const reason = measured(call, 'report', () => writeReport(path, printer(report), checked));
    if (reason !== null) failures.push({ path, message: `the report was not written: ${reason}` });
  }
  return failures;
}

/** Where the reports of a call go; their parser is loaded only if there is something to parse. Throws a UsageError. */
export async function reportTargets(options: LintOptions, workingDirectory: string): Promise<ReportTargets> {
  const { format, outputFile } = options;
  if (format.length < 2 && outputFile.length === 0) return { standard: format[0] ?? null, files: [] };
  return (await import('./report-targets.ts')).readTargets(options, workingDirectory);
}

export async function printStats(
  { stopwatch, context }: LintCall,
  { models, result }: Pick<LintOutcome, 'models' | 'result'>,
): Promise<void> {
  if (stopwatch !== null) await context.errors.write(stopwatch.table(models, result));
}

/** Prints the report of a call, and writes the reports that go to files; returns the exit code. */
export async function printReport(
  call: LintCall,
  run: LintRun,
  outcome: LintOutcome,
  to: Output,
  proposal?: Proposal,
): Promise<number> {
  const { options, context, targets } = call;
  let known: Promise<FixProposal | null> | undefined;
  const proposed: Proposed = () => (known ??= Promise.resolve(proposal?.(checkoutOf(context)) ?? null));
  const reportFor = reportMaker(call, run, outcome);
  const unwritten = await writeReports(call, outcome, reportFor(IN_A_FILE, []), proposed);
  const report = reportFor(
    { colour: wantsColour(options.color, to, context.environment), width: to.columns ?? 80 },
    unwritten,
  );
  const usual = isSet(context, 'GITHUB_ACTIONS') ? 'github' : 'concise';
  const printer = await PRINTERS[targets.standard ?? (to.isTerminal ? 'pretty' : usual)](proposed);
  await to.write(measured(call, 'report', () => printer(report)));
  await printStats(call, outcome);
  return exitCodeFor(report, options);
}
