import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BaselineError, baselineText, readBaseline } from '../../src/baseline/baseline-file.ts';
import type { Entry } from '../../src/baseline/baseline.ts';

function problemsIn(text: string | Uint8Array): readonly string[] {
  try {
    readBaseline(Buffer.from(text as string));
    return [];
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    return error.problems;
  }
}

const ONE = '{ "version": 1, "findings": { "config": { "max-smtp-out": { "open-relay": 1 } } } }';

describe('a baseline file', () => {
  it('has a line for each finding', () => {
    const entries: Entry[] = [
      { path: 'a/config', place: '<domain *> max-smtp-out', finding: 'unlimited-default', count: 1 },
      { path: 'a/config', place: '<domain *> max-smtp-out', finding: 'high-provider-connections', count: 2 },
      { path: 'b', place: '', finding: 'syntax-error', count: 1 },
    ];
    expect(baselineText(entries)).toBe(`{
  "version": 1,
  "findings": {
    "a/config": {
      "<domain *> max-smtp-out": {
        "unlimited-default": 1,
        "high-provider-connections": 2
      }
    },
    "b": {
      "": {
        "syntax-error": 1
      }
    }
  }
}
`);
  });

  it('is read as it was written, for any paths and locations', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((it) => it !== '__proto__');
    const entry = fc.record({ path: text, place: text, finding: text, count: fc.integer({ min: 1 }) });
    const selector = ({ path, place, finding }: Entry): string => JSON.stringify([path, place, finding]);
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector }), (entries) => {
        const byKey = (list: readonly Entry[]): Entry[] =>
          list.toSorted((a, b) => (selector(a) < selector(b) ? -1 : 1));
        expect(byKey(readBaseline(Buffer.from(baselineText(entries))))).toEqual(byKey(entries));
      }),
    );
  });

  it.each([
    ['nothing', '', ['is no JSON: Unexpected end of JSON input']],
    ['half of it', ONE.slice(0, 40), [expect.stringMatching(/^is no JSON: /)]],
    ['a list', '[]', ['is a list where an object belongs']],
    ['another version', ONE.replace('1', '2'), ['has version 2; this pmta-lint reads version 1']],
    ['no version', '{}', ['has no "version": it is no baseline, or not all of one', '"findings" is missing']],
    ['another key', ONE.replace('{ "v', '{ "files": {}, "v'), ['there is no key "files"']],
    [
      'a count of 0',
      ONE.replace('": 1 }', '": 0 }'),
      ['"findings" → "config" → "max-smtp-out" → "open-relay": 0 stands where a whole number from 1 belongs'],
    ],
    [
      'a count in words',
      ONE.replace('": 1 }', '": "one" }'),
      [
        '"findings" → "config" → "max-smtp-out" → "open-relay": "one" stands where a whole number from 1 belongs',
      ],
    ],
    [
      'a key twice',
      ONE.replace('{ "open-relay": 1 }', '{ "open-relay": 1, "open-relay": 2 }'),
      ['holds a key twice, perhaps of a merge; write it anew with --update-baseline'],
    ],
    [
      'marks of a merge',
      `{\n<<<<<<< HEAD\n  "version": 1\n=======\n>>>>>>> x\n}\n`,
      ['line 2: an unresolved merge; keep the lines of both sides, or write it anew with --update-baseline'],
    ],
    [
      'objects in each other without end',
      `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`,
      expect.arrayContaining([expect.stringMatching(/^(?:has no "version"|is no JSON)/)]),
    ],
    ['no UTF-8', Buffer.from('{ "a": "\xe9" }', 'latin1'), ['is not UTF-8']],
  ])('with %s is refused', (_, text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });
});
