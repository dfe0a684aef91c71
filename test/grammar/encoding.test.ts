import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../grammar/encoding.ts';

const MARK = [0xef, 0xbb, 0xbf];

describe('a byte-order mark', () => {
  it.each([
    ['UTF-8', [...Buffer.from('# Müller\n')], '# Müller\n', 'utf8'],
    ['bytes that are not UTF-8', [...Buffer.from('# M\xfcller\n', 'latin1')], '# M\xfcller\n', 'latin1'],
  ] as const)('is one character before %s', (_, rest, text, encoding) => {
    const bytes = Uint8Array.from([...MARK, ...rest]);
    expect(decode(bytes)).toEqual({ text: `\uFEFF${text}`, encoding });
    expect(Uint8Array.from(encode(`\uFEFF${text}`, encoding))).toEqual(bytes);
    expect(Uint8Array.from(encode(text, encoding))).toEqual(Uint8Array.from(rest));
  });

  it('is not the mark of another place, or half of one', () => {
    const later = Uint8Array.from([0xff, ...MARK]);
    expect(decode(later)).toEqual({ text: '\xff\xef\xbb\xbf', encoding: 'latin1' });
    expect(Uint8Array.from(encode(decode(later).text, 'latin1'))).toEqual(later);
    const half = Uint8Array.from(MARK.slice(0, 2));
    expect(Uint8Array.from(encode(decode(half).text, 'latin1'))).toEqual(half);
  });
});
