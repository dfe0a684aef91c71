import { LineTable } from '../../grammar/lines.ts';
import { parse } from '../../grammar/parse.ts';
import type { Range } from '../../grammar/range.ts';
import type { Finding, Related } from '../../src/engine/finding.ts';
import type { Report, ReportedFile, UnreadIncludes } from '../../src/app/report.ts';

export const CONFIG = '/srv/mail/pmta/config';

/** A file of a report with as many directives as it has lines. */
export function fileOf(source: string, rest: Partial<ReportedFile> = {}): ReportedFile {
  const lines = new LineTable(source);
  return {
    path: CONFIG,
    source,
    lines,
    get document() {
      return parse(source);
    },
    directives: lines.count,
    complete: true,
    secrets: [],
    ...rest,
  };
}

/** An include that was not read, in its third line. */
export function unreadAt(path = CONFIG): UnreadIncludes {
  return { path, line: 3, text: "'gone.conf' does not exist: some rules stay silent" };
}

/** The range of the nth occurrence of a text, from 1. */
export function rangeIn(source: string, text: string, nth = 1): Range {
  let start = -1;
  for (let found = 0; found < nth; found++) {
    start = source.indexOf(text, start + 1);
    if (start === -1) throw new Error(`no ${JSON.stringify(text)} number ${nth}`);
  }
  return { start, end: start + text.length };
}

export function findingAt({ start, end }: Range, rest: Partial<Finding> = {}): Finding {
  return {
    path: CONFIG,
    start,
    end,
    rule: 'some-rule',
    category: 'values',
    severity: 'error',
    messageId: 'wrong',
    data: {},
    message: 'Something is wrong.',
    related: [],
    fix: null,
    ...rest,
  };
}

export function relatedAt({ start, end }: Range, message: string, path = CONFIG): Related {
  return { path, start, end, message };
}

export function reportOf(
  files: readonly ReportedFile[],
  findings: readonly Finding[],
  rest: Partial<Report> = {},
): Report {
  return {
    workingDirectory: '/srv/mail',
    checkout: '/srv/mail',
    files,
    findings,
    failures: [],
    fixes: { fixed: { neutral: 0, tightens: 0, unsafe: 0 }, withheld: [] },
    suppressed: 0,
    quiet: false,
    colour: false,
    width: 80,
    version: '1.2.3',
    ...rest,
  };
}
