import { describe, expect, it } from 'vitest';
import { cyclesIn } from '../../src/model/names/cycles.ts';
import { MAX_EXPANDED_NAMES } from '../../src/catalog/decisions.ts';
import { macrosIn, type Macros } from '../../src/model/names/macros.ts';
import { modelOf } from '../support/lint-texts.ts';
import { growth, LINEAR } from '../support/growth.ts';

function macrosOf(...lines: readonly string[]): Macros {
  return modelOf(lines.map((line) => `domain-macro ${line}\n`).join('')).macros;
}

describe('expansion', () => {
  const macros = macrosOf(
    'tld com, de',
    'yahoo yahoo.$tld, ymail.com',
    'all $yahoo, aol.com,ymail.com',
    'dotted .com,.co.uk',
    'empty ,',
  );

  it.each([
    ['a.com', ['a.com']],
    ['a.$tld', ['a.com', 'a.de']],
    ['$tld.$tld', ['com.com', 'com.de', 'de.com', 'de.de']],
    ['$yahoo', ['yahoo.com', 'yahoo.de', 'ymail.com']],
    ['mail.$all.', ['mail.yahoo.com.', 'mail.yahoo.de.', 'mail.ymail.com.', 'mail.aol.com.']],
    ['yahoo$dotted', ['yahoo.com', 'yahoo.co.uk']],
    ['*.$tld', ['*.com', '*.de']],
    ['x.$empty', []],
    ['a$', ['a$']],
    [`\${tld}`, [`\${tld}`]],
  ])('of %s', (text, names) => {
    expect(macros.expand(text).names).toEqual(names);
  });

  it('returns whether a text contains a macro', () => {
    expect([macros.expand('a.com').usesMacro, macros.expand('a.$tld').usesMacro]).toEqual([false, true]);
    expect(macrosIn('$a.$b_1-$c')).toEqual(['a', 'b_1', 'c']);
  });

  it('reads odd spellings of a definition', () => {
    const odd = macrosOf('  a   x.com ,y.com,, z.com,', 'b "x.com, y.com"', 'c', 'd\tx.com');
    expect(odd.expand('$a').names).toEqual(['x.com', 'y.com', 'z.com']);
    expect(odd.expand('$c').names).toEqual([]);
    expect(odd.expand('$d').names).toEqual(['x.com']);
  });

  it('takes the last of several definitions, and names as they are spelt', () => {
    const twice = macrosOf('a x.com', 'a y.com', 'A z.com');
    expect(twice.expand('$a').names).toEqual(['y.com']);
    expect(twice.expand('$A').names).toEqual(['z.com']);
  });

  it('takes definitions after their use, from included files, and not from sections', () => {
    const texts = {
      config: 'domain-macro a $b, $c\ninclude x\n<domain z>\ndomain-macro d q.com\n</domain>\n',
      x: 'domain-macro b x.com\ndomain-macro c y.com\n',
    };
    const { macros: found } = modelOf(texts);
    expect(found.expand('$a').names).toEqual(['x.com', 'y.com']);
    expect(found.find('d')).toBeUndefined();
  });

  it('joins a list that continues after a comma', () => {
    const { macros: wrapped } = modelOf('domain-macro a x.com,\n  y.com,\n  z.com\n');
    expect(wrapped.expand('$a').names).toEqual(['x.com', 'y.com', 'z.com']);
  });
});

describe('undefined macros', () => {
  const macros = macrosOf('a x.com, y.$b', 'b $c, $nope.$other', 'c z.com');

  it('are reported at any depth, and give no names', () => {
    expect(macros.expand('$a')).toMatchObject({ names: [], undefinedMacros: ['nope', 'other'] });
    expect(macros.expand('$gone.$a.$gone').undefinedMacros).toEqual(['gone', 'nope', 'other']);
    expect(macros.expand('$c')).toMatchObject({ names: ['z.com'], undefinedMacros: [] });
  });

  it('are not those of objects', () => {
    expect(macros.expand('$constructor.$__proto__').undefinedMacros).toEqual(['constructor', '__proto__']);
  });
});

describe('loops', () => {
  it('are known for their members alone', () => {
    const macros = macrosOf('a $b', 'b $c, x.com', 'c $a', 'd $a, y.com', 'e $e', 'f z.com');
    expect(macros.cycles).toEqual([['a', 'b', 'c'], ['e']]);
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => macros.loops(name))).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(macros.expand('$a').names).toEqual([]);
    expect(macros.expand('$d').names).toEqual(['y.com']);
    expect(macros.expand('$f').names).toEqual(['z.com']);
  });

  it('are found in full where two share members', () => {
    expect(macrosOf('a $b, $c', 'b $a', 'c $b').cycles).toEqual([['a', 'b', 'c']]);
  });

  it('give the same answer in any order of queries', () => {
    for (const first of ['$a', '$b', '$c', '$d']) {
      const macros = macrosOf('a $b', 'b $c, x.com', 'c $b, $a', 'd $b, y.com');
      macros.expand(first);
      expect([first, macros.cycles, macros.expand('$d').names]).toEqual([
        first,
        [['a', 'b', 'c']],
        ['y.com'],
      ]);
    }
  });

  it('are strongly connected components of the graph', () => {
    const edges: Readonly<Record<string, readonly string[]>> = {
      a: ['b'],
      b: ['c', 'd'],
      c: ['a'],
      d: ['e'],
      e: ['d'],
      f: ['f', 'zz'],
      g: ['a'],
    };
    expect(cyclesIn(['g', 'f', 'e', 'd', 'c', 'b', 'a'], (node) => edges[node] ?? [])).toEqual([
      ['f'],
      ['e', 'd'],
      ['c', 'b', 'a'],
    ]);
  });
});

describe('bounds', () => {
  it('nests 10,000 deep without a deep stack', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `m${n} $m${n + 1}, x${n}.com`);
    const macros = macrosOf(...lines.slice(0, 9_999), 'm9999 y.com');
    expect(macros.find('m9999')?.items).toEqual(['y.com']);
    expect(macros.expand('$m9990').names).toHaveLength(10);
    expect(macros.loops('m0')).toBe(false);
    const loop = macrosOf(...lines.slice(0, 9_999), 'm9999 $m0');
    expect(loop.cycles.map((group) => group.length)).toEqual([10_000]);
    expect(loop.expand('$m0').names).toEqual([]);
  });

  it('reads a macro of many others in time that grows with their number', () => {
    const expand = (count: number): void => {
      const names = Array.from({ length: count }, (_, n) => `m${n}`);
      const macros = macrosOf(
        `all ${names.map((name) => `$${name}`).join(',')}`,
        ...names.map((name) => `${name} ${name}.com`),
      );
      expect(macros.expand('$all').names).toHaveLength(count);
    };
    expect(growth(2500, expand)).toBeLessThan(LINEAR);
  });

  it('gives up a product that grows beyond all use', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `m${n + 1} $m${n}.$m${n}`);
    const macros = macrosOf('m0 a, b', ...lines);
    expect(macros.expand('$m3').names).toHaveLength(2 ** 8);
    expect(macros.expand('$m30').names).toEqual([]);
  });

  it('drops names that are too long for a domain', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `m${n + 1} $m${n}$m${n}`);
    const macros = macrosOf('m0 a', ...lines, `both $m30,$m0`);
    expect(macros.expand('$m7.$m6').names).toEqual([`${'a'.repeat(128)}.${'a'.repeat(64)}`]);
    expect(macros.expand('$m9.com')).toEqual({
      ...{ names: [], undefinedMacros: [], usesMacro: true, isCut: false },
    });
    expect(macros.expand('$m30.com')).toMatchObject({ names: [], isCut: false });
    expect(macros.expand('$both.com').names).toEqual(['a.com']);
  });

  it('returns whether there are more names than are computed', () => {
    const list = (letter: string): string => Array.from({ length: 400 }, (_, n) => `${letter}${n}`).join(',');
    const macros = macrosOf(`a ${list('a')}`, `b ${list('b')}`, 'both $a.$b', 'outer $both,x.com');
    for (const text of ['$a.$b', '$both', 'x.$outer'])
      expect(macros.expand(text)).toMatchObject({ names: [], undefinedMacros: [], isCut: true });
    expect(macros.expand('$a.com')).toMatchObject({ isCut: false });
  });

  it('gives no names beyond the limit where large macros are reused many times', () => {
    const list = (letter: string): string => Array.from({ length: 200 }, (_, n) => `${letter}${n}`).join(',');
    const lines = Array.from({ length: 60 }, (_, n) => `m${n + 1} $m${n}`);
    const macros = macrosOf(`a ${list('a')}`, `b ${list('b')}`, 'm0 $a.$b', ...lines);
    expect(macros.expand('$m5').names).toHaveLength(40_000);
    expect(40_000).toBeLessThan(MAX_EXPANDED_NAMES);
    expect(macros.expand('$m60').names).toEqual([]);
    expect(macros.expand('$a').names).toHaveLength(200);
  });
});
