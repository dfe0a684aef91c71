import { describe, expect, it } from 'vitest';
import { junit } from '../../src/report/findings/junit.ts';
import type { Report } from '../../src/app/report.ts';
import { readXml, xmlProblems, type ReadElement } from './read-xml.ts';
import { CONFIG, fileOf, findingAt, rangeIn, reportOf } from './sample.ts';

const SOURCE = '\ufeffhost-name a\r\n<domain b>\r\n  port 25\r\n</domain>\r\n';

function countOf(element: ReadElement, attribute: string): number {
  return Number(element.attributes[attribute]);
}

function casesOf(suite: ReadElement, outcome?: string): readonly ReadElement[] {
  return suite.children.filter(
    ({ children }) => outcome === undefined || children.some(({ name }) => name === outcome),
  );
}

/** The suites of a report, which is valid and whose figures are right. */
function suitesOf(report: Report): readonly ReadElement[] {
  const text = junit(report);
  expect(xmlProblems('junit', text)).toEqual([]);
  const root = readXml(text);
  for (const [figure, outcome] of [
    ['tests', undefined],
    ['failures', 'failure'],
    ['errors', 'error'],
  ] as const) {
    for (const suite of root.children) expect(countOf(suite, figure)).toBe(casesOf(suite, outcome).length);
    expect(countOf(root, figure)).toBe(root.children.reduce((sum, suite) => sum + countOf(suite, figure), 0));
  }
  return root.children;
}

/** The names of the cases of each suite. */
function namesOf(report: Report): string[][] {
  return suitesOf(report).map(({ children }) => children.map(({ attributes }) => attributes.name ?? ''));
}

describe('a JUnit report', () => {
  it('is compared with a schema that can say no', () => {
    const at = { start: 1, end: 2 };
    const text = junit(reportOf([fileOf(SOURCE)], [findingAt(at), findingAt(at)]));
    expect(xmlProblems('junit', text)).toEqual([]);
    expect(xmlProblems('junit', text.replace('tests="2"', 'tests="-1"'))).not.toEqual([]);
    expect(xmlProblems('junit', text.replace('<testcase ', '<testcase line="1" '))).not.toEqual([]);
    expect(xmlProblems('junit', text.replace('some-rule (2)', 'some-rule'))).not.toEqual([]);
  });

  it('is a suite for each file, and in it a failed case for each finding', () => {
    const findings = [
      findingAt(rangeIn(SOURCE, 'host-name'), { severity: 'info' }),
      findingAt(rangeIn(SOURCE, '25'), { severity: 'warning', rule: 'other-rule', message: '<b> & "c"' }),
    ];
    const files = [fileOf('x\n', { path: '/etc/pmta/clean' }), fileOf(SOURCE)];
    expect(junit(reportOf(files, findings))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pmta-lint" tests="3" failures="2" errors="0" time="0">
  <testsuite name="/etc/pmta/clean" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase name="pmta-lint" classname="/etc/pmta/clean" time="0"/>
  </testsuite>
  <testsuite name="pmta/config" tests="2" failures="2" errors="0" skipped="0" time="0">
    <testcase name="some-rule" classname="pmta/config" time="0">
      <failure type="info" message="Something is wrong.">pmta/config:1:1: info: Something is wrong. [some-rule]
more: pmta-lint explain some-rule</failure>
    </testcase>
    <testcase name="other-rule" classname="pmta/config" time="0">
      <failure type="warning" message="&lt;b&gt; &amp; &quot;c&quot;">pmta/config:3:8: warning: &lt;b&gt; &amp; &quot;c&quot; [other-rule]
more: pmta-lint explain other-rule</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
    suitesOf(reportOf(files, findings));
  });

  it('is valid without findings and without files', () => {
    expect(namesOf(reportOf([], []))).toEqual([]);
    expect(namesOf(reportOf([fileOf(SOURCE)], []))).toEqual([['pmta-lint']]);
  });

  it('lists errors alone if it is quiet', () => {
    const warning = findingAt({ start: 1, end: 2 }, { severity: 'warning', rule: 'other-rule' });
    const findings = [warning, findingAt({ start: 1, end: 2 })];
    expect(namesOf(reportOf([fileOf(SOURCE)], findings, { quiet: true }))).toEqual([['some-rule']]);
    expect(namesOf(reportOf([fileOf(SOURCE)], [warning], { quiet: true }))).toEqual([['pmta-lint']]);
  });

  it('gives a case another name than its equals, and the same when lines move', () => {
    const findings = (source: string): string[][] =>
      namesOf(
        reportOf(
          [fileOf(source)],
          [
            findingAt(rangeIn(source, 'port')),
            findingAt(rangeIn(source, '25')),
            findingAt(rangeIn(source, 'b')),
          ],
        ),
      );
    expect(findings(SOURCE)).toEqual([['some-rule', 'some-rule (2)', 'some-rule (3)']]);
    expect(findings(`# more\n${SOURCE}`)).toEqual(findings(SOURCE));
  });

  it('has an error for each thing that did not go as it should', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 5, end: 6 }, { path: '/unread' })], {
      failures: [
        { message: 'no space left' },
        { message: 'no space left' },
        { path: CONFIG, rule: 'some-rule', message: 'crashed' },
        { path: '/srv/mail/absent', message: 'cannot be read' },
      ],
    });
    expect(
      suitesOf(report).flatMap(({ attributes, children }) =>
        children.map((one) => [
          attributes.name,
          one.attributes.name,
          one.children[0]?.name,
          one.children[0]?.text.split('\n')[0],
        ]),
      ),
    ).toEqual([
      ['pmta/config', 'some-rule', 'error', 'pmta/config: crashed [some-rule]'],
      ['absent', 'failure', 'error', 'absent: cannot be read'],
      ['/unread', 'some-rule', 'failure', '/unread: error: Something is wrong. [some-rule]'],
      ['pmta-lint', 'failure', 'error', 'no space left'],
      ['pmta-lint', 'failure (2)', 'error', 'no space left'],
    ]);
  });

  it.each([
    'a b#c?d%e.conf',
    'bücher/漢',
    String.raw`a\b`,
    'a\nb',
    'a\r\n\tb ',
    '"<&>\'',
    ']]>',
    '\u202e\u009b',
  ])('says %j as it is', (name) => {
    const path = `/srv/mail/${name}`;
    const [suite] = suitesOf(
      reportOf([fileOf(SOURCE, { path })], [findingAt({ start: 1, end: 2 }, { path, message: name })]),
    );
    expect(suite?.attributes.name).toBe(name);
    const [failure] = suite?.children[0]?.children ?? [];
    expect(failure?.attributes.message).toBe(name);
    expect(failure?.text).toBe(`${name}:1:1: error: ${name} [some-rule]\nmore: pmta-lint explain some-rule`);
  });

  it('makes visible what XML cannot hold', () => {
    const message = 'a\u001b[2J\0\ud800';
    const [suite] = suitesOf(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 }, { message })]));
    expect(suite?.children[0]?.children[0]?.attributes.message).toBe('a␛[2J␀<U+D800>');
  });
});
