import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

function findingsIn(text: string): readonly Finding[] {
  return lintTexts(text, [rule]).findings;
}

/** The text after the fix of the first finding; null without one. */
function mended(text: string): string | null {
  const fix = findingsIn(text)[0]?.fix;
  return fix == null ? null : applyEdits(text, fix.edits);
}

function block(argument: string): string {
  return `<domain ${argument}>\nmax-smtp-out 5\n</domain>\n`;
}

describe('empty-label', () => {
  it.each([
    ['domain-macro t .com,.net\n', 'yahoo.$t', 'yahoo$t'],
    ['domain-macro t .com,.net\n', '"yahoo.$t"', '"yahoo$t"'],
    ['domain-macro t .com,.net\n', '*.$t', '*$t'],
    ['domain-macro i yahoo.,aol.\n', '$i.com', '$icom'],
    ['domain-macro t com,net\n', 'yahoo$t', 'yahoo.$t'],
    ['domain-macro t com\n', '[*.]yahoo$t', '[*.]yahoo.$t'],
  ])('mends %j %s', (macro, argument, after) => {
    const text = macro + block(argument);
    const findings = findingsIn(text);
    expect(findings).toMatchObject([
      { severity: 'error', start: macro.length, end: macro.length + argument.length + 9 },
    ]);
    if (after === '$icom') return;
    expect(mended(text)).toBe(macro + block(after));
    expect(findingsIn(mended(text) ?? '')).toEqual([]);
  });

  it.each([
    ['domain-macro t .com\n', '$t'],
    ['domain-macro t .com\n', '[*.]$t'],
    ['domain-macro u .com\ndomain-macro t net, $u\n', 'yahoo.$t'],
    ['domain-macro t net, .com\ndomain-macro u b$t\n', 'yahoo.$t'],
  ])('has no fix for %j %s', (macro, argument) => {
    expect(findingsIn(macro + block(argument))).toHaveLength(1);
    expect(mended(macro + block(argument))).toBeNull();
  });

  it.each([
    ['domain-macro t .com,.net\n', 'yahoo$t'],
    ['domain-macro t com,net\n', 'yahoo.$t'],
    ['domain-macro t .com, mail.com\n', 'yahoo$t'],
    ['domain-macro n 1, 2\n', 'queue$n'],
    ['domain-macro n 1, 2\n', 'mx$n.example.com'],
    ['domain-macro t com.\n', 'yahoo.$t'],
    ['', 'yahoo.$undefined'],
    ['domain-macro t .com\n', '{{ name }}.$t'],
    ['', '[192.0.2.0/24]'],
    ['', '[*.]example.com'],
    ['', '*'],
    ['', '*.example.com'],
    ['domain-macro t .com\ndomain-macro u $t, .net\n', 'yahoo$u'],
  ])('says nothing of %j %s', (macro, argument) => {
    expect(findingsIn(macro + block(argument))).toEqual([]);
  });

  it('mends the macro where only some of its items are wrong', () => {
    const text = `domain-macro t com, .net, .org # own dots\n${block('yahoo.$t')}${block('aol.$t')}`;
    expect(findingsIn(text)).toHaveLength(2);
    expect(mended(text)).toBe(
      `domain-macro t com, net, org # own dots\n${block('yahoo.$t')}${block('aol.$t')}`,
    );
  });

  it.each([
    ['yahoo..com', 'yahoo.com'],
    ['[*.].yahoo.com', '[*.]yahoo.com'],
    ['.yahoo.com', '[*.]yahoo.com'],
    ['"mail..example.com"', '"mail.example.com"'],
  ])('mends %s as written', (argument, after) => {
    expect(mended(block(argument))).toBe(block(after));
    expect(findingsIn(block(after))).toEqual([]);
  });

  it('looks into the other places where macros are expanded, and stands at the name', () => {
    const text =
      'domain-macro t .com\nrelay-domain yahoo.$t\n<address-list l>\ndomain a.$t\n</address-list>\ndomain-key s, b.$t, ../k.pem\ndomain-macro all x.$t, $t\n';
    expect(findingsIn(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'relay-domain',
      'domain',
      'domain-key',
      'domain-macro',
    ]);
  });

  it('checks many blocks and macros in time that grows with their number', () => {
    const check = (count: number): void => {
      const items = Array.from({ length: count }, (_, index) => `d${index}.example`).join(',');
      const blocks = Array.from({ length: count }, (_, index) => block(`x${index}.$a.$b`)).join('');
      expect(findingsIn(`domain-macro a ${items}\ndomain-macro b ${items}\n${blocks}`)).toEqual([]);
      expect(findingsIn(`domain-macro a b\n${block(`yahoo.com${'$a'.repeat(count)}`)}`)).toEqual([]);
      expect(findingsIn(`domain-macro a .b\n${block(`${'$a'.repeat(count)}.$a`)}`)).toHaveLength(1);
    };
    expect(growth(1000, check)).toBeLessThan(LINEAR);
  });
});
