import type { Finding } from '../../engine/finding.ts';
import { byFile } from './by-file.ts';
import { pathWriter } from '../paths.ts';
import { type Failure, type Report, type ReportedFile, explainCommand } from './report.ts';
import { xmlDocument, type XmlElement } from './xml.ts';

const TOOL = 'pmta-lint';

/** A suite of test cases, and how many of them failed or could not be run. */
interface Suite {
  readonly name: string;
  readonly cases: readonly XmlElement[];
  readonly failures: number;
  readonly errors: number;
}

/**
 * Names of test cases, each once: readers drop a second case of the same name. The number among equals and not the line
 * is what tells them apart, so that a case stays the same case while lines move.
 */
function caseNames(): (name: string) => string {
  const given = new Map<string, number>();
  return (name) => {
    const number = (given.get(name) ?? 0) + 1;
    given.set(name, number);
    return number === 1 ? name : `${name} (${number})`;
  };
}

function testCase(name: string, classname: string, outcome: readonly XmlElement[]): XmlElement {
  return { name: 'testcase', attributes: { name, classname, time: 0 }, children: outcome };
}

function findingElement(finding: Finding, file: ReportedFile | undefined, path: string): XmlElement {
  const position = file?.lines.positionAt(finding.start);
  const where = position === undefined ? path : `${path}:${position.line}:${position.column}`;
  return {
    name: 'failure',
    attributes: { type: finding.severity, message: finding.message },
    lines: [
      `${where}: ${finding.severity}: ${finding.message} [${finding.rule}]`,
      `more: ${explainCommand(finding.rule)}`,
    ],
  };
}

function failureElement({ message, rule }: Failure, path: string): XmlElement {
  const text = `${path === '' ? '' : `${path}: `}${message}${rule === undefined ? '' : ` [${rule}]`}`;
  return { name: 'error', attributes: { type: 'failure', message }, lines: [text] };
}

function suiteElement({ name, cases, failures, errors }: Suite): XmlElement {
  return {
    name: 'testsuite',
    attributes: { name, tests: cases.length, failures, errors, skipped: 0, time: 0 },
    children: cases,
  };
}

function sum(suites: readonly Suite[], countOf: (suite: Suite) => number): number {
  return suites.reduce((total, suite) => total + countOf(suite), 0);
}

/**
 * The report in the form of JUnit: a suite for each file, in it a failed case for each finding, and a case with an error
 * for what kept pmta-lint from its work. A file without any is one case that passed. No reader refuses it: there is
 * nothing in it that the schemas of Jenkins and of Surefire do not both know.
 */
export function junit(report: Report): string {
  const shown = pathWriter(report.checkout);
  const { parts, apart } = byFile(report);
  const suites = parts.map(({ path, file, findings, failures }): Suite => {
    const name = shown(path);
    const named = caseNames();
    const cases = [
      ...failures.map((failure) =>
        testCase(named(failure.rule ?? 'failure'), name, [failureElement(failure, name)]),
      ),
      ...findings.map((finding) =>
        testCase(named(finding.rule), name, [findingElement(finding, file, name)]),
      ),
    ];
    return {
      name,
      cases: cases.length > 0 ? cases : [testCase(TOOL, name, [])],
      failures: findings.length,
      errors: failures.length,
    };
  });
  if (apart.length > 0) {
    const named = caseNames();
    const cases = apart.map((failure) =>
      testCase(named(failure.rule ?? 'failure'), TOOL, [failureElement(failure, '')]),
    );
    suites.push({ name: TOOL, cases, failures: 0, errors: apart.length });
  }
  return xmlDocument({
    name: 'testsuites',
    attributes: {
      name: TOOL,
      tests: sum(suites, ({ cases }) => cases.length),
      failures: sum(suites, ({ failures }) => failures),
      errors: sum(suites, ({ errors }) => errors),
      time: 0,
    },
    children: suites.map(suiteElement),
  });
}
