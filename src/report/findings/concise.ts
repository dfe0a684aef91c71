import { painter } from '../colour.ts';
import { pathWriter } from '../paths.ts';
import { type Report, type ReportedFile, listedFindings, filesToShow } from './report.ts';
import { countFindings, counted, staleEntries, staleLine, summaryLine } from './summary.ts';
import { visible } from '../visible.ts';

/**
 * One line a finding, `path:line:column: severity: message [rule]`, then what did not go as it should
 * (`path: failure: …`, `path: withheld: …`, `path:line: incomplete: …`, `path: stale: …`) and one line of summary. Ends with a newline.
 */
export function concise(report: Report): string {
  const paint = painter(report.colour);
  const shown = pathWriter(report.workingDirectory);
  const files = new Map<string, ReportedFile>(filesToShow(report).map((file) => [file.path, file]));
  const bracketed = (rule: string): string => ` ${paint('faint', `[${visible(rule)}]`)}`;
  const lines: string[] = [];
  for (const finding of listedFindings(report)) {
    const position = files.get(finding.path)?.lines.positionAt(finding.start);
    const where = position === undefined ? '' : `:${position.line}:${position.column}`;
    const place = paint('strong', `${visible(shown(finding.path))}${where}`);
    const severity = paint(finding.severity, finding.severity);
    lines.push(`${place}: ${severity}: ${visible(finding.message)}${bracketed(finding.rule)}`);
  }
  for (const { path, rule, message } of report.failures) {
    const place = path === undefined ? '' : `${paint('strong', visible(shown(path)))}: `;
    lines.push(
      `${place}${paint('error', 'failure')}: ${visible(message)}${rule === undefined ? '' : bracketed(rule)}`,
    );
  }
  for (const { path, rule, reason } of report.fixes.withheld) {
    const place = paint('strong', visible(shown(path)));
    lines.push(`${place}: ${paint('warning', 'withheld')}: ${visible(reason)}${bracketed(rule)}`);
  }
  for (const { path, line, text } of report.unread ?? []) {
    const place = paint('strong', `${visible(shown(path))}:${line}`);
    lines.push(`${place}: ${paint('warning', 'incomplete')}: ${visible(text)}`);
  }
  for (const { path, rule, text } of staleEntries(report)) {
    const place = paint('strong', visible(shown(path)));
    lines.push(`${place}: ${paint('faint', 'stale')}: ${visible(text)}${bracketed(rule)}`);
  }
  const counts = countFindings(report);
  const applied =
    report.fixes.applied > 0 ? `${counted(report.fixes.applied, 'fix', 'fixes')} applied` : undefined;
  // How many could be fixed is not said here: working out every fix would take longer than all the rest.
  const summary = [summaryLine(counts, report.quiet), applied, staleLine(counts)];
  lines.push(
    summary
      .filter((part) => part !== undefined)
      .join('; ')
      .replace('.; ', '; '),
  );
  return `${lines.join('\n')}\n`;
}
