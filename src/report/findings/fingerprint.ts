import { createHash } from 'node:crypto';
import { EnclosingSections } from '../../../grammar/enclosing.ts';
import { identityOf, type Finding } from '../../engine/finding.ts';
import type { ReportedFile } from '../../app/report.ts';
import { MaskedFile } from './shown-file.ts';

const HASH_LENGTH = 32;

/** What is known by these parts, in few characters. */
export function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HASH_LENGTH);
}

/** A text in which layout and case of letters make no difference. */
function normalised(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The sections around: a hash and not a list of names, since they can be nested thousands deep. */
function sectionsIn({ source, document }: ReportedFile): EnclosingSections<string> {
  return new EnclosingSections(document.children, '', ({ tag }, outside) =>
    hashOf(outside, normalised(source.slice(tag.start, tag.end))),
  );
}

/** What the findings of one file are known by. */
class FileFingerprints {
  readonly #shown: MaskedFile;
  readonly #sections: EnclosingSections<string>;
  readonly #lines = new Map<number, string>();
  readonly #equals = new Map<string, number>();

  constructor(file: ReportedFile) {
    this.#shown = new MaskedFile(file);
    this.#sections = sectionsIn(file);
  }

  /** To be asked in the order of findings: equal ones are told apart by their number. */
  next(finding: Finding): string {
    const known = [identityOf(finding), this.#sections.at(finding.start), this.#line(finding.start)];
    const key = known.join('\0');
    const number = (this.#equals.get(key) ?? 0) + 1;
    this.#equals.set(key, number);
    return hashOf(...known, `${number}`);
  }

  /** A hash of the line as it may be shown: what is behind the start of a secret has no part in it. */
  #line(offset: number): string {
    const line = this.#shown.lineOf(offset);
    let hash = this.#lines.get(line);
    if (hash === undefined) {
      const { start, end } = this.#shown.boundsOf(line);
      hash = hashOf(normalised(this.#shown.source.slice(start, this.#shown.maskStart(line) ?? end)));
      this.#lines.set(line, hash);
    }
    return hash;
  }
}

/**
 * Fingerprints of findings in their order, stable from run to run: a hash of rule, message id and subject, the enclosing
 * sections, the line without layout and secrets, and the number among equals in the file.
 */
export function fingerprintsOf(
  findings: readonly Finding[],
  files: readonly ReportedFile[],
): Map<Finding, string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, FileFingerprints>();
  const result = new Map<Finding, string>();
  for (const finding of findings) {
    const file = byPath.get(finding.path);
    let fingerprints = known.get(finding.path);
    if (file === undefined) continue;
    if (fingerprints === undefined) known.set(finding.path, (fingerprints = new FileFingerprints(file)));
    result.set(finding, fingerprints.next(finding));
  }
  return result;
}
