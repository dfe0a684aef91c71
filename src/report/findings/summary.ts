import { NOTHING_FIXED, type Finding, type FixCounts, type Severity } from '../../engine/finding.ts';
import { listOf } from '../../engine/message.ts';
import type { PathWriter } from '../../base/paths.ts';
import type { Report } from '../../app/report.ts';

/** Entries of the baseline that are named one by one as no longer found. */
const MOST_STALE = 10;

export function reasonToWithhold(report: Report, finding: Finding): string | undefined {
  if (finding.fix === null) return undefined;
  return report.fixes.withheld.find((fix) => fix.rule === finding.rule && fix.path === finding.path)?.reason;
}

/** The findings of each severity, those that a quiet report does not list too. */
export function countBySeverity({ findings }: Report): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

export function countLines({ files }: Report): number {
  return files.reduce((sum, { lines }) => sum + lines.count, 0);
}

/** The findings whose fix could still be applied, by its effect. Works out every fix, which takes long. */
export function countFixable(report: Report): FixCounts {
  const counts = { ...NOTHING_FIXED };
  for (const finding of report.findings)
    if (finding.fix !== null && reasonToWithhold(report, finding) === undefined) counts[finding.fix.effect]++;
  return counts;
}

/** `1 file`, `2 files`; without commas in the number. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `, 97 of them errors`; empty for none. */
function errorsAmong(known: number, errors: number): string {
  if (errors === 0) return '';
  if (known === 1) return ', an error';
  return `, ${errors === known ? 'all' : errors} of them ${errors === 1 ? 'an error' : 'errors'}`;
}

/** `3 errors, 12 warnings and 2 infos in 4 files (812 lines, 356 directives)`, `No findings in 4 files (…).`, or neither. */
export function summaryLine(report: Report): string {
  const { files, change, suppressed, known, quiet } = report;
  const { error, warning, info } = countBySeverity(report);
  const directives = files.reduce((sum, file) => sum + file.directives, 0);
  const size = `${counted(countLines(report), 'line')}, ${counted(directives, 'directive')}`;
  const inBaseline = known?.hidden ?? 0;
  const byComments = suppressed - inBaseline;
  const where = [
    `${change === undefined ? '' : `${change} `}in ${counted(files.length, 'file')} (${size})`,
    ...(byComments > 0 ? [`, ${byComments} suppressed`] : []),
    ...(inBaseline > 0
      ? [`, ${inBaseline} in the baseline${errorsAmong(inBaseline, known?.hiddenErrors ?? 0)}`]
      : []),
  ].join('');
  const found = [
    ...(error > 0 ? [counted(error, 'error')] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ...(info > 0 ? [counted(info, 'info')] : []),
  ];
  if (found.length === 0) return files.length === 0 ? 'Nothing was checked.' : `No findings ${where}.`;
  return `${listOf(found)} ${where}${quiet && warning + info > 0 ? '; only errors are shown' : ''}`;
}

/** `2 findings of the baseline are gone; --update-baseline takes them out`, or undefined if none is. */
export function staleLine({ known }: Report): string | undefined {
  const stale = known?.stale.reduce((sum, { count }) => sum + count, 0) ?? 0;
  if (stale === 0) return undefined;
  const what = stale === 1 ? '1 finding of the baseline is' : `${stale} findings of the baseline are`;
  return `${what} gone; --update-baseline takes ${stale === 1 ? 'it' : 'them'} out`;
}

/** `6 neutral, 5 tighten limits, 1 unsafe`; empty for none. */
export function effectsText({ neutral, tightens, unsafe }: FixCounts): string {
  return [
    ...(neutral > 0 ? [`${neutral} neutral`] : []),
    ...(tightens > 0 ? [`${tightens} ${tightens === 1 ? 'tightens' : 'tighten'} limits`] : []),
    ...(unsafe > 0 ? [`${unsafe} unsafe`] : []),
  ].join(', ');
}

/** `7 can be fixed with pmta-lint --fix (4 neutral, 3 tighten limits), 2 more with --unsafe-fixes`; undefined for none. */
export function fixableLine(report: Report): string | undefined {
  const { neutral, tightens, unsafe } = countFixable(report);
  const proved = neutral + tightens;
  if (proved === 0 && unsafe === 0) return undefined;
  if (proved === 0) return `${unsafe} can be fixed with pmta-lint --fix --unsafe-fixes`;
  const kinds = effectsText({ neutral, tightens, unsafe: 0 });
  return `${proved} can be fixed with pmta-lint --fix (${kinds})${unsafe > 0 ? `, ${unsafe} more with --unsafe-fixes` : ''}`;
}

/** Something that a report adds to its findings: what went wrong, what was not read, what is gone. */
export interface Note {
  readonly kind: 'failure' | 'withheld' | 'incomplete' | 'stale';
  /** Absolute. */
  readonly path?: string | undefined;
  readonly line?: number;
  readonly text: string;
  readonly rule?: string | undefined;
}

export function notesOf({ failures, fixes, unread = [], known }: Report): Note[] {
  const stale = (known?.stale ?? []).slice(0, MOST_STALE);
  return [
    ...failures.map(({ path, rule, message }): Note => ({ kind: 'failure', path, rule, text: message })),
    ...fixes.withheld.map(({ path, rule, reason }): Note => ({ kind: 'withheld', path, rule, text: reason })),
    ...unread.map((include): Note => ({ kind: 'incomplete', ...include })),
    ...stale.map(({ path, rule, place, count }): Note => {
      const where = `${place === '' ? '' : ` at '${place}'`}${count === 1 ? '' : ` (${count} times)`}`;
      return { kind: 'stale', path, rule, text: `no longer found${where}, but in the baseline` };
    }),
  ];
}

/** A text with the rule that it is about: `text [rule]`. */
export function withRule(text: string, rule: string | undefined): string {
  return rule === undefined ? text : `${text} [${rule}]`;
}

/** `config:3: text [rule]` */
export function noteText({ path, line, text, rule }: Note, shown: PathWriter): string {
  const where = line === undefined ? '' : `:${line}`;
  return `${path === undefined ? '' : `${shown(path)}${where}: `}${withRule(text, rule)}`;
}
