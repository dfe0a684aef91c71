import { expect, it } from 'vitest';
import { concise } from '../../src/report/findings/concise.ts';
import { fileOf, findingAt, rangeIn, relatedAt, reportOf, unreadAt } from './sample.ts';

const SOURCE = 'host-name a\n  port 25 \u001b\n';

it('gives one line a finding and one of summary', () => {
  const findings = [
    findingAt(rangeIn(SOURCE, 'host-name'), { related: [relatedAt(rangeIn(SOURCE, '25'), 'not shown')] }),
    findingAt(rangeIn(SOURCE, '25'), {
      rule: 'other-rule',
      severity: 'warning',
      message: 'Not "25\u001b[2J\u2028".',
      fix: { effect: 'tightens', title: 'write 26', edits: [] },
    }),
  ];
  expect(concise(reportOf([fileOf(SOURCE)], findings))).toBe(
    [
      'pmta/config:1:1: error: Something is wrong. [some-rule]',
      'pmta/config:2:8: warning: Not "25␛[2J<U+2028>". [other-rule]',
      '1 error and 1 warning in 1 file (2 lines, 2 directives)',
      '',
    ].join('\n'),
  );
  expect(concise(reportOf([fileOf(SOURCE)], findings, { quiet: true }))).toBe(
    [
      'pmta/config:1:1: error: Something is wrong. [some-rule]',
      '1 error and 1 warning in 1 file (2 lines, 2 directives); only errors are shown',
      '',
    ].join('\n'),
  );
});

it('is one line if nothing was found', () => {
  expect(concise(reportOf([fileOf(SOURCE)], []))).toBe('No findings in 1 file (2 lines, 2 directives).\n');
});

it('reports what failed, and keeps paths on their line', () => {
  const path = '/etc/p\nmta\u202e';
  const report = reportOf(
    [fileOf(SOURCE, { path, complete: false })],
    [findingAt({ start: 0, end: 1 }, { path })],
    {
      unread: [unreadAt(path)],
      failures: [{ message: 'no space left' }, { path, rule: 'some-rule', message: 'crashed' }],
      fixes: {
        fixed: { neutral: 0, tightens: 2, unsafe: 0 },
        withheld: [{ rule: 'some-rule', path, reason: 'it would raise a rate' }],
      },
    },
  );
  expect(concise(report)).toBe(
    [
      '/etc/p␊mta<U+202E>:1:1: error: Something is wrong. [some-rule]',
      'failure: no space left',
      '/etc/p␊mta<U+202E>: failure: crashed [some-rule]',
      '/etc/p␊mta<U+202E>: withheld: it would raise a rate [some-rule]',
      "/etc/p␊mta<U+202E>:3: incomplete: 'gone.conf' does not exist: some rules stay silent",
      '1 error in 1 file (2 lines, 2 directives); 2 findings fixed',
      '',
    ].join('\n'),
  );
});

it('says severities in words also with colour', () => {
  const text = concise(reportOf([fileOf(SOURCE)], [findingAt({ start: 0, end: 1 })], { colour: true }));
  expect(text.split('\n')[0]).toBe(
    '\u001b[1mpmta/config:1:1\u001b[22m: \u001b[1m\u001b[31merror\u001b[39m\u001b[22m: Something is wrong. \u001b[2m[some-rule]\u001b[22m',
  );
});
