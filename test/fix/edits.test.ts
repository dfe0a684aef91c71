import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Edit } from '../../src/engine/finding.ts';
import { applyEdits, selectEdits } from '../../src/fix/edits.ts';
import { textWithEdits } from './texts-with-edits.ts';
import { growth, LINEAR } from '../support/growth.ts';

const PATH = '/etc/pmta/config';

function edit(start: number, end: number, text: string, path = PATH): Edit {
  return { path, start, end, text };
}

describe('applyEdits', () => {
  it.each([
    ['nothing', 'abc', [], 'abc'],
    ['a replacement', 'max-smtp-out 800', [edit(13, 16, '20')], 'max-smtp-out 20'],
    ['an insertion at the start', 'b', [edit(0, 0, 'a')], 'ab'],
    ['an insertion at the end', 'a', [edit(1, 1, 'b')], 'ab'],
    ['edits given in any order', 'abcdef', [edit(4, 5, ''), edit(0, 1, 'A')], 'Abcdf'],
    ['two insertions at one place in their order', 'ad', [edit(1, 1, 'b'), edit(1, 1, 'c')], 'abcd'],
    ['an insertion before what is replaced there', 'abc', [edit(1, 2, 'X'), edit(1, 1, '>')], 'a>Xc'],
    ['an insertion behind what is replaced there', 'abc', [edit(2, 2, '<'), edit(1, 2, 'X')], 'aX<c'],
    ['edits that touch', 'abc', [edit(0, 1, '1'), edit(1, 2, '2')], '12c'],
    ['an empty text', '', [edit(0, 0, 'a\n')], 'a\n'],
  ])('makes %s', (_, before, edits, after) => {
    expect(applyEdits(before, edits)).toBe(after);
  });

  it.each([
    ['an overlap', [edit(0, 2, ''), edit(1, 3, '')]],
    ['the same replacement twice', [edit(0, 2, 'x'), edit(0, 2, 'x')]],
    ['an insertion inside a replacement', [edit(0, 3, ''), edit(1, 1, 'x')]],
    ['an edit behind the end', [edit(2, 4, '')]],
    ['an edit before the start', [edit(-1, 1, '')]],
    ['an edit that ends before it starts', [edit(2, 1, '')]],
    ['an offset that is no number', [edit(Number.NaN, 1, '')]],
  ])('refuses %s', (_, edits) => {
    expect(() => applyEdits('abc', edits)).toThrow(RangeError);
  });

  it('gives the file and the range', () => {
    expect(() => applyEdits('abc', [edit(2, 4, '')])).toThrow(
      'edit 2..4 lies outside the 3 units of "/etc/pmta/config"',
    );
    expect(() => applyEdits('abc', [edit(0, 2, ''), edit(1, 3, '')])).toThrow(
      'edits of "/etc/pmta/config" overlap at 1..2',
    );
  });

  it('leaves alone what lies outside the edits', () => {
    fc.assert(
      fc.property(textWithEdits(PATH), ({ before, edits }) => {
        let rest = applyEdits(before, edits);
        for (let at = 0, index = 0; index <= edits.length; index++) {
          const next = edits[index] ?? edit(before.length, before.length, '');
          const kept = before.slice(at, next.start) + next.text;
          expect(rest.startsWith(kept)).toBe(true);
          rest = rest.slice(kept.length);
          at = next.end;
        }
        expect(rest).toBe('');
      }),
    );
  });
});

describe('selectEdits', () => {
  function select(...fixes: (readonly [id: string, ...edits: Edit[]])[]) {
    const selection = selectEdits(fixes.map(([id, ...edits]) => ({ id, edits })));
    const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join(' ');
    return {
      chosen: ids(selection.chosen),
      postponed: ids(selection.postponed),
      contradictory: ids(selection.contradictory),
      edits: selection.edits,
    };
  }

  it('takes what lies apart, and orders the edits by place', () => {
    const { chosen, postponed, edits } = select(
      ['a', edit(8, 9, 'x')],
      ['b', edit(0, 1, 'y'), edit(4, 4, 'z')],
    );
    expect([chosen, postponed]).toEqual(['a b', '']);
    expect(edits.get(PATH)).toEqual([edit(0, 1, 'y'), edit(4, 4, 'z'), edit(8, 9, 'x')]);
  });

  it.each([
    ['overlapping replacements', edit(0, 5, 'x'), edit(4, 9, 'y')],
    ['one replacement within the other', edit(0, 9, 'x'), edit(4, 5, 'y')],
    ['the same stretch with other texts', edit(0, 5, 'x'), edit(0, 5, 'y')],
    ['two insertions at one place', edit(5, 5, 'x'), edit(5, 5, 'y')],
    ['lines before a place and lines behind it', edit(5, 5, 'x\n'), edit(5, 5, '\ny')],
    ['an insertion within a replacement', edit(0, 9, 'x'), edit(5, 5, 'y')],
    ['an insertion where a replacement starts', edit(5, 9, 'x'), edit(5, 5, 'y')],
    ['an insertion where a replacement ends', edit(5, 5, 'y'), edit(0, 5, 'x')],
  ])('lets the second of %s wait', (_, one, other) => {
    expect(select(['a', one], ['b', other])).toMatchObject({ chosen: 'a', postponed: 'b' });
    expect(select(['b', other], ['a', one])).toMatchObject({ chosen: 'b', postponed: 'a' });
  });

  it('takes replacements that only touch', () => {
    expect(select(['a', edit(0, 5, 'x')], ['b', edit(5, 9, 'y')])).toMatchObject({ chosen: 'a b' });
  });

  it.each([
    ['before a line', 'a\nb\n', 2, 'x\n', 'y\n', 'a\nx\ny\nb\n'],
    ['behind a last line without end', 'a', 1, '\nx', '\r\ny', 'a\nx\r\ny'],
  ])('takes lines that two fixes add %s', (_, text, at, one, other, after) => {
    const both = select(['a', edit(at, at, one)], ['b', edit(at, at, other)]);
    expect(both).toMatchObject({ chosen: 'a b', postponed: '' });
    expect(applyEdits(text, both.edits.get(PATH) ?? [])).toBe(after);
  });

  it('makes an edit once that two fixes want', () => {
    const both = select(['a', edit(3, 3, 'x\n')], ['b', edit(3, 3, 'x\n'), edit(7, 9, '')]);
    expect(both).toMatchObject({ chosen: 'a b', postponed: '' });
    expect(both.edits.get(PATH)).toEqual([edit(3, 3, 'x\n'), edit(7, 9, '')]);
  });

  it('keeps the order of the insertions that one fix makes at one offset', () => {
    const { edits } = select(['a', edit(3, 3, '1'), edit(3, 3, '2'), edit(3, 3, '3')]);
    expect(applyEdits('abc', edits.get(PATH) ?? [])).toBe('abc123');
  });

  it('takes a fix of several files with all its edits or not at all', () => {
    const { chosen, postponed, edits } = select(
      ['a', edit(0, 5, 'x', '/one')],
      ['b', edit(0, 3, 'y', '/two'), edit(4, 8, 'y', '/one')],
      ['c', edit(1, 2, 'z', '/two')],
    );
    expect([chosen, postponed]).toEqual(['a c', 'b']);
    expect([...edits.keys()]).toEqual(['/one', '/two']);
    expect(edits.get('/two')).toEqual([edit(1, 2, 'z', '/two')]);
  });

  it('does not take the same offsets of two files for one place', () => {
    expect(select(['a', edit(0, 5, 'x', '/one')], ['b', edit(0, 5, 'y', '/two')])).toMatchObject({
      chosen: 'a b',
    });
  });

  it('sets a fix aside whose own edits overlap', () => {
    const { chosen, contradictory } = select(['a', edit(0, 5, 'x'), edit(4, 6, 'y')], ['b', edit(0, 1, 'z')]);
    expect([chosen, contradictory]).toEqual(['b', 'a']);
  });

  it('gives edits that can be made, and always chooses the first fix', () => {
    const place = fc.tuple(fc.nat(30), fc.nat(4), fc.constantFrom('', 'x', 'y'));
    const fix = fc.array(place, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fix, { minLength: 1, maxLength: 12 }), (fixes) => {
        const given = fixes.map((places) => ({
          edits: places.map(([start, length, text], index) =>
            edit(start, start + length, text, `/${index % 2}`),
          ),
        }));
        const { chosen, postponed, contradictory, edits } = selectEdits(given);
        expect(chosen.length + postponed.length + contradictory.length).toBe(given.length);
        const first = given.find((one) => !contradictory.includes(one));
        if (first !== undefined) expect(chosen).toContain(first);
        for (const ofFile of edits.values()) expect(() => applyEdits('-'.repeat(40), ofFile)).not.toThrow();
        for (const one of chosen) {
          for (const wanted of one.edits) expect(edits.get(wanted.path)).toContainEqual(wanted);
        }
      }),
    );
  });

  it('chooses among many fixes in time that grows with their number', () => {
    const choose = (size: number): void => {
      const fixes = Array.from({ length: size }, (_, index) => {
        const start = ((index * 7919) % size) * 10;
        return { edits: [edit(start, start + 5, 'x')] };
      });
      expect(selectEdits(fixes).chosen).toHaveLength(size);
    };
    expect(growth(5000, choose)).toBeLessThan(LINEAR);
  });
});

describe('a definition that two fixes bring', () => {
  const list = (name: string, line: string): string =>
    `<smtp-pattern-list ${name}>\n    ${line}\n</smtp-pattern-list>\n`;

  it('under one name is taken once, and the other fix waits', () => {
    const first = { edits: [edit(0, 0, list('google-backoff', 'reply /a/ mode=backoff'))] };
    const second = { edits: [edit(0, 0, list('Google-Backoff', 'reply /b/ mode=backoff'))] };
    expect(selectEdits([first, second])).toMatchObject({ chosen: [first], postponed: [second] });
  });

  it('alike, word for word, is shared', () => {
    const text = list('google-backoff', 'reply /a/ mode=backoff');
    const [first, second] = [{ edits: [edit(0, 0, text)] }, { edits: [edit(0, 0, text)] }];
    expect(selectEdits([first, second])).toMatchObject({ chosen: [first, second], postponed: [] });
  });

  it('under different names is taken twice', () => {
    const fixes = ['a', 'b'].map((name) => ({ edits: [edit(0, 0, `domain-macro ${name} x.example\n`)] }));
    expect(selectEdits(fixes).chosen).toEqual(fixes);
  });
});
