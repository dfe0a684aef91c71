import type { Finding } from '../../engine/finding.ts';
import { byFile } from './by-file.ts';
import { pathWriter } from '../paths.ts';
import type { Failure, Report, ReportedFile } from './report.ts';
import { xmlDocument, type XmlElement } from './xml.ts';

/** The version of the form, which readers look for; all that write it for other languages say the same. */
const VERSION = '4.3';

function findingElement(finding: Finding, file: ReportedFile | undefined): XmlElement {
  const position = file?.lines.positionAt(finding.start);
  return {
    name: 'error',
    attributes: {
      line: position?.line ?? 1,
      column: position?.column,
      severity: finding.severity,
      message: finding.message,
      source: `pmta-lint.${finding.category}.${finding.rule}`,
    },
  };
}

function failureElement({ message, rule }: Failure): XmlElement {
  const text = rule === undefined ? message : `${message} [${rule}]`;
  return {
    name: 'error',
    attributes: { line: 1, severity: 'error', message: text, source: 'pmta-lint.failure' },
  };
}

/**
 * The report in the form of Checkstyle: every file that was checked, with its findings. Readers pass over all elements
 * but `error`, so that a failure is one too, at line 1, with the source `pmta-lint.failure`.
 */
export function checkstyle(report: Report): string {
  const shown = pathWriter(report.checkout);
  const { parts, apart } = byFile(report);
  const files: XmlElement[] = parts.map(({ path, file, findings, failures }) => ({
    name: 'file',
    attributes: { name: shown(path) },
    children: [...failures.map(failureElement), ...findings.map((finding) => findingElement(finding, file))],
  }));
  // The folder stands for what is about no file.
  if (apart.length > 0)
    files.push({ name: 'file', attributes: { name: '.' }, children: apart.map(failureElement) });
  return xmlDocument({ name: 'checkstyle', attributes: { version: VERSION }, children: files });
}
