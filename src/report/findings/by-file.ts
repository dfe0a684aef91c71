import { getOrMake } from '../../base/collections.ts';
import type { Finding } from '../../engine/finding.ts';
import { listedFindings } from './report.ts';
import type { Failure, Report, ReportedFile } from '../../app/report.ts';

/** What a report says of one file; no path for failures that name no file, no file where none was read. */
export interface FilePart {
  readonly path: string | undefined;
  readonly file: ReportedFile | undefined;
  readonly findings: Finding[];
  readonly failures: Failure[];
}

function emptyPart(path: string | undefined, file?: ReportedFile): FilePart {
  return { path, file, findings: [], failures: [] };
}

/** The listed findings and the failures by file: all files that were read, then others, then failures without a file. */
export function byFile(report: Report): FilePart[] {
  const parts = new Map(report.files.map((file) => [file.path, emptyPart(file.path, file)]));
  const partOf = (path: string): FilePart => getOrMake(parts, path, () => emptyPart(path));
  const apart = emptyPart(undefined);
  for (const failure of report.failures)
    (failure.path === undefined ? apart : partOf(failure.path)).failures.push(failure);
  for (const finding of listedFindings(report)) partOf(finding.path).findings.push(finding);
  return [...parts.values(), ...(apart.failures.length > 0 ? [apart] : [])];
}
