import { groupBy } from '../../base/collections.ts';
import { SEVERITY_RANK, total, type Finding, type FixEffect, type Related } from '../../engine/finding.ts';
import { drawFrame, type Mark } from './code-frame.ts';
import { painter, type Tone } from '../colour.ts';
import { INDENT, Page } from '../page.ts';
import { pathWriter, type PathWriter } from '../../base/paths.ts';
import { explainCommand, filesToShow, listedFindings } from './report.ts';
import type { Report } from '../../app/report.ts';
import { MaskedFile } from './shown-file.ts';
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
import { visible } from '../../base/visible.ts';
import { usableWidth } from '../width.ts';

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

const NOTES: Readonly<Record<Note['kind'], readonly [string, Tone]>> = {
  failure: ['failed', 'error'],
  withheld: ['fix withheld', 'warning'],
  incomplete: ['incomplete', 'warning'],
  stale: ['stale', 'faint'],
};

const USES: Readonly<Record<FixEffect, string>> = {
  neutral: 'neutral, applied by --fix',
  tightens: 'tightens limits, applied by --fix',
  unsafe: 'unsafe: needs --unsafe-fixes',
};

class PrettyReport {
  readonly #page: Page;
  readonly #width: number;
  readonly #shown: PathWriter;
  readonly #files: ReadonlyMap<string, MaskedFile>;

  constructor(readonly report: Report) {
    this.#width = usableWidth(report.width);
    this.#page = new Page(painter(report.colour), Math.min(this.#width, WIDEST_TEXT));
    this.#shown = pathWriter(report.workingDirectory);
    this.#files = new Map(filesToShow(report).map((file) => [file.path, new MaskedFile(file)]));
  }

  print(): string {
    this.#findings();
    this.#byRule();
    this.#end();
    return this.#page.toString();
  }

  printFindings(): string {
    this.#findings();
    return this.#page.toString();
  }

  #findings(): void {
    let path: string | undefined;
    for (const finding of listedFindings(this.report)) {
      if (finding.path !== path)
        this.#page.add(this.#page.paint('path', visible(this.#shown(finding.path))), '');
      path = finding.path;
      this.#finding(finding);
      this.#page.add('');
    }
  }

  #finding(finding: Finding): void {
    const { paint } = this.#page;
    const file = this.#files.get(finding.path);
    const position = file === undefined ? '' : `${file.positionOf(finding.start)}  `;
    const severity = paint(finding.severity, finding.severity);
    this.#page.add(`${INDENT}${position}${severity}  ${paint('strong', visible(finding.rule))}`);
    this.#page.block(visible(finding.message), INDENT);
    this.#page.add('');
    if (file !== undefined) this.#frames(finding, file);
    if (finding.fix !== null) {
      const withheld = reasonToWithhold(this.report, finding);
      const use = USES[finding.fix.effect];
      const state = withheld === undefined ? use : `withheld: ${withheld}`;
      this.#page.paragraph(visible(`fix: ${finding.fix.title} (${state})`), INDENT, 'good');
    }
    this.#page.paragraph(visible(`more: ${explainCommand(finding.rule)}`), INDENT, 'faint');
  }

  #frames(finding: Finding, file: MaskedFile): void {
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
      paint: this.#page.paint,
    });
    this.#page.add(...frame.lines, '');

    const far = [...related].filter(
      ([mark, place]) => place.path !== finding.path || frame.left.includes(mark),
    );
    for (const [mark, place] of far.slice(0, MOST_RELATED_FRAMES)) this.#relatedFrame(mark, place);
    if (far.length > MOST_RELATED_FRAMES) {
      this.#page.paragraph(`and ${counted(far.length - MOST_RELATED_FRAMES, 'more place')}`);
      this.#page.add('');
    }
  }

  #relatedFrame(mark: Mark, place: Related): void {
    const file = this.#files.get(place.path);
    if (file === undefined) {
      this.#page.paragraph(visible(`see ${this.#shown(place.path)}: ${place.message}`));
    } else {
      this.#page.add(`${INDENT}see ${visible(this.#shown(place.path))}:${file.positionOf(place.start)}`);
      const request = { file, focus: place, marks: [mark], before: 0, after: 0 };
      this.#page.add(...drawFrame({ ...request, width: this.#width, paint: this.#page.paint }).lines);
    }
    this.#page.add('');
  }

  /** The rules of a long report, the most severe first, then the most frequent. */
  #byRule(): void {
    const findings = listedFindings(this.report);
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
    this.#page.add(this.#page.paint('strong', 'by rule'));
    for (const { rule, severity, count } of listed) {
      const word = this.#page.paint(severity, severity) + ' '.repeat('warning'.length - severity.length);
      this.#page.add(`${INDENT}${`${count}`.padStart(width)}  ${word}  ${visible(rule)}`);
    }
    if (rules.length > MOST_RULES)
      this.#page.add(`${INDENT}and ${counted(rules.length - MOST_RULES, 'more rule')}`);
    this.#page.add('');
  }

  #end(): void {
    const { fixes, nextCommand } = this.report;
    const say = (text: string | undefined, tone: Tone): void => {
      if (text !== undefined) this.#page.paragraph(visible(text), '', tone);
    };
    const notes = groupBy(notesOf(this.report), ({ kind }) => kind);
    for (const [kind, all] of notes) {
      const [word, tone] = NOTES[kind];
      const listed = kind === 'incomplete' ? all.slice(0, MOST_INCOMPLETE) : all;
      for (const note of listed) say(`${word}: ${noteText(note, this.#shown)}`, tone);
      const more = all.length - listed.length;
      if (more > 0) say(`and ${counted(more, 'more incomplete configuration')}`, tone);
    }
    if (notes.size > 0) this.#page.add('');

    const { error, warning, info } = countBySeverity(this.report);
    const worst = error > 0 ? 'error' : warning > 0 ? 'warning' : info > 0 ? 'info' : 'good';
    const fixed = total(fixes.fixed);
    if (fixed > 0) say(`${counted(fixed, 'finding')} fixed`, 'good');
    say(summaryLine(this.report), worst);
    say(fixableLine(this.report), 'strong');
    say(staleLine(this.report), 'faint');
    if (nextCommand !== undefined) say(`next: ${nextCommand}`, 'strong');
  }
}

function markOf({ start, end, message }: Related): Mark {
  return { start, end, sign: '-', tone: 'related', label: message };
}

/** A finding about the whole configuration covers all of line 1: there is nothing to point at. */
function wholeFirstLine({ start, end }: Finding, file: MaskedFile): boolean {
  const line = file.boundsOf(1);
  return start <= line.start && end === line.end;
}

/** The report for people: findings by file, each with its lines and its fix, then the notes and the figures. */
export function pretty(report: Report): string {
  return new PrettyReport(report).print();
}

/** The findings alone. */
export function prettyFindings(report: Report): string {
  return new PrettyReport(report).printFindings();
}
