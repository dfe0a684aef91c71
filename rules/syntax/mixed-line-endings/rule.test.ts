import { expect, it } from 'vitest';
import { fixed } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const MARK = '\uFEFF';

function mixed(at: string, end: 'CRLF' | 'LF', lines = 1) {
  return { messageId: 'mixed', at, data: { lines, end, usual: end === 'LF' ? 'CRLF' : 'LF' } } as const;
}

const inCr = (at: string) => ({ messageId: 'carriageReturns', at, severity: 'warning' }) as const;
const mark = (at: string) => ({ messageId: 'byteOrderMark', at }) as const;

testRule(rule, {
  accept: {
    'an empty file': '',
    'one line without an end': 'a b',
    'LF and no end of the last line': 'a b\nc d',
    'CRLF and no end of the last line': 'a b\r\nc d',
    'CRLF alone': 'a b\r\nc d\r\n',
    'a CR in a line': 'a \r b\nc d\n',
    'empty lines': '\n\n',
    'a CR at the end of the last line': 'a b\r',
    'a byte-order mark in a line': `a ${MARK}b\n`,
  },
  report: {
    'one line in CRLF': { texts: 'a b\nc d\r\ne f\n', findings: [mixed('2 c d', 'CRLF')] },
    'two lines in LF': { texts: 'a b\r\nc d\r\n\ne f\r\n\n', findings: [mixed('3 ', 'LF', 2)] },
    'LF after the first line': { texts: 'a b\r\nc d\n', findings: [mixed('2 c d', 'LF')] },
    'CRLF after the first line': { texts: 'a b\nc d\r\n', findings: [mixed('2 c d', 'CRLF')] },
    'the first line in CRLF': { texts: 'a b\r\nc d\ne f\n', findings: [mixed('1 a b', 'CRLF')] },
    'a byte-order mark': { texts: `${MARK}a b\n`, findings: [mark('1 a b')] },
    'a byte-order mark alone': { texts: MARK, findings: [mark('1 ')] },
    'a byte-order mark and line ends': {
      texts: `${MARK}a b\r\nc d\ne f\n`,
      findings: [mark('1 a b'), mixed('1 a b', 'CRLF')],
    },
    'lines in CR': {
      texts: '# a\rhost-name x\r<domain *>\r</domain>\r',
      findings: [{ ...inCr('1 # a\rhost-name x\r<domain *>\r</domain>\r'), data: { lines: 4 } }],
    },
    'lines in CR and the last one in LF': {
      texts: '# a\rb\rc\n',
      findings: [{ ...inCr('1 # a\rb\rc'), data: { lines: 3 } }],
    },
    'an included file once': {
      texts: {
        config: 'include /etc/pmta/part\n<domain *>\ninclude /etc/pmta/part\n</domain>\n',
        part: 'retry-after 10m\r\nbounce-after 4d\n',
      },
      findings: [mixed('part:2 bounce-after 4d', 'LF')],
    },
  },
});

it.each([
  ['a b\nc d\r\ne f\n', '1 line of this file, this one first, ends in CRLF, and the others in LF; '],
  ['a b\r\nc d\r\n\ne f\r\n\n', '2 lines of this file, this one first, end in LF, and the others in CRLF; '],
  [`${MARK}a b\n`, 'this file begins with a byte-order mark, which no editor shows; '],
])('says what is mixed: %j', (text, start) => {
  const [message = ''] = lintTexts(text, [rule]).findings.map((finding) => finding.message);
  expect(message.slice(0, start.length)).toBe(start);
});

it.each([
  [`${MARK}log-file /x # ü\r\n\r\n<domain *>\n bad " line\r\n</domain>`, '\r\n'],
  ['log-file /x # \r odd\r\n<domain *>\n</domain>\n\n', '\n'],
])('changes the line ends that differ and nothing else: %j', (text, usual) => {
  const after = fixed(text, [rule]);
  expect(after.text).toBe(text.replace(/^\uFEFF/, '').replace(/\r?\n/g, usual));
  expect(after.left).toEqual([]);
  expect(fixed(after.text, [rule]).text).toBe(after.text);
});
