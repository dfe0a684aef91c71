import fc from 'fast-check';

import type { Edit } from '../../src/engine/finding.ts';

/** A text of few words with line ends of every kind, and edits of it that do not overlap, in the order of the text. */
export function textWithEdits(path: string): fc.Arbitrary<{ before: string; edits: Edit[] }> {
  const word = fc.constantFrom(
    'a',
    'b',
    'max-msg-rate 10/h',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    '\0',
    ' ',
    'é',
    '\t',
  );
  const text = fc.array(word, { maxLength: 90 }).map((words) => words.join(''));
  const inserted = fc.array(word, { maxLength: 4 }).map((words) => words.join(''));
  const change = fc.record({
    skip: fc.oneof(fc.nat(12), fc.nat(120)),
    length: fc.oneof(fc.constant(0), fc.nat(6)),
    text: inserted,
  });
  return fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 6 })).map(([before, changes]) => {
    const edits: Edit[] = [];
    let at = 0;
    for (const { skip, length, text } of changes) {
      const start = Math.min(before.length, at + skip);
      const end = Math.min(before.length, start + length);
      edits.push({ path, start, end, text });
      at = end;
    }
    return { before, edits };
  });
}
