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

const WARNING = { severity: 'warning', value: null } as const;
const ONE = '{ "version": 1, "findings": { "config": { "max-smtp-out": { "open-relay": "error" } } } }';

describe('a baseline file', () => {
  it('has a line for each finding, with its severity and the value judged', () => {
    const entries: Entry[] = [
      {
        path: 'a/config',
        place: '<domain *> max-smtp-out',
        finding: 'unlimited-default',
        records: [WARNING],
      },
      {
        path: 'a/config',
        place: '<domain *> max-smtp-out',
        finding: 'high-provider-connections',
        records: [
          { severity: 'error', value: '9' },
          { severity: 'error', value: '30 a' },
        ],
      },
      { path: 'b', place: '', finding: 'syntax-error', records: [WARNING] },
    ];
    expect(baselineText(entries)).toBe(`{
  "version": 1,
  "findings": {
    "a/config": {
      "<domain *> max-smtp-out": {
        "unlimited-default": "warning",
        "high-provider-connections": [
          "error 30 a",
          "error 9"
        ]
      }
    },
    "b": {
      "": {
        "syntax-error": "warning"
      }
    }
  }
}
`);
  });

  it('is read as it was written, for any paths and locations', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((it) => it !== '__proto__');
    const record = fc.record({
      severity: fc.constantFrom('error', 'warning', 'info'),
      value: fc.option(text.filter((it) => it !== '')),
    });
    const records = fc.array(record, { minLength: 1 });
    const entry = fc.record({ path: text, place: text, finding: text, records });
    const selector = ({ path, place, finding }: Entry): string => JSON.stringify([path, place, finding]);
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector }), (entries) => {
        const byKey = (list: readonly Entry[]): Entry[] =>
          list
            .map((one) => ({
              ...one,
              records: one.records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
            }))
            .toSorted((a, b) => (selector(a) < selector(b) ? -1 : 1));
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
    ...['"errors"', '0', '[]', '["error", 1]', '{}'].map((written): [string, string, unknown[]] => [
      `${written} in place of a severity`,
      ONE.replace('"error"', written),
      [
        expect.stringMatching(
          /^"findings" → "config" → "max-smtp-out" → "open-relay": .* stands where a severity \(error, warning, info\), or a list of them belongs$/,
        ),
      ],
    ]),
    [
      'a key twice',
      ONE.replace('{ "open-relay": "error" }', '{ "open-relay": "error", "open-relay": "error" }'),
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
