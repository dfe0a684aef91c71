import { groupBy } from '../../base/collections.ts';
import { SEVERITY_RANK, type Finding, type Related } from '../../engine/finding.ts';
import { drawFrame, type Mark } from './code-frame.ts';
import { type Paint, painter, type Tone } from '../colour.ts';
import { pathWriter, type PathWriter } from '../paths.ts';
import { type Report, explainCommand, filesToShow, listedFindings } from './report.ts';
import { ShownFile } from './shown-file.ts';
import {
  countBySeverity,
  counted,
  fixableLine,
  notesOf,
  noteText,
  reasonToWithhold,
  staleLine,
  summaryLine,
  type Note,
} from './summary.ts';
import { visible } from '../visible.ts';
import { usableWidth, wrap } from '../width.ts';

const LINES_BEFORE = 2;
const LINES_AFTER = 1;

/** Wider text is hard to read, however wide the terminal. */
const WIDEST_TEXT = 100;

/** Related places that get a frame of their own; a finding can have hundreds. */
const MOST_RELATED_FRAMES = 5;

/** Configurations named as incomplete, one by one. */
const MOST_INCOMPLETE = 5;

/** From how many findings on the end lists the rules with their number of findings. */
const LONG_REPORT = 20;

/** Rules in that list. */
const MOST_RULES = 10;

const INDENT = '  ';

const NOTES: Readonly<Record<Note['kind'], readonly [string, Tone]>> = {
  failure: ['failed', 'error'],
  withheld: ['fix withheld', 'warning'],
  incomplete: ['incomplete', 'warning'],
  stale: ['stale', 'faint'],
};

/** Collects the lines of one report. */
class PrettyReport {
  readonly #report: Report;
  readonly #paint: Paint;
  readonly #width: number;
  readonly #shown: PathWriter;
  readonly #files: ReadonlyMap<string, ShownFile>;
  readonly #lines: string[] = [];

  constructor(report: Report) {
    this.#report = report;
    this.#paint = painter(report.colour);
    this.#width = usableWidth(report.width);
    this.#shown = pathWriter(report.workingDirectory);
    this.#files = new Map(filesToShow(report).map((file) => [file.path, new ShownFile(file)]));
  }

  print(): string {
    let path: string | undefined;
    for (const finding of listedFindings(this.#report)) {
      if (finding.path !== path)
        this.#lines.push(this.#paint('path', visible(this.#shown(finding.path))), '');
      path = finding.path;
      this.#finding(finding);
      this.#lines.push('');
    }
    this.#byRule();
    this.#end();
    return `${this.#lines.join('\n')}\n`;
  }

  /** Adds a text below the margin, broken to the width; further lines are indented by two more columns. */
  #text(text: string, tone?: Tone, indent = INDENT): void {
    const paint = (line: string): string => (tone === undefined ? line : this.#paint(tone, line));
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
        'good',
      );
    }
    this.#text(`more: ${explainCommand(finding.rule)}`, 'faint');
  }

  #frames(finding: Finding, file: ShownFile): void {
    const whole = wholeFirstLine(finding, file);
    const { start, end, severity } = finding;
    const primary: Mark = { start, end, sign: '^', tone: severity, label: '' };
    const related = new Map<Mark, Related>(finding.related.map((place) => [markOf(place), place]));
    const near = [...related].filter(([, place]) => place.path === finding.path).map(([mark]) => mark);
    const frame = drawFrame({
      file,
      focus: finding,
      marks: whole ? near : [primary, ...near],
      before: whole ? 0 : LINES_BEFORE,
      after: whole ? 0 : LINES_AFTER,
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
      this.#text(`see ${this.#shown(place.path)}: ${place.message}`);
    } else {
      this.#lines.push(`${INDENT}see ${visible(this.#shown(place.path))}:${file.positionOf(place.start)}`);
      const request = { file, focus: place, marks: [mark], before: 0, after: 0 };
      this.#lines.push(...drawFrame({ ...request, width: this.#width, paint: this.#paint }).lines);
    }
    this.#lines.push('');
  }

  /** The rules of a long report, the most severe first, then the most frequent. */
  #byRule(): void {
    const findings = listedFindings(this.#report);
    const rules = [...groupBy(findings, ({ severity, rule }) => `${severity} ${rule}`).values()]
      .flatMap((group) =>
        group.slice(0, 1).map(({ severity, rule }) => ({ severity, rule, count: group.length })),
      )
      .sort(
        (a, b) =>
          SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
          b.count - a.count ||
          (a.rule < b.rule ? -1 : 1),
      );
    if (findings.length < LONG_REPORT || rules.length < 2) return;
    const listed = rules.slice(0, MOST_RULES);
    const width = Math.max(...listed.map(({ count }) => `${count}`.length));
    this.#lines.push(this.#paint('strong', 'by rule'));
    for (const { rule, severity, count } of listed) {
      const word = this.#paint(severity, severity) + ' '.repeat('warning'.length - severity.length);
      this.#lines.push(`${INDENT}${`${count}`.padStart(width)}  ${word}  ${visible(rule)}`);
    }
    if (rules.length > MOST_RULES)
      this.#lines.push(`${INDENT}and ${counted(rules.length - MOST_RULES, 'more rule')}`);
    this.#lines.push('');
  }

  /** The notes, the figures, and what to do next. */
  #end(): void {
    const { fixes, nextCommand } = this.#report;
    const say = (text: string | undefined, tone: Tone): void => {
      if (text !== undefined) this.#text(text, tone, '');
    };
    const notes = groupBy(notesOf(this.#report), ({ kind }) => kind);
    for (const [kind, all] of notes) {
      const [word, tone] = NOTES[kind];
      const listed = kind === 'incomplete' ? all.slice(0, MOST_INCOMPLETE) : all;
      for (const note of listed) say(`${word}: ${noteText(note, this.#shown)}`, tone);
      const more = all.length - listed.length;
      if (more > 0) say(`and ${counted(more, 'more incomplete configuration')}`, tone);
    }
    if (notes.size > 0) this.#lines.push('');

    const { error, warning, info } = countBySeverity(this.#report);
    const worst = error > 0 ? 'error' : warning > 0 ? 'warning' : info > 0 ? 'info' : 'good';
    if (fixes.applied > 0) say(`${counted(fixes.applied, 'fix', 'fixes')} applied`, 'good');
    say(summaryLine(this.#report), worst);
    say(fixableLine(this.#report), 'strong');
    say(staleLine(this.#report), 'faint');
    if (nextCommand !== undefined) say(`next: ${nextCommand}`, 'strong');
  }
}

function markOf({ start, end, message }: Related): Mark {
  return { start, end, sign: '-', tone: 'related', label: message };
}

/** A finding about the whole configuration covers all of line 1: there is nothing to point at. */
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
