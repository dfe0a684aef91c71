import * as fc from 'fast-check';
import { Address4 } from 'ip-address';
import { describe, expect, it } from 'vitest';
import { strictness } from '../../src/catalog/compare-values.ts';
import { directives } from '../../src/catalog/directives.ts';
import { parseValue, respelledValue, type ValueResult } from '../../src/catalog/values.ts';
import { containsRange, isLoopback, isPrivate, parseRange } from '../../src/catalog/values/address.ts';
import { printInterval, secondsOfInterval } from '../../src/catalog/values/interval.ts';
import { printRate } from '../../src/catalog/values/rate-and-size.ts';
import { checked } from './known.ts';
import { growth, LINEAR } from '../support/growth.ts';

describe('intervals', () => {
  it('are read back as they are printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (seconds) => {
        expect(secondsOfInterval(printInterval(seconds))).toBe(seconds);
      }),
    );
    expect(printInterval(388_800)).toBe('4d12h');
    expect(printInterval(0)).toBe('0');
  });
});

describe('rates', () => {
  it('are read back as they are printed', () => {
    const windows = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), windows, (count, perSeconds) => {
        const value = { kind: 'rate', count, perSeconds };
        expect(checked(`max-msg-rate ${printRate(count, perSeconds)}`)).toMatchObject({ ok: true, value });
      }),
    );
    expect(printRate(100, 900)).toBe('100/15m');
    expect(printRate(Infinity, 1)).toBe('unlimited');
  });
});

describe('addresses', () => {
  it.each([
    ['0/0', 0n, 0xffff_ffffn, 0],
    ['10/8', 0x0a00_0000n, 0x0aff_ffffn, 8],
    ['173.194/16', 0xadc2_0000n, 0xadc2_ffffn, 16],
    ['10.1.0/24', 0x0a01_0000n, 0x0a01_00ffn, 24],
    ['10.0.0.5/8', 0x0a00_0000n, 0x0aff_ffffn, 8],
    ['192.0.2.1', 0xc000_0201n, 0xc000_0201n, 32],
    ['::1', 1n, 1n, 128],
    ['::/0', 0n, (1n << 128n) - 1n, 0],
  ] as const)('%s', (text, first, last, prefix) => {
    expect(parseRange(text)).toMatchObject({ first, last, prefix, version: text.includes(':') ? 6 : 4 });
  });

  it.each([
    '',
    '10',
    '10.1',
    '/8',
    '10/',
    '10/33',
    '300/8',
    '1.2.3.4.5',
    '010.0.0.1',
    '1.2.3.4/8/8',
    'a.b.c.d',
    '1::2::3',
    '::1/',
  ])('not %s', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('reads IPv4 addresses as the library for addresses does', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 300 }).map(String),
      fc.constantFrom('', '00', '007', '0', '255', '256'),
    );
    const prefix = fc.option(
      fc.integer({ min: 0, max: 40 }).map((length) => `/${length}`),
      { nil: '' },
    );
    const text = fc
      .tuple(byte, byte, byte, byte, prefix)
      .map(([a, b, c, d, end]) => `${a}.${b}.${c}.${d}${end}`);
    const expected = (address: string): unknown => {
      if (!Address4.isValid(address)) return undefined;
      const read = new Address4(address);
      const [first, last] = [read.startAddress().bigInt(), read.endAddress().bigInt()];
      return { version: 4, first, last, prefix: read.subnetMask };
    };
    fc.assert(
      fc.property(text, (address) => {
        expect(parseRange(address)).toEqual(expected(address));
      }),
    );
  });

  it('knows private and loopback ranges and what lies in what', () => {
    const range = (text: string): NonNullable<ReturnType<typeof parseRange>> => {
      const found = parseRange(text);
      if (!found) throw new Error(text);
      return found;
    };
    expect(isPrivate(range('10.9/16'))).toBe(true);
    expect(isPrivate(range('172.16/12'))).toBe(true);
    expect(isPrivate(range('172.16/11'))).toBe(false);
    expect(isPrivate(range('0/0'))).toBe(false);
    expect(isLoopback(range('127.0.0.1'))).toBe(true);
    expect(isLoopback(range('::1'))).toBe(true);
    expect(isPrivate(range('127.0.0.1'))).toBe(false);
    expect(containsRange(range('0/0'), range('::1'))).toBe(false);
    expect(containsRange(range('10/8'), range('10.1.0/24'))).toBe(true);
  });
});

/** Texts that come close to values: pieces of the grammars in any order. */
const nearValues = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '10',
        '/',
        'h',
        'hour',
        ',',
        ';',
        ' ',
        '"',
        '\\',
        '[',
        ']',
        '*',
        '.',
        ':',
        '0/0',
        'yes',
        'unlimited',
        '{{',
        '}}',
        '<%',
        '%>',
        '${',
        '__',
        '%(',
        ')s',
        '=',
        '@',
        '-',
        '!',
        '::1',
        'lookup-mx:',
        'mode=backoff',
        'source=',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('any text', () => {
  it('is checked without throwing, at a range within it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), nearValues), (text) => {
        for (const directive of directives()) {
          for (const scope of directive.scopes) {
            const result: ValueResult = parseValue(directive, scope, text);
            if (result.ok) continue;
            const { start, end } = result.at;
            if (!(start >= 0 && start <= end && end <= text.length))
              throw new Error(`${directive.name} ${start} ${end}`);
            if (result.missing && result.suggestion !== undefined)
              throw new Error(`${directive.name}: missing and mended`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('that can be respelled is valid afterwards and keeps its meaning', () => {
    fc.assert(
      fc.property(nearValues, (text) => {
        for (const directive of directives()) {
          const scope = directive.scopes[0] ?? 'global';
          const respelledText = respelledValue(directive, scope, text);
          if (respelledText === undefined) continue;
          expect(parseValue(directive, scope, respelledText).ok).toBe(true);
          expect(strictness(directive, scope, text, respelledText)).toBe('equal');
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['digits', '9'],
    ['commas', ','],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['slashes', '/'],
    ['braces', '{{'],
    ['blanks', 'a '],
    ['tags', '<% '],
    ['underscores', '__a'],
    ['intervals', '1h,'],
    ['spelled intervals', '1 hour '],
    ['hosts', '[1.2.3.4]:25;'],
    ['colons', ':'],
    ['dots', '1.'],
    ['percents', '%('],
  ])('is checked in time that grows with its length: %s', (_name, part) => {
    const types = new Map(
      directives().map((directive) => [`${directive.type} ${JSON.stringify(directive.args)}`, directive]),
    );
    for (const directive of types.values()) {
      const check = (size: number): void => {
        const text = part.repeat(Math.ceil(size / part.length));
        parseValue(directive, directive.scopes[0] ?? 'global', text);
        respelledValue(directive, directive.scopes[0] ?? 'global', text);
      };
      expect(growth(2500, check), directive.name).toBeLessThan(LINEAR);
    }
  });
});
