import { SEVERITY_RANK, type Finding, type FixSafety, type Severity } from '../../engine/finding.ts';
import type { StaleEntry } from '../../engine/baseline-result.ts';
import type { Report } from './report.ts';

/** The figures of a run. */
export interface Counts {
  readonly files: number;
  readonly lines: number;
  readonly directives: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Findings whose fix could still be applied, by its safety; counted when it is asked for. */
  readonly fixable: { readonly safe: number; readonly unsafe: number };
  /** By comments, and by a baseline. */
  readonly suppressed: number;
  /** By a baseline alone; undefined where none was asked. */
  readonly known: number | undefined;
  /** How many of these are errors. */
  readonly knownErrors: number;
  /** Findings that are in the baseline and no longer found. */
  readonly stale: number;
  /** Which change the findings are due to; undefined for all findings. */
  readonly change: string | undefined;
}

/** Why the fix of a finding was withheld in this run, or undefined if it was not. */
export function reasonToWithhold(report: Report, finding: Finding): string | undefined {
  if (finding.fix === null) return undefined;
  return report.fixes.withheld.find((fix) => fix.rule === finding.rule && fix.path === finding.path)?.reason;
}

/** How safe the fix is that a finding still offers; null for none, and for one that was withheld. */
function safetyOfFix(report: Report, finding: Finding): FixSafety | null {
  return finding.fix === null || reasonToWithhold(report, finding) !== undefined ? null : finding.fix.safety;
}

/** Counts all findings of a report, the hidden ones too. A fix that was withheld does not count as a fix. */
export function countFindings(report: Report): Counts {
  const severities: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const finding of report.findings) severities[finding.severity]++;
  let lines = 0;
  let directives = 0;
  for (const file of report.files) {
    lines += file.lines.count;
    directives += file.directives;
  }
  return {
    files: report.files.length,
    lines,
    directives,
    errors: severities.error,
    warnings: severities.warning,
    infos: severities.info,
    get fixable() {
      const fixable = { safe: 0, unsafe: 0 };
      for (const finding of report.findings) {
        const safety = safetyOfFix(report, finding);
        if (safety !== null) fixable[safety]++;
      }
      return fixable;
    },
    suppressed: report.suppressed,
    known: report.known?.hidden,
    knownErrors: report.known?.hiddenErrors ?? 0,
    stale: report.known?.stale.reduce((sum, { count }) => sum + count, 0) ?? 0,
    change: report.change,
  };
}

/** How often a rule spoke with one severity. */
export interface RuleCount {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** How often each rule spoke, the gravest first, then the most frequent. */
export function countByRule(findings: readonly Finding[]): RuleCount[] {
  const counts = new Map<string, { rule: string; severity: Severity; count: number }>();
  for (const { rule, severity } of findings) {
    const key = `${severity} ${rule}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { rule, severity, count: 1 });
    else known.count++;
  }
  return [...counts.values()].sort(
    (a, b) =>
      SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
      b.count - a.count ||
      (a.rule < b.rule ? -1 : 1),
  );
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** `, 97 of them errors`, to go on with; empty for none. */
function errorsAmong(known: number, errors: number): string {
  if (errors === 0) return '';
  if (known === 1) return ', an error';
  return `, ${errors === known ? 'all' : errors} of them ${errors === 1 ? 'an error' : 'errors'}`;
}

/** `3 errors, 12 warnings and 2 infos in 4 files (812 lines, 356 directives)`, or `No findings in 4 files (…).` */
export function summaryLine(counts: Counts, quiet: boolean): string {
  const change = counts.change === undefined ? '' : `${counts.change} `;
  const where = `${change}in ${counted(counts.files, 'file')} (${counted(counts.lines, 'line')}, ${counted(counts.directives, 'directive')})`;
  const byComments = counts.suppressed - (counts.known ?? 0);
  const suppressed = [
    ...(byComments > 0 ? [`, ${byComments} suppressed`] : []),
    ...(counts.known === undefined || counts.known === 0
      ? []
      : [`, ${counts.known} in the baseline${errorsAmong(counts.known, counts.knownErrors)}`]),
  ].join('');
  const found = [
    ...(counts.errors > 0 ? [counted(counts.errors, 'error')] : []),
    ...(counts.warnings > 0 ? [counted(counts.warnings, 'warning')] : []),
    ...(counts.infos > 0 ? [counted(counts.infos, 'info')] : []),
  ];
  if (found.length === 0) return `No findings ${where}${suppressed}.`;
  const hidden = quiet && counts.warnings + counts.infos > 0 ? '; only errors are shown' : '';
  return `${listed(found)} ${where}${suppressed}${hidden}`;
}

/** `2 findings of the baseline are gone; --update-baseline takes them out`, or undefined if none is. */
export function staleLine({ stale }: Counts): string | undefined {
  if (stale === 0) return undefined;
  const what = stale === 1 ? '1 finding of the baseline is' : `${stale} findings of the baseline are`;
  return `${what} gone; --update-baseline takes ${stale === 1 ? 'it' : 'them'} out`;
}

/** Entries of the baseline that are named one by one as no longer found. */
const MOST_STALE = 10;

/** The first of the entries that are no longer found, and what is said of each behind its path. */
export function staleEntries({ known }: Report): readonly (StaleEntry & { readonly text: string })[] {
  return (known?.stale ?? []).slice(0, MOST_STALE).map((entry) => {
    const where = entry.place === '' ? '' : ` at '${entry.place}'`;
    const count = entry.count === 1 ? '' : ` (${entry.count} times)`;
    return { ...entry, text: `no longer found${where}${count}, but in the baseline` };
  });
}

/** `7 can be fixed with pmta-lint --fix, 2 more with --unsafe-fixes`, or undefined if there is nothing to fix. */
export function fixableLine({ fixable }: Counts): string | undefined {
  if (fixable.safe === 0 && fixable.unsafe === 0) return undefined;
  if (fixable.safe === 0) return `${fixable.unsafe} can be fixed with pmta-lint --fix --unsafe-fixes`;
  const more = fixable.unsafe > 0 ? `, ${fixable.unsafe} more with --unsafe-fixes` : '';
  return `${fixable.safe} can be fixed with pmta-lint --fix${more}`;
}
