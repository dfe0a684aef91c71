import { describe, expect, it } from 'vitest';
import { checkstyle } from '../../src/report/findings/checkstyle.ts';
import type { Report } from '../../src/app/report.ts';
import { readXml, xmlProblems, type ReadElement } from './read-xml.ts';
import { CONFIG, fileOf, findingAt, rangeIn, relatedAt, reportOf } from './sample.ts';

const SOURCE = '\ufeffhost-name a\r\n<domain b>\r\n  port 25\r\n</domain>\r\n';

/** The files of a report, which is valid. */
function filesOf(report: Report): readonly ReadElement[] {
  const text = checkstyle(report);
  expect(xmlProblems('checkstyle', text)).toEqual([]);
  return readXml(text).children;
}

describe('a Checkstyle report', () => {
  it('is compared with a schema that can say no', () => {
    const text = checkstyle(reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 })]));
    expect(xmlProblems('checkstyle', text.replace('severity="error"', 'severity="fatal"'))).not.toEqual([]);
    expect(xmlProblems('checkstyle', text.replace('line="1"', 'line="0"'))).not.toEqual([]);
    expect(xmlProblems('checkstyle', text.replace('<file ', '<file x="" '))).not.toEqual([]);
  });

  it('names each file with its findings, each with its place, severity, message and rule', () => {
    const findings = [
      findingAt(rangeIn(SOURCE, 'host-name'), { severity: 'info', category: 'names' }),
      findingAt(rangeIn(SOURCE, '25'), {
        severity: 'warning',
        rule: 'other-rule',
        message: `<a> & 'b' "c"`,
        related: [relatedAt({ start: 0, end: 1 }, 'no')],
      }),
      findingAt(rangeIn(SOURCE, '25')),
    ];
    const files = [fileOf('x\n', { path: '/etc/pmta/clean' }), fileOf(SOURCE)];
    expect(checkstyle(reportOf(files, findings))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="/etc/pmta/clean"/>
  <file name="pmta/config">
    <error line="1" column="1" severity="info" message="Something is wrong." source="pmta-lint.names.some-rule"/>
    <error line="3" column="8" severity="warning" message="&lt;a&gt; &amp; 'b' &quot;c&quot;" source="pmta-lint.values.other-rule"/>
    <error line="3" column="8" severity="error" message="Something is wrong." source="pmta-lint.values.some-rule"/>
  </file>
</checkstyle>
`);
    filesOf(reportOf(files, findings));
  });

  it('is valid without findings and without files', () => {
    expect(filesOf(reportOf([], []))).toEqual([]);
    expect(filesOf(reportOf([fileOf(SOURCE)], [])).map(({ children }) => children)).toEqual([[]]);
  });

  it('lists errors alone if it is quiet', () => {
    const findings = [
      findingAt({ start: 1, end: 2 }, { severity: 'warning' }),
      findingAt({ start: 1, end: 2 }),
    ];
    const [file] = filesOf(reportOf([fileOf(SOURCE)], findings, { quiet: true }));
    expect(file?.children.map(({ attributes }) => attributes.severity)).toEqual(['error']);
  });

  it('reports what failed, where it was and where it was nowhere', () => {
    const report = reportOf([fileOf(SOURCE)], [findingAt({ start: 5, end: 6 }, { path: '/unread' })], {
      failures: [
        { message: 'no space left' },
        { path: CONFIG, rule: 'some-rule', message: 'crashed' },
        { path: '/srv/mail/absent', message: 'cannot be read' },
      ],
    });
    expect(
      filesOf(report).map(({ attributes, children }) => [
        attributes.name,
        ...children.map(
          (error) => `${error.attributes.line} ${error.attributes.source}: ${error.attributes.message}`,
        ),
      ]),
    ).toEqual([
      ['pmta/config', '1 pmta-lint.failure: crashed [some-rule]'],
      ['absent', '1 pmta-lint.failure: cannot be read'],
      ['/unread', '1 pmta-lint.values.some-rule: Something is wrong.'],
      ['.', '1 pmta-lint.failure: no space left'],
    ]);
  });

  it.each(['a b#c?d%e.conf', 'bücher/漢', String.raw`a\b`, 'a\nb', 'a\r\n\tb ', '"<&>\'', '\u202e\u009b'])(
    'names the file %j as it is',
    (name) => {
      const path = `/srv/mail/${name}`;
      const report = reportOf(
        [fileOf(SOURCE, { path })],
        [findingAt({ start: 1, end: 2 }, { path, message: name })],
      );
      const [file] = filesOf(report);
      expect(file?.attributes.name).toBe(name);
      expect(file?.children[0]?.attributes.message).toBe(name);
    },
  );

  it('names files as they are in the work tree, also from a folder in it', () => {
    const [file] = filesOf(
      reportOf([fileOf(SOURCE)], [], { workingDirectory: '/srv/mail/pmta', checkout: '/srv/mail' }),
    );
    expect(file?.attributes.name).toBe('pmta/config');
  });
});
