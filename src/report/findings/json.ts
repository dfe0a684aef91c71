import { total, type Finding, type ReportedLocation } from '../../engine/finding.ts';
import { jsonText } from '../json-text.ts';
import { pathWriter } from '../../base/paths.ts';
import { explainCommand, filesByPath, listedFindings } from './report.ts';
import type { Report } from '../../app/report.ts';
import type { LintReport, ReportedFinding, TextPoint } from '../shapes.ts';
import { fixesOf } from './shown-fix.ts';
import { countBySeverity, countFixable, countLines } from './summary.ts';

const FORMAT_VERSION = 1;

/** The report as the format has it. A finding in a file that is not in the report is at line 1, column 1. */
export function lintReport(report: Report): LintReport {
  const shown = pathWriter(report.workingDirectory);
  const fixOf = fixesOf(report);
  const files = filesByPath(report);

  const point = (path: string, offset: number): TextPoint => {
    const { line, column } = files.get(path)?.lines.positionAt(offset) ?? { line: 1, column: 1 };
    return { line, column, offset };
  };
  const span = ({ path, start, end }: ReportedLocation): { start: TextPoint; end: TextPoint } => ({
    start: point(path, start),
    end: point(path, end),
  });
  const entry = (finding: Finding): ReportedFinding => {
    const fix = fixOf(finding);
    const { rule, category, severity, messageId, message, data } = finding;
    return {
      ...{ rule, category, severity, messageId, message, data },
      path: shown(finding.path),
      ...span(finding),
      related: finding.related.map((place) => {
        return { path: shown(place.path), ...span(place), message: place.message };
      }),
      fix: fix && {
        ...{ effect: fix.effect, title: fix.title },
        edits: fix.edits.map(({ path, start, end, text }) => ({ path: shown(path), start, end, text })),
      },
      docs: explainCommand(rule),
    };
  };

  const { known } = report;
  const { error, warning, info } = countBySeverity(report);
  return {
    version: FORMAT_VERSION,
    tool: { name: 'pmta-lint', version: report.version },
    files: report.files.map((file) => ({
      path: shown(file.path),
      lines: file.lines.count,
      directives: file.directives,
      complete: file.complete,
    })),
    findings: listedFindings(report).map(entry),
    failures: report.failures.map(({ path, rule, message }) => ({
      ...(path !== undefined && { path: shown(path) }),
      ...(rule !== undefined && { rule }),
      message,
    })),
    fixes: {
      applied: total(report.fixes.fixed),
      effects: report.fixes.fixed,
      withheld: report.fixes.withheld.map(({ rule, path, reason }) => {
        return { rule, path: shown(path), reason };
      }),
    },
    ...(known && {
      baseline: {
        path: shown(known.path),
        hidden: known.hidden,
        hiddenErrors: known.hiddenErrors,
        stale: known.stale.map(({ rule, path, place, count }) => ({ rule, path: shown(path), place, count })),
      },
    }),
    summary: {
      files: report.files.length,
      lines: countLines(report),
      errors: error,
      warnings: warning,
      infos: info,
      fixable: countFixable(report),
      suppressed: report.suppressed,
    },
  };
}

/** The report as JSON, version 1: two spaces of indent, valid UTF-8, a newline at the end. */
export function json(report: Report): string {
  return jsonText(lintReport(report));
}
