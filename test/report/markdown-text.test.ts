import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../support/property-seed.ts';
import { bytesOf, code, foldedTable, prose } from '../../src/report/markdown-text.ts';
import { visible } from '../../src/base/visible.ts';
import { readMarkdown } from './read-markdown.ts';

/** What code hosts make a link, a mention, a reference, a picture or a formula of, wherever it is in a text. */
const READ_AS_MORE =
  /@|www\.|https?:|mailto:|#\d|\bGH-\d|!\d|:\w+:|\b[0-9a-f]{7,40}\b|[$~&^|<>*_`[\]\\]|%[\p{L}\p{N}"]/iu;

const HOSTILE = [
  ...[
    '@all',
    '@team/x',
    '#1',
    'a#12',
    'GH-7',
    '!3',
    '%1',
    '%"x"',
    '~l',
    '&1',
    '$x$',
    ':tada:',
    ':+1:',
    'deadbeef',
  ],
  ...['www.e.example', 'http://e.example', 'HTTPS://e', 'mailto:a@b.example', 'a@b.example', 'ftp://x'],
  ...[
    '[l](http://e)',
    '![i](x)',
    '[x]',
    '<b>',
    '</td>',
    '<img src=x>',
    '<!--',
    '-->',
    '&lt;',
    '&#64;',
    '&amp',
  ],
  ...['`', '``', '```', '~~~', '|', '\\|', '\\', '\\`', '*a*', '__b__', '~~c~~', '**', '_'],
  ...["'", "''", "'a b'", "'@x'", "don't", '(', '"', '.', ';', ': '],
  ...['\n', '\r\n', '\t', '\0', '\u001b[2J', '\u202e', '\u200b', '\u00a0', '\ud800', '漢', 'bücher', '😀'],
  ...['- ', '1. ', '+ ', '# ', '> ', '    ', '===', '---', '/close', ' ', 'plain words', '20%', 'e.g. 500/h'],
];

/** What a text of a configuration may come to. */
const HARMLESS = ['root', 'paragraph', 'text', 'code', '<code>', '</code>', '<!-- -->'];

const texts = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.constant(' '), fc.string()), { maxLength: 8 })
  .map((parts) => parts.join(''));

/** Without what may be left out or moved: quotes around code, and blanks at the ends. */
function bare(text: string): string {
  return text.replaceAll("'", '').trim();
}

describe('a text as code', () => {
  it('is that text, and nothing else', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { kinds, text: readBack, outsideCode } = readMarkdown(`x${code(text)}`);
        for (const kind of kinds) expect(HARMLESS).toContain(kind);
        expect(readBack.slice(1).trim()).toBe(visible(text).trim());
        expect(outsideCode.replaceAll('\0', '')).toBe('x');
      }),
      { numRuns: 1000 },
    );
  });
});

it('an address in code that is spelt out is parted: GitHub links it there too', () => {
  expect(code('a|b@c.example')).toBe('<code>a&#124;b&#64;<!-- -->c&#46;example</code>');
});

describe('a message', () => {
  it('is read back as it was, and is no more than text and code', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = prose(text);
        expect(written).not.toMatch(/[|\n\r]/);
        const { kinds, text: readBack, outsideCode } = readMarkdown(`x ${written}`);
        for (const kind of kinds) expect(HARMLESS).toContain(kind);
        expect(bare(readBack.slice(1))).toBe(bare(visible(text)));
        expect(outsideCode).not.toMatch(READ_AS_MORE);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["'max-smtp-uot' is no directive of PowerMTA", "'max-smtp-uot' is no directive of PowerMTA"],
    ["the provider's own: don't; 95% of 500/h", "the provider's own: don't; 95% of 500/h"],
    ['mail falls to <domain *>, and stays', 'mail falls to `<domain *>`, and stays'],
    ["there is no pool '@all' (see #12)", 'there is no pool `@all` (see `#12`)'],
    ["the pattern '/a|b/' matches", 'the pattern <code>&#47;a&#124;b&#47;</code> matches'],
    ['write to a@b.example, or not', 'write to `a@b.example`, or not'],
    ["'@a''@b'", '`@a@b`'],
    ['', ''],
    ["''", "''"],
  ])('%s', (message, written) => {
    expect(prose(message)).toBe(written);
  });
});

describe('a table', () => {
  const table = (rows: number) => ({
    titles: ['A', 'B'],
    rows: Array.from({ length: rows }, (_, index) => `r${index}`),
    cells: (row: string) => [row, 'x'],
    noun: 'row',
  });

  it('has its rows open, and folded from the 26th on', () => {
    expect(foldedTable(table(2), 1000)).toEqual({
      lines: ['| A | B |', '|---|---|', '| r0 | x |', '| r1 | x |'],
      left: 0,
    });
    const { lines, left } = foldedTable(table(27), 10_000);
    expect(left).toBe(0);
    expect(lines.slice(26)).toEqual([
      '| r24 | x |',
      '',
      '<details>',
      '<summary>2 more rows</summary>',
      '',
      '| A | B |',
      '|---|---|',
      '| r25 | x |',
      '| r26 | x |',
      '',
      '</details>',
    ]);
  });

  it('is as long as there is room, and says how many rows are left out', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 1000 }), (rows, room) => {
        const { lines, left } = foldedTable(table(rows), room);
        expect(lines.filter((line) => line.startsWith('| r')).length + left).toBe(rows);
        // What folds the rest is not counted.
        expect(bytesOf(lines)).toBeLessThanOrEqual(room + 100);
      }),
    );
  });
});
