import type { Severity } from '../../engine/finding.ts';
import { fingerprintsOf, hashOf } from './fingerprint.ts';
import { jsonText } from '../json-text.ts';
import { pathWriter } from '../../base/paths.ts';
import { filesByPath, listedFindings } from './report.ts';
import type { Report } from '../../app/report.ts';
import { withRule } from './summary.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'info',
};

/** Makes unique fingerprints, since GitLab keeps one of two equal issues. The same line in another file is another issue. */
function fingerprinter(): (path: string, known: string) => string {
  const given = new Map<string, number>();
  return (path, known) => {
    const hash = hashOf(path, known);
    const number = (given.get(hash) ?? 0) + 1;
    given.set(hash, number);
    return number === 1 ? hash : hashOf(path, known, `${number}`);
  };
}

/** The report as an array of issues for GitLab's Code Quality. A failure of pmta-lint is a blocker at line 1. */
export function gitlab(report: Report): string {
  const shown = pathWriter(report.checkout);
  const files = filesByPath(report);
  const known = fingerprintsOf(report.findings, report.files);
  const fingerprintOf = fingerprinter();
  const failures = report.failures.map(({ path, rule, message }) => {
    const name = path === undefined ? '.' : shown(path);
    return {
      description: withRule(message, rule),
      check_name: 'failure',
      fingerprint: fingerprintOf(name, `failure\0${rule ?? ''}\0${message}`),
      severity: 'blocker',
      location: { path: name, lines: { begin: 1, end: 1 } },
    };
  });
  const findings = listedFindings(report).map((finding) => {
    const { path, rule, message, severity, start, end } = finding;
    const lines = files.get(path)?.lines;
    return {
      description: message,
      check_name: rule,
      fingerprint: fingerprintOf(shown(path), known.get(finding) ?? `${rule}\0${message}`),
      severity: SEVERITIES[severity],
      location: {
        path: shown(path),
        lines: {
          begin: lines?.positionAt(start).line ?? 1,
          // The line of the last character, not of the one after it.
          end: lines?.positionAt(Math.max(start, end - 1)).line ?? 1,
        },
      },
    };
  });
  return jsonText([...failures, ...findings]);
}
