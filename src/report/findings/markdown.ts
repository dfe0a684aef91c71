import { groupBy } from '../../base/collections.ts';
import type { Comparison } from '../../compare/mail-changes.ts';
import { SEVERITY_RANK, type Finding } from '../../engine/finding.ts';
import { count as counted } from '../../engine/message.ts';
import { changesTable } from '../commands/comparison-markdown.ts';
import { tally } from '../commands/comparison.ts';
import { bytesOf, code, foldedTable, MOST_BYTES, prose } from '../markdown-text.ts';
import { pathWriter, type PathWriter } from '../../base/paths.ts';
import { filesByPath, listedFindings } from './report.ts';
import type { Report, WithheldFix } from '../../app/report.ts';
import { shownPatch, type PatchedFile } from './shown-patch.ts';
import { fixableLine, notesOf, summaryLine, type Note } from './summary.ts';

export interface FixedConfiguration extends Comparison {
  /** Absolute. */
  readonly path: string;
}

/** What the fixes would do, or what those of this run have done. */
export interface FixProposal {
  readonly isApplied: boolean;
  readonly fixes: number;
  readonly withheld: readonly WithheldFix[];
  /** Why fixing stopped before nothing was left to do; null if it did not. */
  readonly stopped: string | null;
  readonly configurations: readonly FixedConfiguration[];
  readonly files: readonly PatchedFile[];
}

/** Notes of one kind that are listed one by one, and the bytes that all of them may take. */
const MOST_NOTES = 10;
const ROOM_FOR_NOTES = 16_000;

/** Characters of a message and of a path that are shown. */
const LONGEST_MESSAGE = 1000;
const LONGEST_PATH = 300;

/** Bytes that findings leave to the other parts, where those need them. */
const KEPT_FOR_CHANGES = 12_000;
const KEPT_FOR_PATCH = 16_000;

/** Bytes of what surrounds a part, such as its fence. */
const AROUND = 500;

/** Commands in our own lines. */
const COMMANDS = /pmta-lint --fix --unsafe-fixes|pmta-lint --fix|--unsafe-fixes/g;

/** What a note begins with, and what the rest of its kind is called. */
const NOTES = {
  failure: ['**failed**', 'failures'],
  withheld: ['fix withheld', 'withheld fixes'],
  incomplete: ['incomplete', 'incomplete configurations'],
} as const;

type Part = (room: number) => readonly string[];

function message(text: string): string {
  return prose(text.slice(0, LONGEST_MESSAGE));
}

class MarkdownReport {
  readonly #shown: PathWriter;

  constructor(
    readonly report: Report,
    readonly proposal: FixProposal | null,
  ) {
    this.#shown = pathWriter(report.checkout);
  }

  /** A path as code, its end if it is long, and a line number. */
  #place(path: string, line: number | undefined): string {
    const shown = this.#shown(path);
    const cut = shown.length > LONGEST_PATH ? `…${shown.slice(1 - LONGEST_PATH)}` : shown;
    return code(line === undefined ? cut : `${cut}:${line}`);
  }

  #note({ path, line, text, rule }: Note): string {
    const place = path === undefined ? '' : `${this.#place(path, line)}: `;
    return `${place}${message(text)}${rule === undefined ? '' : ` (${code(rule)})`}`;
  }

  #head(): readonly string[] {
    const { fixes } = this.report;
    const proposal = this.proposal;
    const withheld = proposal?.withheld ?? fixes.withheld;
    const notes = groupBy(notesOf({ ...this.report, fixes: { ...fixes, withheld } }), ({ kind }) => kind);
    const listed: string[] = [];
    let room = ROOM_FOR_NOTES;
    for (const kind of ['failure', 'withheld', 'incomplete'] as const) {
      const all = notes.get(kind) ?? [];
      const [word, noun] = NOTES[kind];
      const fitting = all
        .slice(0, MOST_NOTES)
        .map((note) => `${word}: ${this.#note(note)}`)
        .filter((note) => (room -= Buffer.byteLength(note)) > 0);
      listed.push(...fitting.map((note) => `- ${note}`));
      if (all.length > fitting.length) listed.push(`- ${all.length - fitting.length} more ${noun}`);
    }
    // Applied fixes that stopped are among the failures.
    if (proposal?.isApplied === false && proposal.stopped !== null)
      listed.push(`- fixing stopped: ${message(proposal.stopped)}`);
    const fixable = fixableLine(this.report);
    return [
      `**pmta-lint**: ${summaryLine(this.report)}`,
      ...(fixable === undefined ? [] : ['', fixable.replace(COMMANDS, '`$&`')]),
      ...(listed.length === 0 ? [] : ['', ...listed]),
    ];
  }

  #findings: Part = (room) => {
    const files = filesByPath(this.report);
    const rows = listedFindings(this.report).toSorted(
      (a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity],
    );
    if (rows.length === 0) return [];
    const cells = ({ severity, rule, path, start, message: text }: Finding): string[] => {
      const line = files.get(path)?.lines.positionAt(start).line;
      const cut = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
      return [severity, code(rule), this.#place(path, line), prose(cut)];
    };
    const table = { titles: ['Severity', 'Rule', 'Where', 'What'], rows, cells, noun: 'finding' };
    const { lines, left } = foldedTable(table, room - AROUND);
    const rest = `${counted(left, 'finding')} more did not fit here; \`pmta-lint\` lists all.`;
    return ['', ...lines, ...(left === 0 ? [] : ['', rest])];
  };

  #changes: Part = (room) => {
    const proposal = this.proposal;
    if (proposal === null || proposal.fixes === 0) return [];
    const { isApplied, configurations } = proposal;
    const changed = configurations.filter(({ changes, isCut }) => changes.length > 0 || isCut);
    if (changed.length === 0) {
      const did = isApplied ? 'The applied fixes changed' : 'The fixes would change';
      return ['', `**${did} nothing for mail.**`];
    }
    const title = isApplied
      ? 'What the applied fixes changed for mail'
      : 'What the fixes would change for mail';
    const lines: string[] = [];
    for (const { path, changes, isCut } of changed) {
      const head = [
        '',
        `**${title}** in ${this.#place(path, undefined)}: ${tally(changes)}`,
        ...(isCut ? ['', 'There are more queues than can be compared; some changes may be missing.'] : []),
        '',
      ];
      const left = room - bytesOf(lines) - bytesOf(head) - AROUND;
      if (left < 0) {
        lines.push('', 'More configurations did not fit here; `pmta-lint compare` lists all changes.');
        break;
      }
      lines.push(...head, ...changesTable(changes, left, this.#shown));
    }
    return lines;
  };

  #patch: Part = (room) => {
    const proposal = this.proposal;
    if (proposal === null || proposal.files.length === 0) return [];
    const { lines, masked } = shownPatch(proposal.files);
    const shown: string[] = [];
    let left = room - AROUND;
    for (const line of lines) {
      left -= Buffer.byteLength(line) + 1;
      if (left < 0) break;
      shown.push(line);
    }
    const ticks = shown.join('\n').match(/`+/g) ?? [];
    const fence = '`'.repeat(ticks.reduce((longest, { length }) => Math.max(longest, length + 1), 3));
    const cut = lines.length - shown.length;
    const title = `${counted(proposal.fixes, 'fix', 'fixes')} in ${counted(proposal.files.length, 'file')}`;
    const all = proposal.isApplied ? '' : '; `pmta-lint --diff` prints all';
    return [
      '',
      '<details>',
      `<summary>Patch: ${title}</summary>`,
      '',
      ...(shown.length === 0 ? [] : [`${fence}diff`, ...shown, fence, '']),
      ...(cut === 0 ? [] : [`${counted(cut, 'line')} of the patch did not fit here${all}.`, '']),
      ...(masked
        ? ['Lines with a secret are shown without it, so that this patch does not apply there.', '']
        : []),
      '</details>',
    ];
  };

  text(): string {
    const head = this.#head();
    const all = MOST_BYTES - bytesOf(head);
    const keptFor = (part: Part, most: number): number => Math.min(bytesOf(part(all)), most);
    const forPatch = keptFor(this.#patch, KEPT_FOR_PATCH);
    const findings = this.#findings(all - keptFor(this.#changes, KEPT_FOR_CHANGES) - forPatch);
    const afterFindings = all - bytesOf(findings);
    const changes = this.#changes(afterFindings - forPatch);
    const patch = this.#patch(afterFindings - bytesOf(changes));
    return `${[...head, ...findings, ...changes, ...patch].join('\n')}\n`;
  }
}

/** The report as Markdown, never longer than GitHub accepts; no text of a configuration is read as Markdown. */
export function markdown(report: Report, proposal: FixProposal | null): string {
  return new MarkdownReport(report, proposal).text();
}
