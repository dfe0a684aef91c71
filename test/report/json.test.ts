import { expect, it } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import { json } from '../../src/report/findings/json.ts';
import { CONFIG, fileOf, findingAt, rangeIn, relatedAt, reportOf } from './sample.ts';

const SOURCE = '\ufeffhost-name a\r\n  port 25\r\n';

it('has the shape of version 1, with offsets that count the byte-order mark and columns that do not', () => {
  const port = rangeIn(SOURCE, 'port 25');
  const finding = findingAt(rangeIn(SOURCE, '25'), {
    related: [relatedAt(rangeIn(SOURCE, 'host-name'), 'see here', '/etc/pmta/other')],
    fix: {
      effect: 'unsafe',
      title: 'write 26',
      edits: [{ path: CONFIG, ...port, text: 'port 26' }],
    },
  });
  const first = findingAt(rangeIn(SOURCE, 'host-name'), { severity: 'info' });
  const files = [fileOf(SOURCE), fileOf('host-name b', { path: '/etc/pmta/other', complete: false })];
  const report = reportOf(files, [first, finding], {
    failures: [{ message: 'no space left' }, { path: CONFIG, rule: 'some-rule', message: 'crashed' }],
    fixes: {
      fixed: { neutral: 0, tightens: 3, unsafe: 0 },
      withheld: [{ rule: 'other-rule', path: CONFIG, reason: 'it would raise a rate' }],
    },
    suppressed: 4,
  });
  expect(json(report)).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "tool": {
        "name": "pmta-lint",
        "version": "1.2.3"
      },
      "files": [
        {
          "path": "pmta/config",
          "lines": 2,
          "directives": 2,
          "complete": true
        },
        {
          "path": "/etc/pmta/other",
          "lines": 1,
          "directives": 1,
          "complete": false
        }
      ],
      "findings": [
        {
          "rule": "some-rule",
          "category": "values",
          "severity": "info",
          "messageId": "wrong",
          "message": "Something is wrong.",
          "data": {},
          "path": "pmta/config",
          "start": {
            "line": 1,
            "column": 1,
            "offset": 1
          },
          "end": {
            "line": 1,
            "column": 10,
            "offset": 10
          },
          "related": [],
          "fix": null,
          "docs": "pmta-lint explain some-rule"
        },
        {
          "rule": "some-rule",
          "category": "values",
          "severity": "error",
          "messageId": "wrong",
          "message": "Something is wrong.",
          "data": {},
          "path": "pmta/config",
          "start": {
            "line": 2,
            "column": 8,
            "offset": 21
          },
          "end": {
            "line": 2,
            "column": 10,
            "offset": 23
          },
          "related": [
            {
              "path": "/etc/pmta/other",
              "start": {
                "line": 1,
                "column": 2,
                "offset": 1
              },
              "end": {
                "line": 1,
                "column": 11,
                "offset": 10
              },
              "message": "see here"
            }
          ],
          "fix": {
            "effect": "unsafe",
            "title": "write 26",
            "edits": [
              {
                "path": "pmta/config",
                "start": 16,
                "end": 23,
                "text": "port 26"
              }
            ]
          },
          "docs": "pmta-lint explain some-rule"
        }
      ],
      "failures": [
        {
          "message": "no space left"
        },
        {
          "path": "pmta/config",
          "rule": "some-rule",
          "message": "crashed"
        }
      ],
      "fixes": {
        "applied": 3,
        "effects": {
          "neutral": 0,
          "tightens": 3,
          "unsafe": 0
        },
        "withheld": [
          {
            "rule": "other-rule",
            "path": "pmta/config",
            "reason": "it would raise a rate"
          }
        ]
      },
      "summary": {
        "files": 2,
        "lines": 3,
        "errors": 1,
        "warnings": 0,
        "infos": 1,
        "fixable": {
          "neutral": 0,
          "tightens": 0,
          "unsafe": 1
        },
        "suppressed": 4
      }
    }
    "
  `);
});

it('hides warnings and infos if it is quiet, but counts them', () => {
  const findings = [
    findingAt({ start: 1, end: 2 }, { severity: 'warning' }),
    findingAt({ start: 1, end: 2 }),
  ];
  const result = JSON.parse(json(reportOf([fileOf(SOURCE)], findings, { quiet: true }))) as {
    findings: { severity: string }[];
    summary: object;
  };
  expect(result.findings.map(({ severity }) => severity)).toEqual(['error']);
  expect(result.summary).toEqual({
    files: 1,
    lines: 2,
    errors: 1,
    warnings: 1,
    infos: 0,
    fixable: { neutral: 0, tightens: 0, unsafe: 0 },
    suppressed: 0,
  });
});

it('is valid UTF-8 and steers no terminal, and strings come back as they were', () => {
  const message = 'a\u001b[2J\u009b\u202e\u2028"\\漢😀';
  const text = json(
    reportOf([fileOf(SOURCE)], [findingAt({ start: 1, end: 2 }, { message: `${message}\ud800` })]),
  );
  expect(text).not.toMatch(/[^\n\P{Cc}]|[\p{Cs}\u202e\u2028]|\\ud800/u);
  expect((JSON.parse(text) as { findings: { message: string }[] }).findings[0]?.message).toBe(
    `${message}\ufffd`,
  );
});

it('leaves out a fix whose text would repeat a secret', () => {
  const source = 'auth-password hunter2\nhost-name a\n';
  const withFix = (text: string): Finding =>
    findingAt(rangeIn(source, 'host-name'), {
      fix: { effect: 'tightens', title: 'move the line', edits: [{ path: CONFIG, start: 0, end: 0, text }] },
    });
  const files = [fileOf(source, { secrets: [rangeIn(source, 'hunter2')] })];
  const text = json(reportOf(files, [withFix('auth-password hunter2\n'), withFix('auth-username me\n')]));
  expect(text).not.toContain('hunter2');
  const { findings } = JSON.parse(text) as { findings: { fix: object | null }[] };
  expect(findings.map(({ fix }) => fix !== null)).toEqual([false, true]);
});
