import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

const everyRule = [...rules.filter(({ id }) => id !== rule.id), rule];

function syntaxErrors(text: string): string[] {
  const { findings } = lintTexts(text, everyRule);
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule: id, start }) => `${id} ${start}`);
}

describe('unknown-section', () => {
  it('alone speaks of the section, all that is in it, and its closing tag', () => {
    expect(
      syntaxErrors(
        '<vitrual-mta v>\n  smtp-source-hots x\n  <domian a>\n  </domian>\n  log-file /x\n</vitrual-mta>\n',
      ),
    ).toEqual(['unknown-section 0']);
    expect(syntaxErrors('<vitrual-mta v>\n  <domain a>\n  </domain>\n</virtual-mta>\n')).toEqual([
      'unknown-section 0',
    ]);
    expect(syntaxErrors('<blah>\n  max-smtp-out x\n</blub>\n')).toEqual(['unknown-section 0']);
  });

  it('leaves names that articles invent to another rule', () => {
    expect(
      lintTexts('<limits>\n</limits>\n<include /x>\n</include>\n<!-- note -->\n', [rule]).findings,
    ).toEqual([]);
  });

  it('does not judge what a template fills in', () => {
    const text =
      '<{{ kind }} x>\n</{{ kind }}>\n<$kind x>\n</$kind>\n<__KIND__ x>\n</__KIND__>\n<?= $kind ?>\n';
    expect(lintTexts(text, [rule]).findings).toEqual([]);
  });

  it.each([
    ['<domian a>\r\n</domian>\r\n', '<domain a>\r\n</domain>\r\n'],
    ['<Domian a>\n</DOMAIN>\n', '<domain a>\n</DOMAIN>\n'],
    [
      '<virtual-mta v>\n<domian a>\n</doman>\n</virtual-mta>\n',
      '<virtual-mta v>\n<domain a>\n</domain>\n</virtual-mta>\n',
    ],
  ])('renames %j', (text, mended) => {
    const edits = lintTexts(text, [rule]).findings.flatMap(({ fix }) => fix?.edits ?? []);
    expect(applyEdits(text, edits)).toBe(mended);
    expect(syntaxErrors(mended)).toEqual([]);
  });

  it.each([
    ['without closing tag', '<domian a>\n'],
    ['where the near name has no place', '<source 0/0>\n<domian a>\n</domian>\n</source>\n'],
    ['without a near name', '<whatever a>\n</whatever>\n'],
  ])('offers no fix %s', (_, text) => {
    expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  });
});
