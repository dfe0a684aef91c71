import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

describe('unexpected-closing-tag', () => {
  it('stands at the tag and shows where the section was closed before', () => {
    const text = '<domain x>\n</domain>\r\n  </Domain> # again\nlog-file /x\n';
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['</Domain>']);
    const before = findings[0]?.related[0];
    expect(before?.start).toBe(text.indexOf('</domain>'));
    const mended = applyEdits(text, findings[0]?.fix?.edits ?? []);
    expect(mended).toBe('<domain x>\n</domain>\r\nlog-file /x\n');
    expect(lintTexts(mended, [rule]).findings).toEqual([]);
  });

  it('finds a tag in an included file that would close a section of another', () => {
    const texts = {
      config: '<virtual-mta v>\ninclude a\n</virtual-mta>\n',
      a: 'max-smtp-out 5\n</virtual-mta>\n',
    };
    const { findings } = lintTexts(texts, [rule]);
    expect(findings.map(({ path }) => path)).toEqual(['/etc/pmta/a']);
  });

  it('says nothing of names that a template makes, and beside its lines', () => {
    expect(lintTexts('</{{ kind }}>\n', [rule]).findings).toEqual([]);
    expect(lintTexts('<% if a %>\n</domain>\n<% end %>\n', [rule]).findings).toEqual([]);
  });

  it('reports tags in time that grows with their number', () => {
    const check = (count: number): void => {
      const text = '<domain x>\n</domain>\n</domain>\n'.repeat(count);
      expect(lintTexts(text, [rule]).findings).toHaveLength(count);
    };
    expect(growth(1000, check)).toBeLessThan(LINEAR);
  });
});
