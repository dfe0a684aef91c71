import type { Finding } from '../../engine/finding.ts';
import { byFile, type FilePart } from './by-file.ts';
import { pathWriter, type PathWriter } from '../../base/paths.ts';
import { explainCommand, placeOfFinding } from './report.ts';
import type { Failure, Report } from '../../app/report.ts';
import { noteText, withRule } from './summary.ts';
import { xmlDocument, type XmlElement } from './xml.ts';

const TOOL = 'pmta-lint';

function findingElement(finding: Finding, place: string): XmlElement {
  const { severity, message, rule } = finding;
  return {
    name: 'failure',
    attributes: { type: severity, message },
    lines: [`${place}: ${severity}: ${withRule(message, rule)}`, `more: ${explainCommand(rule)}`],
  };
}

function failureElement({ path, message, rule }: Failure, shown: PathWriter): XmlElement {
  const text = noteText({ kind: 'failure', path, text: message, rule }, shown);
  return { name: 'error', attributes: { type: 'failure', message }, lines: [text] };
}

function suiteOf({ path, file, findings, failures }: FilePart, shown: PathWriter): XmlElement {
  const classname = path === undefined ? TOOL : shown(path);
  const given = new Map<string, number>();
  // Readers drop a second case of the same name. Equal names are numbered, since line numbers would change too often.
  const testCase = (wanted: string, ...children: readonly XmlElement[]): XmlElement => {
    const number = (given.get(wanted) ?? 0) + 1;
    given.set(wanted, number);
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    return { name: 'testcase', attributes: { name, classname, time: 0 }, children };
  };
  const cases = [
    ...failures.map((failure) => testCase(failure.rule ?? 'failure', failureElement(failure, shown))),
    ...findings.map((finding) =>
      testCase(finding.rule, findingElement(finding, placeOfFinding(finding, file, shown))),
    ),
  ];
  const children = cases.length > 0 ? cases : [testCase(TOOL)];
  const figures = { tests: children.length, failures: findings.length, errors: failures.length };
  return { name: 'testsuite', attributes: { name: classname, ...figures, skipped: 0, time: 0 }, children };
}

/** The report as JUnit for Jenkins and Surefire: a suite for each file, findings as failures, one passed case for none. */
export function junit(report: Report): string {
  const shown = pathWriter(report.checkout);
  const suites = byFile(report).map((part) => suiteOf(part, shown));
  const sum = (name: string): number =>
    suites.reduce((total, { attributes }) => total + Number(attributes[name]), 0);
  const figures = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: TOOL, ...figures, time: 0 },
    children: suites,
  });
}
