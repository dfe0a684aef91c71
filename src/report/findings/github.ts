import { groupBy } from '../../base/collections.ts';
import type { Finding, Severity } from '../../engine/finding.ts';
import { pathWriter } from '../../base/paths.ts';
import { filesByPath, listedFindings, placeOfFinding } from './report.ts';
import type { Report, ReportedFile } from '../../app/report.ts';
import { counted, notesOf, noteText, staleLine, summaryLine, withRule } from './summary.ts';
import { visible } from '../../base/visible.ts';

/** Annotations of one kind that GitHub shows for a step. */
const MOST_OF_A_KIND = 10;

const KINDS = { error: 'error', warning: 'warning', info: 'notice' } as const;
type Kind = (typeof KINDS)[Severity];

const WORDS = {
  failure: 'failure',
  withheld: 'fix withheld',
  incomplete: 'incomplete',
  stale: 'stale',
} as const;

/** An annotation as a command of the log, and as a plain line. */
interface Annotation {
  readonly kind: Kind;
  readonly command: () => string;
  readonly plain: () => string;
}

/** The text after a command. Nothing in it ends the line. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property, which ends at a comma or a colon too. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A path without what would steer the terminal of someone who reads the log; line ends are escaped later. */
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

/** A line of the log that is not a command: those begin with `::`, or contain `##[`. */
function logLine(text: string): string {
  return visible(text).replaceAll('##[', '# #[');
}

/** The location of a finding as properties. GitHub accepts columns only where it is on one line. */
function locationOf(
  finding: Finding,
  file: ReportedFile | undefined,
  path: string,
): Record<string, string | number> {
  if (file === undefined) return { file: pathProperty(path) };
  const start = file.lines.positionAt(finding.start);
  // The last character, since a missing end means the start.
  const end = file.lines.positionAt(Math.max(finding.start, finding.end - 1));
  const lines = { file: pathProperty(path), line: start.line, endLine: end.line };
  if (start.line !== end.line) return lines;
  return { ...lines, col: start.column, endColumn: end.column };
}

/** The report as commands of GitHub Actions; plain lines for more than GitHub shows. No text of a file begins a command. */
export function github(report: Report): string {
  const shown = pathWriter(report.checkout);
  const files = filesByPath(report);
  const failures = report.failures.map(({ path, rule, message }): Annotation => {
    const place = path === undefined ? {} : { file: pathProperty(shown(path)) };
    const text = noteText({ kind: 'failure', path, text: message, rule }, shown);
    return {
      kind: 'error',
      command: () => command('error', { title: 'pmta-lint could not do all of its work', ...place }, text),
      plain: () => logLine(`failure: ${text}`),
    };
  });
  const findings = listedFindings(report).map((finding): Annotation => {
    const { severity, rule, message, path } = finding;
    const kind = KINDS[severity];
    const file = files.get(path);
    return {
      kind,
      command: () => command(kind, { title: rule, ...locationOf(finding, file, shown(path)) }, message),
      // The line begins with a word of ours, so that no path can begin a command.
      plain: () =>
        logLine(`${severity}: ${placeOfFinding(finding, file, shown)}: ${withRule(message, rule)}`),
    };
  });
  const byKind = groupBy([...failures, ...findings], ({ kind }) => kind);
  const tooMany = [...byKind.values()].some((all) => all.length > MOST_OF_A_KIND);
  const commands: string[] = [];
  const beyond: string[] = [];
  const cut: string[] = [];
  for (const kind of Object.values(KINDS)) {
    const all = byKind.get(kind) ?? [];
    // One notice is kept to say what is not annotated.
    const most = MOST_OF_A_KIND - (kind === 'notice' && tooMany ? 1 : 0);
    commands.push(...all.slice(0, most).map((one) => one.command()));
    for (const one of all.slice(most)) beyond.push(one.plain());
    if (all.length > most) cut.push(`${most} of ${counted(all.length, kind)}`);
  }
  const notes = notesOf(report).filter(({ kind }) => kind !== 'failure');
  const stale = staleLine(report);
  const part = `Annotated here: ${cut.join(', ')}; the log of this step lists all`;
  const lines = [
    ...commands,
    ...beyond,
    ...notes.map((note) => logLine(`${WORDS[note.kind]}: ${noteText(note, shown)}`)),
    summaryLine(report),
    ...(stale === undefined ? [] : [stale]),
    ...(cut.length === 0 ? [] : [command('notice', { title: 'pmta-lint' }, part)]),
  ];
  return `${lines.join('\n')}\n`;
}
