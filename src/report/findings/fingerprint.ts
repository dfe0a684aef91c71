import { createHash } from 'node:crypto';
import { getOrMake } from '../../base/collections.ts';
import { EnclosingSections } from '../../../grammar/enclosing.ts';
import { identityOf, type Finding } from '../../engine/finding.ts';
import type { ReportedFile } from '../../app/report.ts';
import { MaskedFile } from './shown-file.ts';

const HASH_LENGTH = 32;

export function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HASH_LENGTH);
}

/** A text in which layout and case of letters make no difference. */
function normalised(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The fingerprints of the findings of one file, to be asked for in their order: equal ones get numbers. */
function fingerprinter(file: ReportedFile): (finding: Finding) => string {
  const shown = new MaskedFile(file);
  const lines = new Map<number, string>();
  const equals = new Map<string, number>();
  // A hash and not a list of names, since sections can be nested thousands deep.
  const sections = new EnclosingSections(file.document.children, '', ({ tag }, outside) =>
    hashOf(outside, normalised(file.source.slice(tag.start, tag.end))),
  );
  return (finding) => {
    const line = shown.lineOf(finding.start);
    const { start, end } = shown.boundsOf(line);
    const lineHash = getOrMake(lines, line, () =>
      hashOf(normalised(shown.source.slice(start, shown.maskStart(line) ?? end))),
    );
    const known = [identityOf(finding), sections.at(finding.start), lineHash];
    const key = known.join('\0');
    const number = (equals.get(key) ?? 0) + 1;
    equals.set(key, number);
    return hashOf(...known, `${number}`);
  };
}

/** Stable fingerprints of findings, in order: of rule, message, sections, the line without secrets, and a number. */
export function fingerprintsOf(
  findings: readonly Finding[],
  files: readonly ReportedFile[],
): Map<Finding, string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, (finding: Finding) => string>();
  const result = new Map<Finding, string>();
  for (const finding of findings) {
    const file = byPath.get(finding.path);
    if (file === undefined) continue;
    const fingerprintOf = getOrMake(known, finding.path, () => fingerprinter(file));
    result.set(finding, fingerprintOf(finding));
  }
  return result;
}
