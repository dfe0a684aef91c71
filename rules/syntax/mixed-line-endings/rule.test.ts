import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';

function found(text: string): [number, string][] {
  const { findings, model } = lintTexts(text, [rule]);
  return findings.map(({ start, message }) => [
    model.main.lines.positionAt(start).line,
    message.split(';')[0] ?? '',
  ]);
}

it.each<[string, [number, string][]]>([
  ['a b\nc d\r\ne f\n', [[2, '1 line of this file, this one first, ends in CRLF, and the others in LF']]],
  [
    'a b\r\nc d\r\n\ne f\r\n\n',
    [[3, '2 lines of this file, this one first, end in LF, and the others in CRLF']],
  ],
  ['a b\r\nc d\n', [[2, '1 line of this file, this one first, ends in LF, and the others in CRLF']]],
  ['a b\nc d\r\n', [[2, '1 line of this file, this one first, ends in CRLF, and the others in LF']]],
  ['a b\r\nc d\ne f\n', [[1, '1 line of this file, this one first, ends in CRLF, and the others in LF']]],
  ['\uFEFFa b\n', [[1, 'this file begins with a byte-order mark, which no editor shows']]],
  ['\uFEFF', [[1, 'this file begins with a byte-order mark, which no editor shows']]],
])('reports %j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

it.each(['', 'a b', 'a b\nc d', 'a b\r\nc d', 'a b\r\nc d\r\n', 'a \r b\nc d\n', '\n\n', 'a \uFEFFb\n'])(
  'is content with %j',
  (text) => {
    expect(found(text)).toEqual([]);
  },
);

it('speaks of a mark and of line ends', () => {
  expect(found('\uFEFFa b\r\nc d\ne f\n').map(([line]) => line)).toEqual([1, 1]);
});

it.each([
  ['\uFEFFlog-file /x # ü\r\n\r\n<domain *>\n bad " line\r\n</domain>', '\r\n'],
  ['log-file /x # \r odd\r\n<domain *>\n</domain>\n\n', '\n'],
])('changes nothing but what deviates: %j', (text, usual) => {
  const after = fixed(text, [rule]);
  expect(after.text).toBe(text.replace(/^\uFEFF/, '').replace(/\r?\n/g, usual));
  expect(after.left).toEqual([]);
  expect(fixed(after.text, [rule]).text).toBe(after.text);
});

it('looks at included files, each once', () => {
  const config = 'include /etc/pmta/part\n<domain *>\ninclude /etc/pmta/part\n</domain>\n';
  const { findings } = lintTexts({ config, part: 'retry-after 10m\r\nbounce-after 4d\n' }, [rule]);
  expect(findings.map(({ path }) => path)).toEqual(['/etc/pmta/part']);
});
