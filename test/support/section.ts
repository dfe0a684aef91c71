/** The start of a main configuration: a log file and a spool, on three lines. */
export const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

/** A section as text: `section('domain *', 'max-smtp-out 2')`. */
export function section(tag: string, ...lines: readonly string[]): string {
  return [`<${tag}>`, ...lines.map((line) => `  ${line}`), `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

/** Cases of one form by title, which is the start of a title and the texts in an item. */
export function casesOf<const T, C>(
  start: string,
  items: readonly T[],
  caseOf: (item: T) => C,
): Record<string, C> {
  const cases = new Map<string, C>();
  for (const item of items) {
    const texts = [item].flat().filter((part) => typeof part === 'string');
    const title = [start, ...texts].join(' ').replace(/\s+/g, ' ').trim();
    if (cases.has(title)) throw new Error(`two cases have one title: ${title}`);
    cases.set(title, caseOf(item));
  }
  return Object.fromEntries(cases);
}

/** Texts by title, each after the start of a main configuration. */
export function inMain(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([title, text]) => [title, MAIN + text]));
}
