import type { Finding, Fix } from '../../engine/finding.ts';
import { filesToShow } from './report.ts';
import type { Report, ReportedFile } from '../../app/report.ts';

const BETWEEN_WORDS = /[\s"'=:<>]+/;

function wordsIn(text: string): string[] {
  return text.split(BETWEEN_WORDS).filter((word) => word !== '');
}

/** The first word of every secret: at its end there may be a comment. */
export function secretWords(files: readonly ReportedFile[]): Set<string> {
  const words = new Set<string>();
  for (const { source, secrets } of files) {
    for (const { start, end } of secrets) {
      const [first] = wordsIn(source.slice(start, end));
      if (first !== undefined) words.add(first);
    }
  }
  return words;
}

/** Whether a text contains one of some words. */
export function holdsWord(text: string, words: ReadonlySet<string>): boolean {
  return words.size > 0 && wordsIn(text).some((word) => words.has(word));
}

/** The fix of a finding as a report may show it: null if its text contains a secret, as of a line that moves. */
export function fixesOf(report: Report): (finding: Finding) => Fix | null {
  let secret: Set<string> | undefined;
  return ({ fix }) => {
    if (fix === null) return null;
    for (const { text } of fix.edits) {
      if (text === '') continue;
      secret ??= secretWords(filesToShow(report));
      if (holdsWord(text, secret)) return null;
    }
    return fix;
  };
}
