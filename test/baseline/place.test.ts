import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAboutWhole, Places, WHOLE } from '../../src/baseline/place.ts';
import { SourceFile } from '../../src/model/source/source-file.ts';

function fileOf(text: string): SourceFile {
  return new SourceFile('/config', '/config', Buffer.from(text));
}

/** The place of the first occurrence of some words. */
function placeOf(text: string, words: string): string {
  const start = text.indexOf(words);
  expect(start).not.toBe(-1);
  return new Places(fileOf(text)).placeOf({ start, end: start + words.length });
}

describe('a place', () => {
  const text = `
# head
max-smtp-out 20
<Virtual-MTA  V1 >
  <domain "Gmail.com">
    MAX-SMTP-OUT 5
  </domain>
  smtp-source-host 192.0.2.1   a.example.com
</virtual-mta>
</source>
!!!  what
smtp-password hunter2
domain-macro  a  b.com
<bounce-category-patterns>
/a  b/  hard
</bounce-category-patterns>
`;

  it.each([
    ['max-smtp-out', 'max-smtp-out'],
    ['MAX-SMTP-OUT', '<virtual-mta v1> <domain gmail.com> max-smtp-out'],
    ['<domain "Gmail.com">', '<virtual-mta v1> <domain gmail.com>'],
    ['<Virtual-MTA  V1 >', '<virtual-mta v1>'],
    ['smtp-source-host', '<virtual-mta v1> smtp-source-host 192.0.2.1 a.example.com'],
    ['</source>', '</source>'],
    ['!!!', '!!! what'],
    ['# head', '# head'],
    ['domain-macro', 'domain-macro a b.com'],
    ['/a  b/', '<bounce-category-patterns> /a b/ hard'],
  ])('of %s is %s', (words, place) => {
    expect(placeOf(text, words)).toBe(place);
  });

  it('never contains a secret', () => {
    const secrets = `<domain a.com>
auth-password hunter2
auth-passwrd hunter2
# auth-password hunter2
http-api-key \\
  hunter2
</domain>
<smtp-user a>
password hunter2 # hunter2
</smtp-user>
`;
    const file = fileOf(secrets);
    const places = new Places(file);
    const all = file.document.lines.map(({ start, end }) => places.placeOf({ start, end }));
    expect(all).toContain('<domain a.com> auth-password');
    expect(all.join('\n')).not.toContain('hunter2');
  });

  it('is short, and differs for long texts that differ', () => {
    const long = 'x'.repeat(5000);
    const [a, b] = [placeOf(`!!! ${long}a\n`, '!!!'), placeOf(`!!! ${long}b\n`, '!!!')];
    expect(a.length).toBeLessThan(150);
    expect(a).not.toBe(b);
    const deep = '<domain a.com>\n'.repeat(3000) + 'max-smtp-out 1\n';
    expect(placeOf(deep, 'max-smtp-out').length).toBeLessThan(300);
  });

  it('of the whole configuration is the same for every finding about it', () => {
    const places = new Places(fileOf('\uFEFF# a note\nmax-smtp-out 1\n'));
    expect(places.placeOf({ start: 1, end: 9 })).toBe(WHOLE);
  });

  it.each([
    ['# a note\n', 0, 8, true],
    ['max-smtp-out 1\n', 0, 14, true],
    ['max-smtp-out 1\n', 0, 12, false],
    ['include\n', 0, 7, false],
    ['<domain a.com>\n', 0, 14, false],
    ['!!!\n', 0, 3, false],
    ['# a\nmax-smtp-out 1\n', 4, 18, false],
  ])('in %j from %i to %i is of the whole: %s', (source, start, end, expected) => {
    expect(isAboutWhole({ start, end }, fileOf(source))).toBe(expected);
  });

  it('stays the same when lines come, go, move and are laid out otherwise', () => {
    const blocks = [
      ['<domain a.com>', 'max-smtp-out 1', 'retry-after 10m', '</domain>'],
      ['<domain b.com>', 'max-smtp-out 2', '</domain>'],
      [
        '<virtual-mta v>',
        'smtp-source-host 192.0.2.1 a.b',
        '<domain a.com>',
        'max-msg-rate 1/h',
        '</domain>',
        '</virtual-mta>',
      ],
    ];
    const placesIn = (source: string): string[] => {
      const file = fileOf(source);
      const places = new Places(file);
      return file.document.lines
        .filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
        .map(({ start, end }) => {
          const shift = source.slice(start, end).length - source.slice(start, end).trimStart().length;
          return places.placeOf({ start: start + shift, end });
        })
        .sort();
    };
    const plain = placesIn(`\n${blocks.flat().join('\n')}\n`);
    const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    const layout = fc.record({
      order,
      end: fc.constantFrom('\n', '\r\n'),
      indent: fc.constantFrom('', '  ', '\t'),
      between: fc.constantFrom('', '# note', '   '),
      blank: fc.constantFrom(' ', '   ', '\t'),
    });
    fc.assert(
      fc.property(layout, ({ order: indexes, end, indent, between, blank }) => {
        const lines = indexes.flatMap((index) => [between, ...(blocks[index] ?? [])]);
        const source = ['', ...lines.map((line) => indent + line.replaceAll(' ', blank)), ''].join(end);
        expect(placesIn(source)).toEqual(plain);
      }),
    );
  });
});
