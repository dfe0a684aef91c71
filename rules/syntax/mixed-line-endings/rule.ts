import { count, type Rule, type RuleContext, type RuleEdit, type SourceFile } from '../../kit.ts';

const MARK = '\uFEFF';

/** What ends most lines of a text that has both ends, the first one if they are as many; null where all end alike. */
function usualEnd(text: string): string | null {
  let [withCr, all] = [0, 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    all++;
    if (text[at - 1] === '\r') withCr++;
  }
  if (withCr === 0 || withCr === all) return null;
  if (2 * withCr === all) return text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  return 2 * withCr > all ? '\r\n' : '\n';
}

function checkLineEnds(file: SourceFile, { report }: RuleContext): void {
  const usual = usualEnd(file.text);
  if (usual === null) return;
  // The last line may have no end, which is none.
  const lines = file.document.lines.filter(
    ({ end, next }) => next > end && file.text.slice(end, next) !== usual,
  );
  const [first] = lines;
  if (first === undefined) return;
  const start = first.start === 0 && file.text.startsWith(MARK) ? 1 : first.start;
  const [odd, even] = usual === '\n' ? ['CRLF', 'LF'] : ['LF', 'CRLF'];
  const edits = (): RuleEdit[] =>
    lines.map(({ end, next }) => ({ file, range: { start: end, end: next }, text: usual }));
  report({
    location: { file, range: { start, end: first.end } },
    message: `${count(lines.length, 'line')} of this file, this one first, ${lines.length === 1 ? 'ends' : 'end'} in ${odd}, and the others in ${even}; whether PowerMTA takes a stray CR for a part of the value is not documented, and a name with one more character refers to nothing; let all lines end alike`,
    fix: () => ({ safety: 'safe', title: `end all lines in ${even}`, edits: edits() }),
  });
}

function checkMark(file: SourceFile, { report }: RuleContext): void {
  if (!file.text.startsWith(MARK)) return;
  report({
    location: { file, range: { start: 1, end: file.lines.endOf(1) } },
    message:
      'this file begins with a byte-order mark, which no editor shows; whether PowerMTA skips it is not documented, and if it does not, the first line is one that it does not know; save the file as UTF-8 without it',
    fix: {
      safety: 'safe',
      title: 'remove the byte-order mark',
      edits: [{ file, range: { start: 0, end: 1 }, text: '' }],
    },
  });
}

export const rule: Rule = {
  id: 'mixed-line-endings',
  category: 'syntax',
  severity: 'info',
  preset: 'recommended',
  fix: 'safe',
  summary: 'lines that end in CRLF and lines that end in LF in one file, or a byte-order mark',
  standsAlone: true,
  check(context) {
    for (const file of context.model.files) {
      checkMark(file, context);
      checkLineEnds(file, context);
    }
  },
};
