import type { Finding, Fix } from '../../engine/finding.ts';
import { filesToShow } from './report.ts';
import type { Report, ReportedFile } from '../../app/report.ts';

const BETWEEN_WORDS = /[\s"'=:<>]+/;

function wordsIn(text: string): string[] {
  return text.split(BETWEEN_WORDS).filter((word) => word !== '');
}

/** The first word of every secret: at its end there may be a comment. */
export function secretWords(files: readonly ReportedFile[]): Set<string> {
  return new Set(
    files.flatMap(({ source, secrets }) =>
      secrets.flatMap(({ start, end }) => wordsIn(source.slice(start, end)).slice(0, 1)),
    ),
  );
}

export function holdsWord(text: string, words: ReadonlySet<string>): boolean {
  return words.size > 0 && wordsIn(text).some((word) => words.has(word));
}

/** The fix of a finding as a report may show it: null if its text contains a secret, as of a line that moves. */
export function fixesOf(report: Report): (finding: Finding) => Fix | null {
  let secret: Set<string> | undefined;
  return ({ fix }) => {
    if (fix === null || fix.edits.every(({ text }) => text === '')) return fix;
    const words = (secret ??= secretWords(filesToShow(report)));
    return fix.edits.some(({ text }) => holdsWord(text, words)) ? null : fix;
  };
}
