import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import { gitlab } from '../../src/report/findings/gitlab.ts';
import type { Report } from '../../src/app/report.ts';
import { CONFIG, fileOf, findingAt, rangeIn, reportOf } from './sample.ts';
import { gitlabProblems } from './validate.ts';

const SOURCE = '\ufeffhost-name a\r\n<domain b>\r\n  port 25\r\n</domain>\r\n';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** The issues of a report, which is valid and in which no fingerprint is repeated. */
function issuesOf(report: Report): Issue[] {
  const text = gitlab(report);
  expect(gitlabProblems(text)).toEqual([]);
  const issues = JSON.parse(text) as Issue[];
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  return issues;
}

describe('a Code Quality report', () => {
  it('is compared with a schema that can say no', () => {
    const text = gitlab(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })]));
    expect(gitlabProblems(text.replace('"critical"', '"fatal"'))).not.toEqual([]);
    expect(gitlabProblems(text.replace('"begin": 1', '"begin": 0'))).not.toEqual([]);
    expect(gitlabProblems(text.replace('"pmta/config"', '"./pmta/config"'))).not.toEqual([]);
    expect(gitlabProblems(text.replace('"check_name"', '"name"'))).not.toEqual([]);
  });

  it('is an issue for each finding', () => {
    const findings = [
      findingAt({ start: 0, end: SOURCE.length - 1 }, { severity: 'info' }),
      findingAt(rangeIn(SOURCE, '25'), { severity: 'warning', rule: 'other-rule', message: 'a "b"' }),
      findingAt(rangeIn(SOURCE, 'port')),
    ];
    const issues = issuesOf(reportOf([fileOf(SOURCE)], findings));
    const fingerprint: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
    const path = 'pmta/config';
    expect(issues).toEqual([
      {
        description: 'Something is wrong.',
        check_name: 'some-rule',
        fingerprint,
        severity: 'info',
        location: { path, lines: { begin: 1, end: 4 } },
      },
      {
        description: 'a "b"',
        check_name: 'other-rule',
        fingerprint,
        severity: 'major',
        location: { path, lines: { begin: 3, end: 3 } },
      },
      {
        description: 'Something is wrong.',
        check_name: 'some-rule',
        fingerprint,
        severity: 'critical',
        location: { path, lines: { begin: 3, end: 3 } },
      },
    ]);
  });

  it('is an empty array if nothing was found', () => {
    expect(gitlab(reportOf([fileOf(SOURCE)], []))).toBe('[]\n');
    expect(gitlab(reportOf([], []))).toBe('[]\n');
  });

  it('lists errors alone if it is quiet', () => {
    const findings = [
      findingAt({ start: 1, end: 2 }, { severity: 'warning' }),
      findingAt({ start: 1, end: 2 }),
    ];
    const loud = issuesOf(reportOf([fileOf(SOURCE)], findings));
    const quiet = issuesOf(reportOf([fileOf(SOURCE)], findings, { quiet: true }));
    expect(quiet.map(({ severity }) => severity)).toEqual(['critical']);
    expect(quiet[0]?.fingerprint).toBe(loud[1]?.fingerprint);
  });

  it('has a blocker for each thing that did not go as it should', () => {
    const report = reportOf([fileOf(SOURCE)], [], {
      failures: [
        { message: 'no space left' },
        { message: 'no space left' },
        { path: CONFIG, rule: 'some-rule', message: 'crashed' },
        { path: '/etc/absent', message: 'cannot be read' },
      ],
    });
    expect(
      issuesOf(report).map((one) => [one.severity, one.check_name, one.location.path, one.description]),
    ).toEqual([
      ['blocker', 'failure', '.', 'no space left'],
      ['blocker', 'failure', '.', 'no space left'],
      ['blocker', 'failure', 'pmta/config', 'crashed [some-rule]'],
      ['blocker', 'failure', '/etc/absent', 'cannot be read'],
    ]);
  });

  it.each(['a b#c?d%e.conf', 'bücher/漢', String.raw`a\b`, 'a\r\n\tb', '\u202e\u009b'])(
    'names the file %j as it is, and steers no terminal',
    (name) => {
      const path = `/srv/mail/${name}`;
      const report = reportOf([fileOf(SOURCE, { path })], [findingAt({ start: 1, end: 2 }, { path })]);
      expect(issuesOf(report)[0]?.location.path).toBe(name);
      expect(gitlab(report)).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    },
  );

  it('names files as they are in the repository, also from a folder in it', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })], {
      workingDirectory: '/srv/mail/pmta',
      checkout: '/srv/mail',
    });
    expect(issuesOf(report)[0]?.location.path).toBe('pmta/config');
  });
});

describe('a fingerprint', () => {
  const fingerprints = (
    sources: Readonly<Record<string, string>>,
    findings: readonly Finding[],
  ): string[] => {
    const files = Object.entries(sources).map(([path, source]) => fileOf(source, { path }));
    return issuesOf(reportOf(files, findings)).map(({ fingerprint }) => fingerprint);
  };
  const of = (source: string): string[] =>
    fingerprints({ [CONFIG]: source }, [
      findingAt(rangeIn(source, 'port')),
      findingAt(rangeIn(source, '25'), { message: 'Another thing.' }),
      findingAt(rangeIn(source, '26')),
    ]);

  it('stays when lines come, go and change their layout', () => {
    const before = of('host-name a\n<domain b>\n  port 25\n  port 26\n</domain>\n');
    expect(of('# more\n\n<domain b>\r\n\tport  25\r\n\r\n  PORT 26\r\n</domain>\r\n')).toEqual(before);
    expect(of('<domain b>\n  port 26\n  port 25\n</domain>\n').toSorted()).not.toEqual(before.toSorted());
  });

  it('is another for another file, rule or section', () => {
    const at = { start: 0, end: 4 };
    const [other] = fingerprints({ '/srv/mail/other': 'port 25\n' }, [
      findingAt(at, { path: '/srv/mail/other' }),
    ]);
    const [rule] = fingerprints({ [CONFIG]: 'port 25\n' }, [findingAt(at, { rule: 'other-rule' })]);
    const [plain] = fingerprints({ [CONFIG]: 'port 25\n' }, [findingAt(at)]);
    const within = '<domain b>\nport 25\n</domain>\n';
    const [section] = fingerprints({ [CONFIG]: within }, [findingAt(rangeIn(within, 'port'))]);
    expect(new Set([other, rule, plain, section]).size).toBe(4);
  });

  it('does not depend on the folder that the repository is checked out in', () => {
    const at = { start: 0, end: 4 };
    const inFolder = (top: string): string | undefined =>
      issuesOf(
        reportOf(
          [fileOf('port 25\n', { path: `${top}/config` })],
          [findingAt(at, { path: `${top}/config` })],
          {
            workingDirectory: top,
            checkout: top,
          },
        ),
      )[0]?.fingerprint;
    expect(inFolder('/builds/a')).toBe(inFolder('/home/b'));
  });

  it('is there and unique for findings of a file that was not read', () => {
    expect(fingerprints({}, [findingAt({ start: 0, end: 1 }), findingAt({ start: 5, end: 6 })])).toHaveLength(
      2,
    );
  });

  it('contains nothing of a secret', () => {
    const of = (secret: string): string[] => {
      const source = `auth-password ${secret}\n`;
      const files = [fileOf(source, { secrets: [rangeIn(source, secret)] })];
      return issuesOf(reportOf(files, [findingAt({ start: 0, end: 4 })])).map(
        ({ fingerprint }) => fingerprint,
      );
    };
    expect(of('hunter2')).toEqual(of('correct horse'));
  });
});
