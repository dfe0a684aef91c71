import { error as errorOfToolkit, warning as warningOfToolkit } from '@actions/core';
import { describe, expect, it, vi } from 'vitest';
import type { Finding, Severity } from '../../src/engine/finding.ts';
import { github } from '../../src/report/findings/github.ts';
import type { Report } from '../../src/app/report.ts';
import { fileOf, findingAt, rangeIn, relatedAt, reportOf, unreadAt } from './sample.ts';

const SOURCE = 'host-name a\n  port 25\n';

/** The commands that the runner of GitHub Actions finds in a log, as it looks for them: the newer form, then the older. */
function commandsIn(log: string): string[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const newer = /^\s*::([^\s:]+)(?: .*?)?::/.exec(line)?.[1];
    const older = /##\[([^\]\s]+)/.exec(line)?.[1];
    return newer ?? older ?? [];
  });
}

/** What the official toolkit prints for the same annotation. */
function toolkit(issue: () => void): string {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    issue();
  } finally {
    write.mockRestore();
  }
  return printed.trimEnd();
}

function linesOf(report: Report): string[] {
  const text = github(report);
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('a report for GitHub Actions', () => {
  it('is one command a finding, the most severe first, and a line of summary', () => {
    const findings = [
      findingAt(rangeIn(SOURCE, 'host-name'), {
        severity: 'info',
        related: [relatedAt({ start: 0, end: 1 }, 'no')],
      }),
      findingAt(rangeIn(SOURCE, 'a', 2), { severity: 'warning', rule: 'other-rule' }),
      findingAt(rangeIn(SOURCE, '25')),
      findingAt({ start: 0, end: SOURCE.length }),
      findingAt({ start: 5, end: 5 }, { path: '/etc/pmta/unread' }),
    ];
    expect(linesOf(reportOf([fileOf(SOURCE)], findings))).toEqual([
      '::error title=some-rule,file=pmta/config,line=2,endLine=2,col=8,endColumn=9::Something is wrong.',
      '::error title=some-rule,file=pmta/config,line=1,endLine=2::Something is wrong.',
      '::error title=some-rule,file=/etc/pmta/unread::Something is wrong.',
      '::warning title=other-rule,file=pmta/config,line=1,endLine=1,col=11,endColumn=11::Something is wrong.',
      '::notice title=some-rule,file=pmta/config,line=1,endLine=1,col=1,endColumn=9::Something is wrong.',
      '3 errors, 1 warning and 1 info in 1 file (2 lines, 2 directives)',
    ]);
  });

  it('lists errors alone if it is quiet', () => {
    const findings = [findingAt({ start: 0, end: 1 }, { severity: 'warning' })];
    expect(linesOf(reportOf([fileOf(SOURCE)], findings, { quiet: true }))).toEqual([
      '1 warning in 1 file (2 lines, 2 directives); only errors are shown',
    ]);
  });

  it('is one line if nothing was found', () => {
    expect(linesOf(reportOf([fileOf(SOURCE)], []))).toEqual([
      'No findings in 1 file (2 lines, 2 directives).',
    ]);
  });

  it('reports what failed', () => {
    const path = '/etc/pmta/config';
    const report = reportOf([fileOf(SOURCE, { path, complete: false })], [], {
      unread: [unreadAt(path)],
      failures: [{ message: 'no space left' }, { path, rule: 'some-rule', message: 'crashed' }],
      fixes: {
        fixed: { neutral: 0, tightens: 0, unsafe: 0 },
        withheld: [{ rule: 'some-rule', path, reason: 'it would raise a rate' }],
      },
    });
    expect(linesOf(report)).toEqual([
      '::error title=pmta-lint could not do all of its work::no space left',
      '::error title=pmta-lint could not do all of its work,file=/etc/pmta/config::/etc/pmta/config: crashed [some-rule]',
      'fix withheld: /etc/pmta/config: it would raise a rate [some-rule]',
      "incomplete: /etc/pmta/config:3: 'gone.conf' does not exist: some rules stay silent",
      'No findings in 1 file (2 lines, 2 directives).',
    ]);
  });

  it('names files as they are in the work tree, also from a folder in it', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 0, end: 1 })], {
      workingDirectory: '/srv/mail/pmta',
      checkout: '/srv/mail',
    });
    expect(linesOf(report)[0]).toContain('file=pmta/config,');
  });
});

describe('beyond ten of a kind', () => {
  const findings = (count: number, severity: Severity): Finding[] =>
    Array.from({ length: count }, () => findingAt({ start: 0, end: 4 }, { severity }));

  it('findings are plain lines of the log, and a last notice says how many are annotations', () => {
    const report = reportOf(
      [fileOf(SOURCE)],
      [...findings(10, 'info'), ...findings(25, 'warning'), ...findings(14, 'error')],
    );
    const lines = linesOf(report);
    const starting = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
    expect(starting('::error ')).toBe(10);
    expect(starting('::warning ')).toBe(10);
    // Nine, and the one that says so.
    expect(starting('::notice ')).toBe(10);
    expect(starting('error: pmta/config:1:1: Something is wrong. [some-rule]')).toBe(4);
    expect(starting('warning: pmta/config:1:1: ')).toBe(15);
    expect(starting('info: pmta/config:1:1: ')).toBe(1);
    expect(lines.slice(-2)).toEqual([
      '14 errors, 25 warnings and 10 infos in 1 file (2 lines, 2 directives)',
      '::notice title=pmta-lint::Annotated here: 10 of 14 errors, 10 of 25 warnings, 9 of 10 notices; the log of this step lists all',
    ]);
  });

  it('is silent where ten are all', () => {
    const lines = linesOf(reportOf([fileOf(SOURCE)], [...findings(10, 'info'), ...findings(10, 'error')]));
    expect(lines).toHaveLength(21);
    expect(lines.join('\n')).not.toContain('Annotated here');
  });

  it('6,000 findings are 6,000 lines', () => {
    const lines = linesOf(reportOf([fileOf(SOURCE)], findings(6000, 'error')));
    expect(lines).toHaveLength(6002);
    expect(commandsIn(lines.join('\n'))).toHaveLength(11);
  });
});

/** What someone may write into a configuration, or call a file. */
const HOSTILE = [
  '::error::x',
  'a\n::error::x',
  'a\r\n::set-env name=PATH::x',
  '##[error]x',
  ' ::stop-commands::x',
  'a%0A::error::x',
  '%25 100% %3A',
  'a,line=1,title=b::c',
  'x=y;z\t\u0007\u001b[2J\u001b]0;x\u0007',
  'a\u0085::error::x\u2028::error::y\u2029',
  'bücher 漢 😀 \u202e\ud800',
  ' # ?&',
];

describe('nothing in a configuration starts a command', () => {
  it.each(HOSTILE.map((text) => ({ text })))('$text', ({ text }) => {
    const path = `/srv/mail/${text}`;
    const many = Array.from({ length: 12 }, () => findingAt({ start: 0, end: 1 }, { path, message: text }));
    const report = reportOf([fileOf(SOURCE, { path, complete: false })], many, {
      unread: [{ path, line: 1, text }],
      fixes: {
        fixed: { neutral: 0, tightens: 0, unsafe: 0 },
        withheld: [{ rule: 'some-rule', path, reason: text }],
      },
      failures: [{ path, message: text }],
    });
    const log = github(report);
    expect(commandsIn(log)).toEqual([...Array.from({ length: 10 }, () => 'error'), 'notice']);
    expect(log).not.toMatch(/[^\n\P{Cc}]|[\u2028-\u202e]|\p{Cs}/u);
  });

  it.each(HOSTILE.filter((text) => /^[\x20-\x7e\r\n]*$/.test(text)).map((text) => ({ text })))(
    'escapes $text as the toolkit does',
    ({ text }) => {
      const path = `/srv/mail/${text}`;
      const message = text.replaceAll(/[\r\n]/g, '');
      for (const [severity, issue] of [
        ['error', errorOfToolkit],
        ['warning', warningOfToolkit],
      ] as const) {
        const finding = findingAt({ start: 0, end: 4 }, { path, message, severity });
        const properties = {
          title: 'some-rule',
          file: text,
          startLine: 1,
          endLine: 1,
          startColumn: 1,
          endColumn: 4,
        };
        expect(linesOf(reportOf([fileOf(SOURCE, { path })], [finding]))[0]).toBe(
          toolkit(() => {
            issue(message, properties);
          }),
        );
      }
    },
  );
});
