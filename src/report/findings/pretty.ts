import type { Finding, Related } from '../../engine/finding.ts';
import { drawFrame, type Mark } from './code-frame.ts';
import { type Paint, painter } from '../colour.ts';
import { pathWriter } from '../paths.ts';
import { type Report, explainCommand, listedFindings, filesToShow } from './report.ts';
import { ShownFile } from './shown-file.ts';
import {
  countByRule,
  countFindings,
  counted,
  fixableLine,
  reasonToWithhold,
  staleEntries,
  staleLine,
  summaryLine,
} from './summary.ts';
import { visible } from '../visible.ts';
import { usableWidth, wrap } from '../width.ts';

const LINES_BEFORE = 2;
const LINES_BEHIND = 1;

/** Wider text is hard to read, however wide the terminal. */
const WIDEST_TEXT = 100;

/** Related places that get a frame of their own; a finding can have hundreds. */
const MOST_RELATED_FRAMES = 5;

/** Configurations named as incomplete, one by one. */
const MOST_INCOMPLETE = 5;

/** From how many findings on the end says how often each rule spoke. */
const LONG_REPORT = 20;

/** Rules that it names. */
const MOST_RULES = 10;

const INDENT = '  ';

/** The words of one report on their way to the terminal. */
class PrettyReport {
  readonly #report: Report;
  readonly #paint: Paint;
  readonly #width: number;
  readonly #path: (path: string) => string;
  readonly #files: ReadonlyMap<string, ShownFile>;
  readonly #lines: string[] = [];

  constructor(report: Report) {
    this.#report = report;
    this.#paint = painter(report.colour);
    this.#width = usableWidth(report.width);
    const shown = pathWriter(report.workingDirectory);
    this.#path = (path) => visible(shown(path));
    this.#files = new Map(filesToShow(report).map((file) => [file.path, new ShownFile(file)]));
  }

  print(): string {
    let path: string | undefined;
    for (const finding of listedFindings(this.#report)) {
      if (finding.path !== path) this.#lines.push(this.#paint('path', this.#path(finding.path)), '');
      path = finding.path;
      this.#finding(finding);
      this.#lines.push('');
    }
    this.#byRule();
    this.#end();
    return `${this.#lines.join('\n')}\n`;
  }

  /** Adds a text below the margin, broken to the width; further lines are indented by two more columns. */
  #text(text: string, paint: (line: string) => string = (line) => line, indent = INDENT): void {
    const hanging = `${indent}${INDENT}`;
    const width = Math.min(this.#width, WIDEST_TEXT);
    const [first = '', ...others] = wrap(visible(text), width - hanging.length);
    this.#lines.push(indent + paint(first), ...others.map((line) => hanging + paint(line)));
  }

  #finding(finding: Finding): void {
    const paint = this.#paint;
    const file = this.#files.get(finding.path);
    const position = file === undefined ? '' : `${file.positionOf(finding.start)}  `;
    const severity = paint(finding.severity, finding.severity);
    this.#lines.push(`${INDENT}${position}${severity}  ${paint('strong', visible(finding.rule))}`);
    for (const line of wrap(visible(finding.message), Math.min(this.#width, WIDEST_TEXT) - INDENT.length)) {
      this.#lines.push(INDENT + line);
    }
    this.#lines.push('');
    if (file !== undefined) this.#frames(finding, file);
    if (finding.fix !== null) {
      const withheld = reasonToWithhold(this.#report, finding);
      const use = finding.fix.safety === 'safe' ? 'safe, applied by --fix' : 'unsafe: needs --unsafe-fixes';
      this.#text(
        `fix: ${finding.fix.title} (${withheld === undefined ? use : `withheld: ${withheld}`})`,
        (line) => paint('good', line),
      );
    }
    this.#text(`more: ${explainCommand(finding.rule)}`, (line) => paint('faint', line));
  }

  #frames(finding: Finding, file: ShownFile): void {
    const whole = wholeFirstLine(finding, file);
    const primary: Mark = { ...rangeOf(finding), sign: '^', tone: finding.severity, label: '' };
    const related = new Map<Mark, Related>(finding.related.map((place) => [markOf(place), place]));
    const near = [...related].filter(([, place]) => place.path === finding.path).map(([mark]) => mark);
    const frame = drawFrame({
      file,
      focus: finding,
      marks: whole ? near : [primary, ...near],
      before: whole ? 0 : LINES_BEFORE,
      behind: whole ? 0 : LINES_BEHIND,
      width: this.#width,
      paint: this.#paint,
    });
    this.#lines.push(...frame.lines, '');

    const far = [...related].filter(
      ([mark, place]) => place.path !== finding.path || frame.left.includes(mark),
    );
    for (const [mark, place] of far.slice(0, MOST_RELATED_FRAMES)) this.#relatedFrame(mark, place);
    if (far.length > MOST_RELATED_FRAMES) {
      this.#text(`and ${counted(far.length - MOST_RELATED_FRAMES, 'more place')}`);
      this.#lines.push('');
    }
  }

  #relatedFrame(mark: Mark, place: Related): void {
    const file = this.#files.get(place.path);
    if (file === undefined) {
      this.#text(`see ${this.#path(place.path)}: ${place.message}`);
    } else {
      this.#lines.push(`${INDENT}see ${this.#path(place.path)}:${file.positionOf(place.start)}`);
      const request = { file, focus: place, marks: [mark], before: 0, behind: 0 };
      this.#lines.push(...drawFrame({ ...request, width: this.#width, paint: this.#paint }).lines);
    }
    this.#lines.push('');
  }

  /** Of a report that nobody reads to its end: which rules it is about. */
  #byRule(): void {
    const findings = listedFindings(this.#report);
    const counts = countByRule(findings);
    if (findings.length < LONG_REPORT || counts.length < 2) return;
    const paint = this.#paint;
    const shown = counts.slice(0, MOST_RULES);
    const width = Math.max(...shown.map(({ count }) => `${count}`.length));
    this.#lines.push(paint('strong', 'by rule'));
    for (const { rule, severity, count } of shown) {
      const word = paint(severity, severity) + ' '.repeat('warning'.length - severity.length);
      this.#lines.push(`${INDENT}${`${count}`.padStart(width)}  ${word}  ${visible(rule)}`);
    }
    if (counts.length > MOST_RULES)
      this.#lines.push(`${INDENT}and ${counted(counts.length - MOST_RULES, 'more rule')}`);
    this.#lines.push('');
  }

  /** What did not go as it should, the figures, and what to do next. */
  #end(): void {
    const { failures, fixes, unread = [], nextCommand, quiet } = this.#report;
    const paint = this.#paint;
    const note = (text: string, tone: Parameters<Paint>[0]): void =>
      this.#text(text, (line) => paint(tone, line), '');
    const before = this.#lines.length;
    for (const { path, rule, message } of failures) {
      const place = path === undefined ? '' : `${this.#path(path)}: `;
      note(`failed: ${place}${message}${rule === undefined ? '' : ` [${rule}]`}`, 'error');
    }
    for (const { rule, path, reason } of fixes.withheld) {
      note(`fix withheld: ${this.#path(path)}: ${reason} [${rule}]`, 'warning');
    }
    for (const { path, line, text } of unread.slice(0, MOST_INCOMPLETE)) {
      note(`incomplete: ${this.#path(path)}:${line}: ${text}`, 'warning');
    }
    if (unread.length > MOST_INCOMPLETE) {
      note(`and ${counted(unread.length - MOST_INCOMPLETE, 'more incomplete configuration')}`, 'warning');
    }
    for (const { path, rule, text } of staleEntries(this.#report)) {
      note(`stale: ${this.#path(path)}: ${text} [${rule}]`, 'faint');
    }
    if (this.#lines.length > before) this.#lines.push('');

    const counts = countFindings(this.#report);
    const worst =
      counts.errors > 0 ? 'error' : counts.warnings > 0 ? 'warning' : counts.infos > 0 ? 'info' : 'good';
    if (fixes.applied > 0) note(`${counted(fixes.applied, 'fix', 'fixes')} applied`, 'good');
    note(summaryLine(counts, quiet), worst);
    const fixable = fixableLine(counts);
    if (fixable !== undefined) note(fixable, 'strong');
    const stale = staleLine(counts);
    if (stale !== undefined) note(stale, 'faint');
    if (nextCommand !== undefined) note(`next: ${nextCommand}`, 'strong');
  }
}

function rangeOf({ start, end }: { readonly start: number; readonly end: number }): {
  start: number;
  end: number;
} {
  return { start, end };
}

function markOf(place: Related): Mark {
  return { ...rangeOf(place), sign: '-', tone: 'related', label: place.message };
}

/** A finding about the whole configuration stands on all of line 1: there is nothing to point at. */
function wholeFirstLine({ start, end }: Finding, file: ShownFile): boolean {
  const line = file.boundsOf(1);
  return start <= line.start && end === line.end;
}

/**
 * The report for people: findings by file, each with the lines it is about, its fix and where to read more, then the
 * figures. Ends with a newline. A run without findings, failures or notes is one line.
 */
export function pretty(report: Report): string {
  return new PrettyReport(report).print();
}
