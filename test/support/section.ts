/** The start of a main configuration: a log file and a spool, on three lines. */
export const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

/** A section as text: `section('domain *', 'max-smtp-out 2')`. */
export function section(tag: string, ...lines: readonly string[]): string {
  return [`<${tag}>`, ...lines.map((line) => `  ${line}`), `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

/** A section `<domain NAME>`. */
export function domain(name: string, ...lines: readonly string[]): string {
  return section(`domain ${name}`, ...lines);
}

/** A section `<virtual-mta NAME>`. */
export function vmta(name: string, ...lines: readonly string[]): string {
  return section(`virtual-mta ${name}`, ...lines);
}

/** An mx-rollup-list of hosts and the queues that they belong to. */
export function rollupList(...items: readonly string[]): string {
  return section('mx-rollup-list', ...items.map((item) => `mx ${item}`));
}

/** Texts by title, each after the start of a main configuration. */
export function inMain(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([title, text]) => [title, MAIN + text]));
}
