import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../support/property-seed.ts';
import { xmlDocument } from '../../src/report/findings/xml.ts';
import { readXml } from './read-xml.ts';

/** What XML 1.0 has no way to write. */
const FORBIDDEN = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

function roundTrip(text: string): { attribute: string | undefined; text: string } {
  // After a letter: the reader takes a byte-order mark at the start of a text for one of its own.
  const root = readXml(xmlDocument({ name: 'a', attributes: { b: `x${text}` }, lines: [`x${text}`] }));
  return { attribute: root.attributes.b?.slice(1), text: root.text.slice(1) };
}

describe('a text in XML', () => {
  const parts = fc.constantFrom(
    ...['<', '>', '&', '"', "'", ']]>', '<![CDATA[', '<!--', '-->', '&#10;', '&lt;', '<?x?>', '\\', '%', '/'],
    ...['\t', '\n', '\r', '\r\n', ' ', '\u0085', '\u2028', '\u00a0', '\u202e', '\ufeff', '\u009b', '\u007f'],
    ...['bücher', '漢', '😀', '\u{1f3f4}\u200d\u2620', '\ufffd'],
  );
  const texts = fc.oneof(
    fc.array(fc.oneof(parts, fc.string({ unit: 'binary' }))).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  );

  it('is read back as it was, wherever it is', () => {
    fc.assert(
      fc.property(
        texts.filter((text) => !FORBIDDEN.test(text)),
        (text) => {
          expect(roundTrip(text)).toEqual({ attribute: text, text });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that XML cannot hold is read back with what stands for it', () => {
    expect(roundTrip('a\0b\u001b[2J\u000b\ufffe\uffff\ud800c\udfff').attribute).toBe(
      'a␀b␛[2J␋<U+FFFE><U+FFFF><U+D800>c<U+DFFF>',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          expect(roundTrip(text).attribute).not.toMatch(FORBIDDEN);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('steers no terminal', () => {
    const document = xmlDocument({
      name: 'a',
      attributes: { b: '\u009b2J\u202e\u007f\u2028\ufeff\u200b\r\t' },
    });
    expect(document).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a b="&#155;2J&#8238;&#127;&#8232;&#65279;&#8203;&#13;&#9;"/>\n',
    );
  });

  it('in lines has line ends between them, and nothing around it', () => {
    const inner = { name: 'b', attributes: { none: undefined }, lines: ['x', 'y <z>'] };
    const document = xmlDocument({ name: 'a', attributes: {}, children: [inner] });
    expect(document).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <b>x\ny &lt;z&gt;</b>\n</a>\n');
    expect(readXml(document).children).toEqual([
      { name: 'b', attributes: {}, children: [], text: 'x\ny <z>' },
    ]);
  });
});

it('the reader of these tests refuses what is not XML', () => {
  expect(() => readXml('<a>\u0001</a>')).toThrow('invalid Char');
  expect(() => readXml('<a b="<"/>')).toThrow();
});
