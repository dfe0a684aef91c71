import { getOrMake, pushTo } from '../base/collections.ts';
import { isAboutWhole } from '../baseline/place.ts';
import { identityOf, SEVERITY_RANK, type Finding } from '../engine/finding.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { FileChange } from '../git/changed-lines.ts';

/** Files by the path under which findings name them. */
export type FilesByPath = ReadonlyMap<string, SourceFile>;

/** What a finding is, and its line in the file as it was before; null for the configuration as a whole. */
function keyOf(finding: Finding, path: string, line: number | null): string {
  return JSON.stringify([identityOf(finding), path, line]);
}

/** The findings before a change, each of which accounts for one that is still there. */
class OldFindings {
  readonly #left = new Map<string, Finding[]>();

  constructor(findings: readonly Finding[], files: FilesByPath) {
    for (const finding of findings) {
      const file = files.get(finding.path);
      if (file === undefined) continue;
      const line = isAboutWhole(finding, file) ? null : file.lines.positionAt(finding.start).line;
      const key = keyOf(finding, file.realPath, line);
      pushTo(this.#left, key, finding);
    }
  }

  /** Consumes the old finding that matches; false if there is none. A more severe finding never matches. */
  take(key: string, { severity, data }: Finding, withEqualData: boolean): boolean {
    const left = this.#left.get(key) ?? [];
    const at = left.findIndex(
      (old) =>
        SEVERITY_RANK[old.severity] <= SEVERITY_RANK[severity] &&
        (!withEqualData || JSON.stringify(old.data) === JSON.stringify(data)),
    );
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  }
}

export interface Before {
  readonly findings: readonly Finding[];
  readonly files: FilesByPath;
  /** The file as it was before, under any name; null for a new one. */
  readonly fileBefore: (file: SourceFile) => SourceFile | null;
}

/** The findings that a change caused: those on lines that it touches, and those that were not there before anywhere. */
export function newFindings(
  findings: readonly Finding[],
  files: FilesByPath,
  { findings: oldFindings, files: oldFiles, fileBefore }: Before,
): Finding[] {
  const old = new OldFindings(oldFindings, oldFiles);
  const changes = new Map<SourceFile, FileChange>();
  const changeOf = (file: SourceFile): FileChange =>
    getOrMake(changes, file, () => new FileChange(fileBefore(file), file));
  const fresh = new Set<Finding>();
  const open: { readonly finding: Finding; readonly key: string }[] = [];
  for (const finding of findings) {
    const file = files.get(finding.path);
    const change = file === undefined ? undefined : changeOf(file);
    if (file === undefined || change?.before == null) {
      fresh.add(finding);
      continue;
    }
    const isWhole = isAboutWhole(finding, file);
    const first = file.lines.positionAt(finding.start).line;
    const last = file.lines.positionAt(Math.max(finding.start, finding.end - 1)).line;
    if (!isWhole && change.touches(first, last)) fresh.add(finding);
    const line = isWhole ? null : change.oldLine(first);
    if (line === undefined) continue;
    const key = keyOf(finding, change.before.realPath, line);
    if (!old.take(key, finding, true)) open.push({ finding, key });
  }
  for (const { finding, key } of open) if (!old.take(key, finding, false)) fresh.add(finding);
  return findings.filter((finding) => fresh.has(finding));
}
