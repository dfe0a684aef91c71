import type { Finding, Severity } from '../../engine/finding.ts';
import { pathWriter } from '../paths.ts';
import { type Report, type ReportedFile, listedFindings, filesToShow } from './report.ts';
import { countFindings, counted, staleEntries, staleLine, summaryLine } from './summary.ts';
import { visible } from '../visible.ts';

/** Annotations of one kind that GitHub shows for a step. */
const MOST_OF_A_KIND = 10;

const KINDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  string
>;
type Kind = (typeof KINDS)[Severity];

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** The text behind a command. Nothing in it ends the line. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property, which ends at a comma or a colon too. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A path as it is, apart from what would steer the terminal of someone who reads the log; line ends are escaped later. */
function pathProperty(path: string): string {
  return path
    .split(/([\r\n])/)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join('');
}

function command(kind: Kind, properties: Readonly<Record<string, string | number>>, text: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(`${value}`)}`);
  return `::${kind} ${written.join(',')}::${data(visible(text))}`;
}

/** A line of the log that is no command: those begin with `::`, or hold `##[` anywhere. */
function logLine(text: string): string {
  return visible(text).replaceAll('##[', '# #[');
}

/** Where a finding stands, as properties. GitHub takes columns only of what stands on one line. */
function placeOf(
  finding: Finding,
  file: ReportedFile | undefined,
  path: string,
): Record<string, string | number> {
  if (file === undefined) return { file: pathProperty(path) };
  const start = file.lines.positionAt(finding.start);
  // The last character, not what is behind it: an end that is left out is taken to be the start.
  const end = file.lines.positionAt(Math.max(finding.start, finding.end - 1));
  const lines = { file: pathProperty(path), line: start.line, endLine: end.line };
  if (start.line !== end.line) return lines;
  return { ...lines, col: start.column, endColumn: end.column };
}

/** A finding as a line of the log. It begins with a word of ours, so that no path can begin a command. */
function findingLine(finding: Finding, file: ReportedFile | undefined, path: string): string {
  const position = file?.lines.positionAt(finding.start);
  const where = position === undefined ? '' : `:${position.line}:${position.column}`;
  return logLine(`${finding.severity}: ${path}${where}: ${finding.message} [${finding.rule}]`);
}

/** How many of the annotations fit, `10 of 14 errors and 10 of 25 warnings`; undefined if all do. */
function shownPart(shown: ReadonlyMap<Kind, number>, all: ReadonlyMap<Kind, number>): string | undefined {
  const parts = [...all]
    .filter(([kind, count]) => count > (shown.get(kind) ?? 0))
    .map(([kind, count]) => `${shown.get(kind) ?? 0} of ${counted(count, kind)}`);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/**
 * The report as workflow commands of GitHub Actions: annotations of the changed files, the gravest first. GitHub shows ten
 * of a kind for each step; what is beyond that stands in the log as plain lines, and the last notice says how many.
 * Then what did not go as it should, and one line of summary. Nothing that a file holds can begin a command.
 */
export function github(report: Report): string {
  const shownPath = pathWriter(report.checkout);
  const files = new Map<string, ReportedFile>(filesToShow(report).map((file) => [file.path, file]));
  const findings = listedFindings(report);
  const all = new Map<Kind, number>(ORDER.map((severity) => [KINDS[severity], 0]));
  const count = (kind: Kind, more: number): void => void all.set(kind, (all.get(kind) ?? 0) + more);
  count('error', report.failures.length);
  for (const { severity } of findings) count(KINDS[severity], 1);
  const tooMany = [...all.values()].some((number) => number > MOST_OF_A_KIND);

  const shown = new Map<Kind, number>();
  const commands: string[] = [];
  const beyond: string[] = [];
  const annotate = (kind: Kind, line: () => string, plain: () => string): void => {
    // One notice is kept for saying what is left out.
    const most = MOST_OF_A_KIND - (kind === 'notice' && tooMany ? 1 : 0);
    const number = shown.get(kind) ?? 0;
    if (number >= most) beyond.push(plain());
    else {
      shown.set(kind, number + 1);
      commands.push(line());
    }
  };

  for (const { path, rule, message } of report.failures) {
    const text = rule === undefined ? message : `${message} [${rule}]`;
    const place = path === undefined ? {} : { file: pathProperty(shownPath(path)) };
    const named = path === undefined ? text : `${shownPath(path)}: ${text}`;
    annotate(
      'error',
      () => command('error', { title: 'pmta-lint could not do all of its work', ...place }, named),
      () => logLine(`failure: ${named}`),
    );
  }
  for (const wanted of ORDER) {
    for (const finding of findings) {
      if (finding.severity !== wanted) continue;
      const file = files.get(finding.path);
      const path = shownPath(finding.path);
      annotate(
        KINDS[wanted],
        () =>
          command(KINDS[wanted], { title: finding.rule, ...placeOf(finding, file, path) }, finding.message),
        () => findingLine(finding, file, path),
      );
    }
  }
  for (const { path, rule, reason } of report.fixes.withheld) {
    beyond.push(logLine(`fix withheld: ${shownPath(path)}: ${reason} [${rule}]`));
  }
  for (const { path, line, text } of report.unread ?? []) {
    beyond.push(logLine(`incomplete: ${shownPath(path)}:${line}: ${text}`));
  }
  const counts = countFindings(report);
  for (const { path, rule, text } of staleEntries(report))
    beyond.push(logLine(`stale: ${shownPath(path)}: ${text} [${rule}]`));
  const stale = staleLine(counts);
  const part = shownPart(shown, all);
  const lines = [
    ...commands,
    ...beyond,
    summaryLine(counts, report.quiet),
    ...(stale === undefined ? [] : [stale]),
    ...(part === undefined
      ? []
      : [
          command(
            'notice',
            { title: 'pmta-lint' },
            `Annotated here: ${part}; the log of this step lists all`,
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
