/** The start of a main configuration: a log file and a spool, on three lines. */
export const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

/** A section as text: `section('domain *', 'max-smtp-out 2')`. */
export function section(tag: string, ...lines: readonly string[]): string {
  return [`<${tag}>`, ...lines.map((line) => `  ${line}`), `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

/** Cases of one form by title: the items, and what a title and a case are made of. */
export function casesOf<T, C>(
  items: readonly T[],
  titleOf: (item: T) => string,
  caseOf: (item: T) => C,
): Record<string, C> {
  return Object.fromEntries(items.map((item) => [titleOf(item), caseOf(item)]));
}

/** Texts by title, each after the start of a main configuration. */
export function inMain(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([title, text]) => [title, MAIN + text]));
}
