import { describe, expect, it } from 'vitest';
import { expandedTexts } from '../../rules/names/_shared/expanded-texts.ts';
import { modelOf } from '../support/lint-texts.ts';

describe('texts in which macros are expanded', () => {
  it('are arguments of <domain>, and values of directives that the guide names', () => {
    const config =
      '<domain "yahoo.$a">\ncommand /bin/x $to\n</domain>\nrelay-domain $a\nrelay-domain plain.example\ndomain-macro b x.$a, y\n';
    const texts = expandedTexts(modelOf(config));
    expect(texts.map(({ text }) => text.trim())).toEqual(['yahoo.$a', '$a', 'x.$a, y']);
    expect(texts.map(({ location: { range } }) => config.slice(range.start, range.end))).toEqual([
      '<domain "yahoo.$a">',
      'relay-domain',
      'domain-macro',
    ]);
    expect(texts.map(({ range }) => range && config.slice(range.start, range.end))).toEqual([
      '"yahoo.$a"',
      '$a',
      'b x.$a, y',
    ]);
  });
});
