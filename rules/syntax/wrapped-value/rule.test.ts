import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

const everyRule = [...rules.filter(({ id }) => id !== rule.id), rule];

function found(text: string): string[] {
  const { findings } = lintTexts(text, everyRule);
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule: id, start, end }) => `${id} ${text.slice(start, end)}`);
}

describe('wrapped-value', () => {
  it.each([
    ['domain-macro m a.com,b.com,\nc.com,\n  d.com\n', 'domain-macro m a.com,b.com, c.com, d.com\n'],
    ['domain-macro m\r\n  a.com,b.com\r\n', 'domain-macro m a.com,b.com\r\n'],
    ['domain-macro m a.com, # one\n  b.com, # two\n', 'domain-macro m a.com, b.com # one # two\n'],
    ['domain-macro m a.com, \\\n  b.com', 'domain-macro m a.com, b.com'],
    ['max-smtp-out 20 \\\n', 'max-smtp-out 20\n'],
    ['max-smtp-out 20\\   # ten\n', 'max-smtp-out 20   # ten\n'],
  ])('joins %j', (text, mended) => {
    const { findings } = lintTexts(text, everyRule);
    const own = findings.filter((finding) => finding.rule === rule.id);
    expect(own.map(({ start, severity }) => [start, severity])).toEqual([[0, 'warning']]);
    expect(own[0]?.fix?.safety).toBe('unsafe');
    expect(found(text)).toHaveLength(1);
    expect(applyEdits(text, own[0]?.fix?.edits ?? [])).toBe(mended);
    expect(found(mended)).toEqual([]);
  });

  it('finds the backslash behind a pattern', () => {
    const text = '<bounce-category-patterns>\n/full/ quota-issues \\\n</bounce-category-patterns>\n';
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['/full/']);
  });

  it.each([
    'log-file c:\\pmta\\log\\\n',
    'log-file \\\\server\\share\\logs\\\n',
    'domain-macro m a.com,\n\nb.com\n',
    'domain-macro m a.com,\nmax-smtp-out 20\n',
    'log-file /x # a \\\n',
  ])('says nothing of %j', (text) => {
    expect(lintTexts(text, [rule]).findings).toEqual([]);
  });

  it('offers no fix where the joined lines are no legal value', () => {
    const { findings } = lintTexts('max-smtp-out 20 \\\n  30\n', [rule]);
    expect(findings.map(({ fix }) => fix)).toEqual([null]);
  });
});
