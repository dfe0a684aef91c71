import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { painter } from '../../src/report/colour.ts';
import { drawFrame, type Mark } from '../../src/report/findings/code-frame.ts';
import { MaskedFile } from '../../src/report/findings/shown-file.ts';
import { displayWidth } from '../../src/report/width.ts';
import type { Range } from '../../grammar/range.ts';
import { fileOf, rangeIn } from './sample.ts';

/** The frame of one range, without context. */
function frame(source: string, range: Range, width = 80, secrets: readonly Range[] = []): string[] {
  const mark: Mark = { start: range.start, end: range.end, sign: '^', tone: 'error', label: '' };
  const file = new MaskedFile(fileOf(source, { secrets }));
  const paint = painter(false);
  const { lines, left } = drawFrame({ file, focus: mark, marks: [mark], before: 0, after: 0, width, paint });
  expect(left).toEqual([]);
  return [...lines];
}

const at = (start: number, end = start): Range => ({ start, end });

describe('the carets of a code frame', () => {
  it('are under the text after tabs, expanded to stops of four columns', () => {
    const source = '\ta\tbcd\tx';
    expect(frame(source, rangeIn(source, 'bcd'))).toEqual(['  1 |     a   bcd x', '    |         ^^^']);
    expect(frame(source, at(2, 3))).toEqual(['  1 |     a   bcd x', '    |      ^^^']);
  });

  it('are under the text after wide and combined characters', () => {
    const source = '# 漢字 😀 👍🏽 ❤️ e\u0301 x';
    expect(frame(source, rangeIn(source, 'x'))).toEqual([
      '  1 | # 漢字 😀 👍🏽 ❤️ e\u0301 x',
      '    |                   ^',
    ]);
    expect(frame(source, rangeIn(source, '字 😀'))).toEqual([
      '  1 | # 漢字 😀 👍🏽 ❤️ e\u0301 x',
      '    |     ^^^^^',
    ]);
  });

  it('are under the symbols of what hides', () => {
    const source = 'a\u00a0b\u200bc\u0000';
    expect(frame(source, at(1, 2))).toEqual(['  1 | a<U+00A0>b<U+200B>c␀', '    |  ^^^^^^^^']);
    expect(frame(source, rangeIn(source, 'c'))).toEqual([
      '  1 | a<U+00A0>b<U+200B>c␀',
      '    |                   ^',
    ]);
    expect(frame('a\ud800b', at(2, 3))).toEqual(['  1 | a<U+D800>b', '    |          ^']);
  });

  it('are after the last character for a range at the end of a line, whatever ends it', () => {
    const expected = ['  1 | ab', '    |   ^'];
    expect(frame('ab\ncd', at(2))).toEqual(expected);
    expect(frame('ab\ncd', at(2, 3))).toEqual(expected);
    expect(frame('ab\r\ncd', at(2, 4))).toEqual(expected);
    expect(frame('ab\r\ncd', at(3, 4))).toEqual(expected);
    expect(frame('ab', at(2))).toEqual(expected);
    expect(frame('ab', at(9))).toEqual(expected);
  });

  it('can be on an empty line and after the last one', () => {
    expect(frame('a\n\nb', at(2))).toEqual(['  2 |', '    | ^']);
    expect(frame('a\n', at(2))).toEqual(['  2 |', '    | ^']);
    expect(frame('', at(0))).toEqual(['  1 |', '    | ^']);
  });

  it('do not count CR or a byte-order mark', () => {
    const source = '\ufeffport 25\r\nhost x\r\n';
    expect(frame(source, rangeIn(source, '25'))).toEqual(['  1 | port 25', '    |      ^^']);
    expect(frame(source, rangeIn(source, 'x'))).toEqual(['  2 | host x', '    |      ^']);
    expect(frame(source, at(0, 1))).toEqual(['  1 | port 25', '    | ^']);
  });

  it('are under the right part of a line that is cut', () => {
    const source = `${'a'.repeat(50_000)}needle${'b'.repeat(50_000)}`;
    expect(frame(source, rangeIn(source, 'needle'), 40)).toEqual([
      `  1 | …${'a'.repeat(13)}needle${'b'.repeat(13)}…`,
      `    |               ^^^^^^`,
    ]);
    expect(frame(source, at(0, 3), 40)).toEqual([`  1 | ${'a'.repeat(33)}…`, '    | ^^^']);
    expect(frame(source, at(source.length), 40)).toEqual([
      `  1 | …${'b'.repeat(32)}`,
      `    | ${' '.repeat(33)}^`,
    ]);
    expect(frame(source, at(10, source.length), 40)).toEqual([
      `  1 | …${'a'.repeat(32)}…`,
      `    | ${' '.repeat(9)}${'^'.repeat(25)}`,
    ]);
  });

  it('do not cut a character in two', () => {
    const source = '😀'.repeat(5000);
    for (const start of [4000, 4001, 9998]) {
      const [text = ''] = frame(source, at(start, start + 2), 31);
      expect(text).toMatch(/^ {2}1 \| …(?:😀)+…?$/u);
    }
  });

  it('segment only the part of a long line that is shown', () => {
    const source = '漢\t'.repeat(5_000_000);
    const file = new MaskedFile(fileOf(source));
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    for (let start = 0; start < 10_000_000; start += 500_000) {
      const mark: Mark = { start, end: source.length, sign: '^', tone: 'error', label: '' };
      const { lines } = drawFrame({
        file,
        focus: mark,
        marks: [mark],
        before: 2,
        after: 1,
        width: 80,
        paint: painter(false),
      });
      expect(lines).toHaveLength(2);
    }
    const lengths = segment.mock.calls.map(([text]) => text.length);
    segment.mockRestore();
    expect(lengths).not.toEqual([]);
    expect(Math.max(...lengths)).toBeLessThan(1000);
  });
});

describe('a secret in a code frame', () => {
  const source = 'a 1\npassword s3cret # was hunter2\nb 2\n';
  const secrets = [rangeIn(source, 's3cret')];

  it('is masked up to the end of its line, also under its own finding', () => {
    expect(frame(source, rangeIn(source, 's3cret'), 80, secrets)).toEqual([
      '  2 | password ***',
      '    |          ^^^',
    ]);
    expect(frame(source, rangeIn(source, 'hunter2'), 80, secrets)).toEqual([
      '  2 | password ***',
      '    |          ^^^',
    ]);
    expect(frame(source, rangeIn(source, 'password s3cret'), 80, secrets)).toEqual([
      '  2 | password ***',
      '    | ^^^^^^^^^^^^',
    ]);
  });

  it('is masked in every line that it touches, and where it is context', () => {
    const long = rangeIn(source, 's3cret # was hunter2\nb 2');
    const mark: Mark = { ...at(0, 1), sign: '^', tone: 'error', label: '' };
    const file = new MaskedFile(fileOf(source, { secrets: [long, rangeIn(source, 'hunter2')] }));
    const paint = painter(false);
    const { lines } = drawFrame({ file, focus: mark, marks: [mark], before: 2, after: 5, width: 80, paint });
    expect(lines).toEqual(['  1 | a 1', '    | ^', '  2 | password ***', '  3 | ***']);
  });

  it('shows nothing of itself where a long line is cut', () => {
    const long = `key ${'s'.repeat(100_000)}`;
    const secret = [at(4, 10)];
    expect(frame(long, at(50_000, 50_001), 30, secret)).toEqual(['  1 | key ***', '    |     ^^^']);
    const late = `${'k'.repeat(50_000)} ${'s'.repeat(50_000)}`;
    expect(frame(late, at(90_000), 30, [at(50_001, 50_002)])).toEqual([
      `  1 | …${'k'.repeat(19)} ***`,
      `    | ${' '.repeat(21)}^^^`,
    ]);
  });
});

describe('marks next to the main one', () => {
  it('are left over where a full line has no column for its end', () => {
    const source = 'x'.repeat(14);
    const mark = (range: Range): Mark => ({ ...range, sign: '-', tone: 'related', label: '' });
    const main = mark(at(0, 3));
    const toTheEnd = mark(at(12, 14));
    const theEnd = mark(at(14));
    const file = new MaskedFile(fileOf(source));
    const request = { file, focus: main, before: 0, after: 0, width: 20, paint: painter(false) };
    const { lines, left } = drawFrame({ ...request, marks: [main, toTheEnd, theEnd] });
    expect(lines).toEqual([`  1 | ${source}`, '    | ---', '    |             --']);
    expect(left).toEqual([theEnd]);
  });

  it('are left over if their line, or their part of a cut line, is not shown', () => {
    const source = `a 1\nb ${'x'.repeat(200)} c\nd 1\n`;
    const mark = (range: Range): Mark => ({ ...range, sign: '-', tone: 'related', label: 'here' });
    const main = mark(rangeIn(source, 'b'));
    const near = mark(rangeIn(source, 'a'));
    const cutOff = mark(rangeIn(source, 'c'));
    const far = mark(rangeIn(source, 'd'));
    const { lines, left } = drawFrame({
      file: new MaskedFile(fileOf(source)),
      focus: main,
      marks: [main, near, cutOff, far],
      before: 1,
      after: 0,
      width: 30,
      paint: painter(false),
    });
    expect(lines).toEqual(['  1 | a 1', '    | - here', `  2 | b ${'x'.repeat(21)}…`, '    | - here']);
    expect(left).toEqual([cutOff, far]);
  });
});

/** Pieces of text with what a terminal shows for them; none melts into its neighbour. */
const PIECES: readonly (readonly [source: string, shown: string, width: number])[] = [
  ['a', 'a', 1],
  [' ', ' ', 1],
  ['\u001b', '␛', 1],
  ['\r', '␍', 1],
  ['é', 'é', 1],
  ['e\u0301', 'e\u0301', 1],
  ['漢', '漢', 2],
  ['😀', '😀', 2],
  ['❤️', '❤️', 2],
  ['👍🏽', '👍🏽', 2],
  ['\u202e', '<U+202E>', 8],
  ['\u200d', '<U+200D>', 8],
  ['\u00a0', '<U+00A0>', 8],
];

describe('any line and any range in it', () => {
  it('gives carets within the width, under exactly the text of the range', () => {
    const piece = fc.oneof({ arbitrary: fc.constantFrom(...PIECES), weight: 5 }, fc.constant(undefined));
    const line = fc.array(piece, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        line,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 20, max: 90 }),
        fc.boolean(),
        (parts, one, other, width, withLineEnd) => {
          // A letter ends the line, because blanks and CR at an end are not shown.
          const all = [...parts, PIECES[0]];
          const from = Math.min(one % all.length, other % all.length);
          const to = Math.max(one % all.length, other % all.length) + 1;
          let source = '';
          let whole = '';
          let column = 0;
          const range = { start: 0, end: 0 };
          const columns = { start: 0, end: 0 };
          const text = { start: 0, end: 0 };
          for (const [index, part] of all.entries()) {
            const tab = 4 - (column % 4);
            const [written, shown, wide] = part ?? ['\t', ' '.repeat(tab), tab];
            if (index === from)
              [range.start, columns.start, text.start] = [source.length, column, whole.length];
            source += written;
            whole += shown;
            column += wide;
            if (index === to - 1) [range.end, columns.end, text.end] = [source.length, column, whole.length];
          }
          // With the line end or without it, the same characters are marked.
          source += '\n';
          if (to === all.length && withLineEnd) range.end++;
          const marked = whole.slice(text.start, text.end);

          const [code = '', carets = ''] = frame(source, range, width).map((row) => row.slice(6));
          expect(displayWidth(code)).toBeLessThanOrEqual(width - 6);
          expect(carets.length).toBeLessThanOrEqual(width - 6);
          const [, blanks = '', signs = ''] = /^( *)(\^+)$/.exec(carets) ?? [];
          if (column <= width - 6) {
            expect(code).toBe(whole);
            expect(carets).toBe(' '.repeat(columns.start) + '^'.repeat(columns.end - columns.start));
            return;
          }
          const under = between(code, blanks.length, blanks.length + signs.length);
          if (columns.end - columns.start <= width - 8) expect(under).toBe(marked);
          else expect(`${marked}\0`.startsWith(under.replace(/…$/, ''))).toBe(true);
          const inner = code.replace(/^…/, '').replace(/…$/, '');
          expect(whole).toContain(inner);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** The part of a text between two columns; throws if a column falls into a character. */
function between(text: string, from: number, to: number): string {
  let column = 0;
  let found = '';
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (column >= from && column < to) found += segment;
    else if (column < from && column + displayWidth(segment) > from) throw new Error('in a character');
    column += displayWidth(segment);
  }
  return column < to ? found.padEnd(to - from) : found;
}
