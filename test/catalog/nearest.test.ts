import { describe, expect, it } from 'vitest';
import { directiveNames } from '../../src/catalog/directives.ts';
import { closest, nearest } from '../../src/catalog/nearest.ts';
import { sectionNames } from '../../src/catalog/sections.ts';

describe('the near miss', () => {
  it.each([
    ['max-smpt-out', 'max-smtp-out'],
    ['max-smtp-ou', 'max-smtp-out'],
    ['MAX-SMTP-OT', 'max-smtp-out'],
    ['retry-aftr', 'retry-after'],
    ['retryafter', 'retry-after'],
    ['bounce-aftre', 'bounce-after'],
    ['log-fil', 'log-file'],
    // exact
    ['Max-Smtp-Out', 'max-smtp-out'],
    // too far
    ['max-msg-out', undefined],
    ['completely-different', undefined],
    // a quarter of the length
    ['tye', undefined],
    ['typ', undefined],
    ['typo', 'type'],
    // two as near
    ['dkim-header', 'dkim-headers'],
    ['smtp-xata-timeout', 'smtp-data-timeout'],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('of %s is %s', (word, name) => {
    expect(nearest(word, directiveNames())).toBe(name);
  });

  it('is undefined where two names are equally near', () => {
    expect(nearest('list-c', ['list-a', 'list-b'])).toBeUndefined();
    expect(nearest('list-c', ['list-a', 'list-bb'])).toBe('list-a');
    expect(nearest('list-c', ['list-a', 'list-a'])).toBe('list-a');
  });

  it('gives names as they are written', () => {
    expect(nearest('sbcglobal-errors', ['Sbcglobal-errors', 'x'])).toBe('Sbcglobal-errors');
  });

  it('gives names of which up to two letters are wrong', () => {
    expect(nearest('vitrual-mta', sectionNames())).toBe('virtual-mta');
    expect(nearest('virtual-mtxx', sectionNames())).toBe('virtual-mta');
    expect(nearest('virtual-mxxx', sectionNames())).toBeUndefined();
  });

  it('is computed once for the same name and list', () => {
    let reads = 0;
    const names = new Proxy(['alpha-one', 'beta-two'], {
      get: (list, key, receiver): unknown => {
        reads++;
        return Reflect.get(list, key, receiver);
      },
    });
    expect(nearest('alpha-on', names)).toBe('alpha-one');
    const first = reads;
    expect(first).toBeGreaterThan(0);
    expect(nearest('alpha-on', names)).toBe('alpha-one');
    expect(reads).toBe(first);
  });
});

describe('the closest names', () => {
  it('come best first', () => {
    expect(closest('max-smtp-ot', directiveNames(), 2)).toEqual(['max-smtp-out', 'max-smtp-in']);
    expect(closest('max-smtp-ot', directiveNames(), 1)).toEqual(['max-smtp-out']);
    expect(closest('zzzzzzzzzz', directiveNames(), 3)).toEqual([]);
    expect(closest('y'.repeat(100), directiveNames(), 3)).toEqual([]);
  });
});
