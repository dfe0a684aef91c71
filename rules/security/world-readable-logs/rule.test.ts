import { expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const acct = (line: string): string => `<acct-file /x>\n${line}\n</acct-file>\n`;

function readable(at: string) {
  const directive = at.slice(2).toLowerCase();
  return { messageId: 'worldReadable', severity: 'warning', at, data: { directive } } as const;
}

const BEFORE = `log-file-world-readable true # a\n${acct('\tworld-readable "yes"')}`;
const AFTER = `log-file-world-readable false # a\n${acct('\tworld-readable no')}`;

testRule(rule, {
  accept: {
    'a log that is not readable': 'log-file-world-readable no\n',
    'a line that is overridden': 'log-file-world-readable yes\nlog-file-world-readable no\n',
    'a value that PowerMTA refuses': 'log-file-world-readable on\n',
    'a value that is filled in': 'log-file-world-readable {{ x }}\n',
    'an accounting file that is not readable': acct('world-readable no'),
    'a misplaced line': '<domain *>\nworld-readable yes\n</domain>\n',
  },
  report: {
    'a readable log': {
      texts: 'log-file-world-readable yes\n',
      findings: [readable('1 log-file-world-readable')],
    },
    'a readable log in another case': {
      texts: 'Log-File-World-Readable "TRUE"\r\n',
      findings: [readable('1 Log-File-World-Readable')],
    },
    'a readable accounting file': {
      texts: acct('world-readable yes'),
      findings: [readable('2 world-readable')],
    },
    'two readable accounting files': {
      texts: acct('world-readable yes') + acct('world-readable yes').replace('/x', '/y'),
      findings: [readable('2 world-readable'), readable('5 world-readable')],
    },
    'a fragment for accounting files': {
      texts: 'world-readable yes\niso-times no\n',
      findings: [readable('1 world-readable')],
    },
  },
  fix: { 'both lines in the words of their author': { texts: BEFORE, fixed: AFTER, effect: 'unsafe' } },
});

it('has a fix that only closes an access', () => {
  const changes = compareModels(modelOf(BEFORE), modelOf(AFTER));
  expect(changes.map(({ verdict }) => verdict)).toEqual(['stricter', 'stricter']);
});
