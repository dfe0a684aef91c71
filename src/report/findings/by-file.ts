import type { Finding } from '../../engine/finding.ts';
import { type Failure, type Report, type ReportedFile, listedFindings } from './report.ts';

/** What a report says of one file. */
export interface FilePart {
  /** Absolute. */
  readonly path: string;
  /** Undefined for a file that was not read. */
  readonly file: ReportedFile | undefined;
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
}

interface GrowingPart extends FilePart {
  readonly findings: Finding[];
  readonly failures: Failure[];
}

/**
 * The listed findings and the failures of a report by file: first the files that were read, those without any too, then
 * the others. `apart` are the failures that name no file.
 */
export function byFile(report: Report): {
  readonly parts: readonly FilePart[];
  readonly apart: readonly Failure[];
} {
  const parts = new Map<string, GrowingPart>(
    report.files.map((file) => [file.path, { path: file.path, file, findings: [], failures: [] }]),
  );
  const partOf = (path: string): GrowingPart => {
    let part = parts.get(path);
    if (part === undefined) {
      part = { path, file: undefined, findings: [], failures: [] };
      parts.set(path, part);
    }
    return part;
  };
  const apart: Failure[] = [];
  for (const failure of report.failures) {
    if (failure.path === undefined) apart.push(failure);
    else partOf(failure.path).failures.push(failure);
  }
  for (const finding of listedFindings(report)) partOf(finding.path).findings.push(finding);
  return { parts: [...parts.values()], apart };
}
