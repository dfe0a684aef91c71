import type { Report, ReportedFile } from '../../app/report.ts';
import type { Finding } from '../../engine/finding.ts';
import type { PathWriter } from '../../base/paths.ts';

/** The findings that a report lists: all, or the errors alone if it is quiet. */
export function listedFindings({ findings, quiet }: Report): readonly Finding[] {
  return quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
}

export function filesToShow({ files, context = [] }: Report): readonly ReportedFile[] {
  return [...files, ...context];
}

export function filesByPath(report: Report): ReadonlyMap<string, ReportedFile> {
  return new Map(filesToShow(report).map((file) => [file.path, file]));
}

/** `config:12:3`; the path alone where the file was not read. */
export function placeOfFinding(
  { path, start }: Finding,
  file: ReportedFile | undefined,
  shown: PathWriter,
): string {
  const position = file?.lines.positionAt(start);
  return position === undefined ? shown(path) : `${shown(path)}:${position.line}:${position.column}`;
}

export function explainCommand(rule: string): string {
  return `pmta-lint explain ${rule}`;
}
