import type { Comparison } from '../../compare/mail-changes.ts';
import { SEVERITY_RANK, type Finding } from '../../engine/finding.ts';
import { count as counted } from '../../engine/message.ts';
import { changesTable } from '../commands/comparison-markdown.ts';
import { tally } from '../commands/comparison.ts';
import { bytesOf, code, foldedTable, MOST_BYTES, prose } from '../markdown-text.ts';
import { pathWriter } from '../paths.ts';
import { type Report, type WithheldFix, listedFindings } from './report.ts';
import { shownPatch, type PatchedFile } from './shown-patch.ts';
import { countFindings, fixableLine, summaryLine } from './summary.ts';

/** What fixes change for mail in one configuration. */
export interface FixedConfiguration extends Comparison {
  /** Absolute. */
  readonly path: string;
}

/** What the safe fixes would do, or what the fixes of this run have done. */
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

/** Bytes of what stands around a part, such as its fence. */
const AROUND = 500;

/** What a line of ours tells to type. */
const COMMANDS = /pmta-lint --fix --unsafe-fixes|pmta-lint --fix|--unsafe-fixes/g;

/** The lines of a part that has so much room, in bytes. */
type Part = (room: number) => readonly string[];

/** A report on its way to Markdown. */
class MarkdownReport {
  readonly #report: Report;
  readonly #proposal: FixProposal | null;
  readonly #shown: (path: string) => string;

  constructor(report: Report, proposal: FixProposal | null) {
    this.#report = report;
    this.#proposal = proposal;
    this.#shown = pathWriter(report.checkout);
  }

  /** A path as code, its end if it is long, and what stands behind it. */
  #path(path: string, behind = ''): string {
    const shown = this.#shown(path);
    const cut = shown.length > LONGEST_PATH ? `…${shown.slice(1 - LONGEST_PATH)}` : shown;
    return code(`${cut}${behind}`);
  }

  /** The figures, and what did not go as it should. */
  #head(): readonly string[] {
    const { failures, unread = [], fixes, quiet } = this.#report;
    const counts = countFindings(this.#report);
    const fixable = fixableLine(counts);
    let room = ROOM_FOR_NOTES;
    const notes = (what: string, items: readonly string[]): string[] => {
      const fitting = items.slice(0, MOST_NOTES).filter((item) => (room -= Buffer.byteLength(item)) > 0);
      const left = items.length - fitting.length;
      return [...fitting.map((item) => `- ${item}`), ...(left === 0 ? [] : [`- ${left} more ${what}`])];
    };
    const message = (text: string): string => prose(text.slice(0, LONGEST_MESSAGE));
    const listed = [
      ...notes(
        'failures',
        failures.map(({ path, rule, message: text }) => {
          const place = path === undefined ? '' : `${this.#path(path)}: `;
          return `**failed**: ${place}${message(text)}${rule === undefined ? '' : ` (${code(rule)})`}`;
        }),
      ),
      ...notes(
        'withheld fixes',
        (this.#proposal?.withheld ?? fixes.withheld).map(
          ({ path, rule, reason }) => `fix withheld: ${this.#path(path)}: ${message(reason)} (${code(rule)})`,
        ),
      ),
      ...notes(
        'incomplete configurations',
        unread.map(({ path, line, text }) => `incomplete: ${this.#path(path, `:${line}`)}: ${message(text)}`),
      ),
    ];
    // Applied fixes that stopped are among the failures.
    if (this.#proposal?.isApplied === false && this.#proposal.stopped !== null)
      listed.push(`- fixing stopped: ${message(this.#proposal.stopped)}`);
    return [
      `**pmta-lint**: ${summaryLine(counts, quiet)}`,
      ...(fixable === undefined ? [] : ['', fixable.replace(COMMANDS, '`$&`')]),
      ...(listed.length === 0 ? [] : ['', ...listed]),
    ];
  }

  /** The findings as a table, the gravest first. */
  #findings: Part = (room) => {
    const files = new Map(this.#report.files.map((file) => [file.path, file]));
    const rows = listedFindings(this.#report).toSorted(
      (a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity],
    );
    if (rows.length === 0) return [];
    const cells = ({ severity, rule, path, start, message }: Finding): string[] => {
      const line = files.get(path)?.lines.positionAt(start).line;
      const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
      return [severity, code(rule), this.#path(path, line === undefined ? '' : `:${line}`), prose(cut)];
    };
    const table = { titles: ['Severity', 'Rule', 'Where', 'What'], rows, cells, noun: 'finding' };
    const { lines, left } = foldedTable(table, room - AROUND);
    const rest = `${counted(left, 'finding')} more did not fit here; \`pmta-lint\` lists all.`;
    return ['', ...lines, ...(left === 0 ? [] : ['', rest])];
  };

  /** What the fixes change for mail. */
  #changes: Part = (room) => {
    const proposal = this.#proposal;
    if (proposal === null || proposal.fixes === 0) return [];
    const { isApplied, configurations } = proposal;
    const changed = configurations.filter(({ changes, isCut }) => changes.length > 0 || isCut);
    if (changed.length === 0)
      return [
        '',
        `**${isApplied ? 'The applied fixes changed' : 'The safe fixes would change'} nothing for mail.**`,
      ];
    const title = isApplied
      ? 'What the applied fixes changed for mail'
      : 'What the safe fixes would change for mail';
    const lines: string[] = [];
    for (const { path, changes, isCut } of changed) {
      const head = [
        '',
        `**${title}** in ${this.#path(path)}: ${tally(changes)}`,
        ...(isCut
          ? ['', 'There are more kinds of queues than can be compared; some changes may be missing.']
          : []),
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

  /** The patch, folded. */
  #patch: Part = (room) => {
    const proposal = this.#proposal;
    if (proposal === null || proposal.files.length === 0) return [];
    const { lines, masked } = shownPatch(proposal.files);
    const shown: string[] = [];
    let left = room - AROUND;
    for (const line of lines) {
      left -= Buffer.byteLength(line) + 1;
      if (left < 0) break;
      shown.push(line);
    }
    const longest = Math.max(
      0,
      ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
    );
    const fence = '`'.repeat(Math.max(3, longest + 1));
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
    const behindFindings = all - bytesOf(findings);
    const changes = this.#changes(behindFindings - forPatch);
    const patch = this.#patch(behindFindings - bytesOf(changes));
    return `${[...head, ...findings, ...changes, ...patch].join('\n')}\n`;
  }
}

/**
 * The report as Markdown for a comment on a pull request: the figures, what did not go as it should, the findings as a
 * table, what the fixes change for mail, and their patch, folded. It is never longer than GitHub takes; what is left out
 * is counted. Nothing of a configuration is more than text in it.
 *
 * @param proposal What the fixes do; null if that is not known.
 */
export function markdown(report: Report, proposal: FixProposal | null): string {
  return new MarkdownReport(report, proposal).text();
}
