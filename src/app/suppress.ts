import { getOrMake } from '../base/collections.ts';
import type { Finding, Fix } from '../engine/finding.ts';
import { withFix } from '../engine/make-finding.ts';
import type { LintResult, Narrow } from '../engine/lint-result.ts';
import { isAboutWhole } from '../baseline/place.ts';
import { fixFiles, type FixOutcome, type FixRequest } from '../fix/passes.ts';
import { filesByPath } from '../model/project.ts';
import type { SourceFile } from '../model/source/source-file.ts';

export interface Suppression {
  readonly rules: readonly string[];
  readonly reason: string;
  /** The last day. */
  readonly until: string | undefined;
}

function lineEndOf({ text }: SourceFile, at: number): string {
  const next = text.indexOf('\n', at);
  const end = next === -1 ? text.lastIndexOf('\n') : next;
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

function offsetOf(finding: Finding, file: SourceFile): number {
  if (isAboutWhole(finding, file)) return file.text.startsWith('\uFEFF') ? 1 : 0;
  const start = file.lines.startOf(file.lines.positionAt(finding.start).line);
  return start === 0 && file.text.startsWith('\uFEFF') ? 1 : start;
}

function commentFor(ids: readonly string[], { reason, until }: Suppression): string {
  const day = until === undefined ? '' : ` until=${until}`;
  return `# pmta-lint-disable-next-line ${ids.join(', ')}${day} -- ${reason}`;
}

/** A comment above each line that has findings of the rules, indented as the line is, by finding. */
function commentsFor(
  findings: readonly Finding[],
  files: ReadonlyMap<string, SourceFile>,
  suppression: Suppression,
): Map<Finding, Fix> {
  const places = new Map<string, { file: SourceFile; at: number; found: Finding[] }>();
  for (const finding of findings) {
    const file = files.get(finding.path);
    if (file === undefined || !suppression.rules.includes(finding.rule)) continue;
    const at = offsetOf(finding, file);
    const key = `${at} ${finding.path}`;
    getOrMake(places, key, () => ({ file, at, found: [] })).found.push(finding);
  }
  const comments = new Map<Finding, Fix>();
  for (const { file, at, found } of places.values()) {
    const ids = [...new Set(found.map(({ rule }) => rule))];
    const indent = /[ \t]*/y.exec(file.text.slice(at))?.[0] ?? '';
    const text = `${indent}${commentFor(ids, suppression)}${lineEndOf(file, at)}`;
    const edits = [{ path: file.path, start: at, end: at, text }];
    for (const finding of found)
      comments.set(finding, { effect: 'neutral', title: 'write a comment', edits });
  }
  return comments;
}

/** Writes comments for findings of some rules, as fixes are made: what breaks something or changes mail is withheld. */
export function suppressFindings(request: FixRequest, suppression: Suppression): FixOutcome {
  let isFirst = true;
  let last: LintResult | undefined;
  const narrow: Narrow = (all, models) => {
    const result = request.narrow?.(all, models) ?? all;
    // What its comment does not hide would get another one in each pass.
    const comments = isFirst
      ? commentsFor(result.findings, filesByPath(models), suppression)
      : new Map<Finding, Fix>();
    isFirst = false;
    last = result;
    const findings = result.findings.map((finding) => withFix(finding, () => comments.get(finding) ?? null));
    return { ...result, findings };
  };
  const outcome = fixFiles({ ...request, narrow });
  return { ...outcome, result: last ?? outcome.result };
}
