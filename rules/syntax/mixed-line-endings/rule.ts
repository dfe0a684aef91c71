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

export const rule = defineRule({
  id: 'mixed-line-endings',
  category: 'syntax',
  severity: 'info',
  preset: 'recommended',
  fixes: ['neutral'],
  summary: 'lines that end in CRLF and lines that end in LF in one file, or a byte-order mark',
  standsAlone: true,
  messages: {
    mixed: ({ lines, end, usual }: { lines: number; end: string; usual: string }) => ({
      message: `${count(lines, 'line')} of this file, this one first, ${lines === 1 ? 'ends' : 'end'} in ${end}, and the others in ${usual}; whether PowerMTA takes a stray CR for a part of the value is not documented, and a name with one more character refers to nothing; let all lines end alike`,
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
      const text = usualEnd(file.text);
      // The last line may have no end.
      const lines = file.document.lines.filter(
        ({ end, next }) => text !== null && next > end && file.text.slice(end, next) !== text,
      );
      const [first] = lines;
      if (text === null || first === undefined) continue;
      const [end, usual] = text === '\n' ? ['CRLF', 'LF'] : ['LF', 'CRLF'];
      report({
        location: { file, range: { start: first.start === 0 && hasMark ? 1 : first.start, end: first.end } },
        messageId: 'mixed',
        data: { lines: lines.length, end, usual },
        fix: () => ({
          effect: 'neutral',
          title: `end all lines in ${usual}`,
          edits: lines.map((line) => ({ file, range: { start: line.end, end: line.next }, text })),
        }),
      });
    }
  },
});
