import { count, defineRule } from '../../kit.ts';

/** The end of most lines of a text that has both, the first one if they are as many; null where all end alike. */
function usualEnd(text: string): string | null {
  if (!text.includes('\r\n')) return null;
  const ends = text.match(/\r?\n/g) ?? [];
  const crlf = ends.filter((end) => end === '\r\n').length;
  if (crlf === ends.length) return null;
  if (2 * crlf === ends.length) return ends[0] ?? null;
  return 2 * crlf > ends.length ? '\r\n' : '\n';
}

/** How many lines of a text end in CR alone, if more do than end in LF; a lone CR elsewhere is part of its line. */
function linesInCr(text: string): number {
  const lone = text.match(/\r(?!\n|$)/g)?.length ?? 0;
  return lone > (text.match(/\n/g)?.length ?? 0) ? lone + 1 : 0;
}

export const rule = defineRule({
  id: 'mixed-line-endings',
  category: 'syntax',
  severity: 'info',
  preset: 'recommended',
  fixes: ['neutral'],
  summary:
    'lines that end in CRLF and lines that end in LF in one file, lines that end in CR, or a byte-order mark',
  standsAlone: true,
  messages: {
    mixed: ({ lines, end, usual }: { lines: number; end: string; usual: string }) => ({
      message: `${count(lines, 'line')} of this file, this one first, ${lines === 1 ? 'ends' : 'end'} in ${end}, and the others in ${usual}; whether PowerMTA takes a stray CR for a part of the value is not documented, and a name with one more character refers to nothing; let all lines end alike`,
    }),
    carriageReturns: ({ lines }: { lines: number }) => ({
      message: `This file has ${count(lines, 'line')} that end in CR alone`,
      why: 'PowerMTA reads them as one line: where the first is a comment, nothing of the file is in effect.',
      help: 'Save the file with line ends in LF.',
    }),
    byteOrderMark: () => ({
      message:
        'this file begins with a byte-order mark, which no editor shows; whether PowerMTA skips it is not documented, and if it does not, the first line is one that it does not know; save the file as UTF-8 without it',
    }),
  },
  check({ model, report }) {
    for (const file of model.files) {
      const hasMark = file.text.startsWith('\uFEFF');
      if (hasMark) {
        const edits = [{ file, range: { start: 0, end: 1 }, text: '' }];
        report({
          location: { file, range: { start: 1, end: file.lines.endOf(1) } },
          messageId: 'byteOrderMark',
          fix: { effect: 'neutral', title: 'remove the byte-order mark', edits },
        });
      }
      const lines = linesInCr(file.text);
      if (lines > 0) {
        const range = { start: hasMark ? 1 : 0, end: file.lines.endOf(1) };
        report({
          location: { file, range },
          severity: 'warning',
          messageId: 'carriageReturns',
          data: { lines },
        });
        continue;
      }
      const text = usualEnd(file.text);
      // The last line may have no end.
      const others = file.document.lines.filter(
        ({ end, next }) => text !== null && next > end && file.text.slice(end, next) !== text,
      );
      const [first] = others;
      if (text === null || first === undefined) continue;
      const [end, usual] = text === '\n' ? ['CRLF', 'LF'] : ['LF', 'CRLF'];
      report({
        location: { file, range: { start: first.start === 0 && hasMark ? 1 : first.start, end: first.end } },
        messageId: 'mixed',
        data: { lines: others.length, end, usual },
        fix: () => ({
          effect: 'neutral',
          title: `end all lines in ${usual}`,
          edits: others.map((line) => ({ file, range: { start: line.end, end: line.next }, text })),
        }),
      });
    }
  },
});
