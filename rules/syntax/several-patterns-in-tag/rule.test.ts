import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';

const aboutForm = rules.filter(({ category }) => category === 'syntax' || category === 'names');

function said(text: string): string[] {
  return lintTexts(text, aboutForm).findings.map(({ rule: id, severity }) => `${id} ${severity}`);
}

function mended(text: string): string | null {
  const [finding] = lintTexts(text, [rule]).findings;
  return finding?.fix == null ? null : applyEdits(text, finding.fix.edits);
}

describe('several-patterns-in-tag', () => {
  it.each([
    '<domain a.example, b.example>',
    '<domain a.example,b.example>',
    '<domain a.example b.example>',
    '<domain a.example;b.example>',
    '<domain "a.example, b.example">',
    '<domain *, a.example>',
    '<domain *.a.example, b.example>',
    '<domain $a, $b>',
    '<domain a.example,>',
    '<domain gmail yahoo>',
  ])('reports %s', (tag) => {
    const said = lintTexts(
      `domain-macro a x.example\ndomain-macro b y.example\n${tag}\n</domain>\n`,
      aboutForm,
    );
    expect(said.findings.map(({ rule: id }) => id)).toEqual(['several-patterns-in-tag']);
  });

  it.each([
    '<domain a.example>\n</domain>',
    '<domain "a.example">\n</domain>',
    '<domain $a.example>\n</domain>\ndomain-macro a x',
    '<domain <%= a, b %>>\n</domain>',
    '<domain {{ a }}, {{ b }}>\n</domain>',
    '<domain FIRST_DOMAIN, SECOND_DOMAIN>\n</domain>',
    '<acct-file |/usr/bin/php a.php, b>\n</acct-file>',
    '<source mail, letters>\n</source>',
    '<source 192.0.2.1>\n</source>',
  ])('says nothing about %s', (text) => {
    expect(said(`${text}\n`).filter((finding) => finding.startsWith('several'))).toEqual([]);
  });

  it('uses a macro that stands for the same domains, in any order', () => {
    expect(mended('domain-macro m b.example,A.example\n<domain a.example, b.example>\n</domain>\n')).toBe(
      'domain-macro m b.example,A.example\n<domain $m>\n</domain>\n',
    );
  });

  it('takes another name where the one it wants is taken', () => {
    expect(mended('domain-macro google x.example\n<domain gmail.com, googlemail.com>\n</domain>\n')).toBe(
      'domain-macro google x.example\ndomain-macro google_2 gmail.com,googlemail.com\n<domain $google_2>\n</domain>\n',
    );
  });

  it('writes one macro for two tags with one list', () => {
    const text =
      '<domain a.example, b.example>\n</domain>\n<virtual-mta v>\n<domain b.example, a.example>\n</domain>\n</virtual-mta>\n';
    const { findings } = lintTexts(text, [rule]);
    const edits = findings.flatMap(({ fix }) => fix?.edits ?? []);
    const unique = edits.filter(
      (edit, at) =>
        edits.findIndex(({ start, text: other }) => start === edit.start && other === edit.text) === at,
    );
    const after = applyEdits(text, unique);
    expect(after.match(/domain-macro/g)).toHaveLength(1);
    expect(said(after)).toEqual([]);
    expect(modelOf(after).macros.expand('$a').names).toEqual(['a.example', 'b.example']);
  });

  it('keeps the line ends, the indentation and what all patterns begin with', () => {
    expect(
      mended(
        '<virtual-mta v>\r\n\t<domain *.a.example, *.b.example> # two\r\n\t</domain>\r\n</virtual-mta>\r\n',
      ),
    ).toBe(
      'domain-macro a a.example, b.example\r\n<virtual-mta v>\r\n\t<domain *.$a> # two\r\n\t</domain>\r\n</virtual-mta>\r\n',
    );
  });

  it.each([
    '<domain *, a.example>',
    '<domain *.a.example, b.example>',
    '<domain [192.0.2.1], a.example>',
    '<domain gmail yahoo>',
  ])('has no fix for %s, which no macro can stand for', (tag) => {
    expect(mended(`${tag}\n</domain>\n`)).toBeNull();
  });

  it('has no fix where the macro cannot stand at the top level of the file', () => {
    const texts = {
      config: '<virtual-mta v>\ninclude domains\n</virtual-mta>\n',
      domains: '<domain a.example, b.example>\n</domain>\n',
    };
    expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  });

  it('is silent about a broken tag, of which another rule speaks', () => {
    expect(said('<domain a.example, b.example\n')).not.toContain('several-patterns-in-tag error');
  });
});
