import type { Finding } from '../../engine/finding.ts';
import { byFile } from './by-file.ts';
import { pathWriter } from '../../base/paths.ts';
import type { Failure, Report, ReportedFile } from '../../app/report.ts';
import { withRule } from './summary.ts';
import { xmlDocument, type XmlElement } from './xml.ts';

/** The version of the form, which readers look for. */
const VERSION = '4.3';

function findingElement(finding: Finding, file: ReportedFile | undefined): XmlElement {
  const { line, column } = file?.lines.positionAt(finding.start) ?? { line: 1 };
  const { severity, message, category, rule } = finding;
  const attributes = { line, column, severity, message, source: `pmta-lint.${category}.${rule}` };
  return { name: 'error', attributes };
}

function failureElement({ message, rule }: Failure): XmlElement {
  const attributes = {
    line: 1,
    severity: 'error',
    message: withRule(message, rule),
    source: 'pmta-lint.failure',
  };
  return { name: 'error', attributes };
}

/** The report in the form of Checkstyle. A failure is an error at line 1 of its file, or of the folder `.`. */
export function checkstyle(report: Report): string {
  const shown = pathWriter(report.checkout);
  const files = byFile(report).map(({ path, file, findings, failures }) => ({
    name: 'file',
    attributes: { name: path === undefined ? '.' : shown(path) },
    children: [...failures.map(failureElement), ...findings.map((finding) => findingElement(finding, file))],
  }));
  return xmlDocument({ name: 'checkstyle', attributes: { version: VERSION }, children: files });
}
