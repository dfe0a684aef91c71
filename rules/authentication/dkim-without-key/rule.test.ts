import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

const KEY = 'domain-key k1,example.com,/etc/pmta/k1.pem';
const SIGN = '<domain *>\ndkim-sign yes\n</domain>\n';

function vmta(name: string, ...content: string[]): string {
  return [`<virtual-mta ${name}>`, ...content, '</virtual-mta>', ''].join('\n');
}

function pool(name: string, ...content: string[]): string {
  return [`<virtual-mta-pool ${name}>`, ...content, '</virtual-mta-pool>', ''].join('\n');
}

/** What findings stand at. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(
    ({ path, start, end }) => model.files.find((file) => file.path === path)?.text.slice(start, end) ?? '',
  );
}

describe('dkim-without-key', () => {
  it('finds a VMTA that signs by its own block or by a global one', () => {
    expect(found(mainWith(vmta('a', SIGN.trim())))).toEqual(['<virtual-mta a>']);
    expect(found(mainWith(SIGN + vmta('a')))).toEqual(['<virtual-mta a>']);
    expect(found(mainWith(`<domain gmail.com>\ndkim-sign yes\n</domain>\n${vmta('a')}`))).toEqual([
      '<virtual-mta a>',
    ]);
  });

  it.each([
    ['a global key', `${KEY}\n${SIGN}${vmta('a')}`],
    ['its own key', SIGN + vmta('a', KEY)],
    ['a key that stands in its domain block', vmta('a', '<domain *>', 'dkim-sign yes', KEY, '</domain>')],
    ['a key of its pool', SIGN + vmta('a') + pool('p', 'virtual-mta a', KEY)],
    ['a list of keys', `${SIGN}${vmta('a')}<domain-key-list l>\n${KEY}\n</domain-key-list>\n`],
    ['keys from messages', `${SIGN}${vmta('a')}<source 10.0.0.1>\nprocess-x-dkim-key yes\n</source>\n`],
    ['signing that is off', vmta('a', '<domain *>', 'dkim-sign no', '</domain>')],
    ['signing on demand', vmta('a', '<domain *>', 'dkim-sign if-x-dkim-options-present', '</domain>')],
    ['signing that its own block hides', SIGN + vmta('a', '<domain *>', 'dkim-sign no', '</domain>')],
    ['no signing', vmta('a')],
    ['mail that is thrown away', SIGN + vmta('a', '<domain *>', 'type discard', '</domain>')],
    ['mail to a file, in the same block', vmta('a', '<domain *>', 'type file', 'dkim-sign yes', '</domain>')],
    [
      'mail that a pool pipes',
      `${SIGN}${vmta('a')}${pool('p', 'virtual-mta a', '<domain *>', 'type pipe', '</domain>')}`,
    ],
    ['mail that goes nowhere, without a VMTA', '<domain *>\ntype discard\ndkim-sign yes\n</domain>\n'],
  ])('says nothing of %s', (_, text) => {
    expect(found(mainWith(text))).toEqual([]);
  });

  it('finds a VMTA that throws all mail away but that for one domain', () => {
    const discard = ['<domain *>', 'type discard', '</domain>'];
    const some = ['<domain example.com>', 'type smtp', 'dkim-sign yes', '</domain>'];
    expect(found(mainWith(vmta('a', ...discard, ...some)))).toEqual(['<virtual-mta a>']);
    expect(found(mainWith(SIGN + vmta('a', ...discard) + vmta('b')))).toEqual(['<virtual-mta b>']);
  });

  it('says nothing of a VMTA that nothing selects', () => {
    const main =
      'log-file /l\n<spool /s>\n</spool>\n<source 10.0.0.1>\nalways-allow-relaying yes\ndefault-virtual-mta a\n</source>\n';
    expect(found(main + vmta('a', KEY) + vmta('b', SIGN.trim()))).toEqual([]);
    expect(found(main + vmta('a', SIGN.trim()) + vmta('b', KEY))).toEqual(['<virtual-mta a>']);
  });

  it('stands at the pool that switches signing on', () => {
    const text = vmta('a') + vmta('b') + pool('p', 'virtual-mta a', 'virtual-mta b', SIGN.trim());
    expect(found(mainWith(text))).toEqual(['<virtual-mta-pool p>']);
  });

  it('says once what one global line does to many VMTAs', () => {
    const { findings } = lintTexts(mainWith(SIGN + vmta('a') + vmta('b', KEY) + vmta('c')), [rule]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain("the VMTAs 'a' and 'c'");
  });

  it('stands at the line where there is no VMTA, and is silent about {default} beside VMTAs', () => {
    expect(found(mainWith(SIGN))).toEqual(['dkim-sign']);
    expect(found(mainWith(SIGN + vmta('a', KEY)))).toEqual([]);
    expect(found(mainWith(SIGN + vmta('a', KEY) + vmta('{default}')))).toEqual(['<virtual-mta {default}>']);
  });

  it('says nothing where the VMTA that mail goes through is not defined', () => {
    const main =
      'log-file /l\n<spool /s>\n</spool>\n<source 10.0.0.1>\nalways-allow-relaying yes\ndefault-virtual-mta a\n</source>\n';
    expect(found(main + SIGN)).toEqual([]);
  });

  it('is silent about a part of a configuration', () => {
    expect(found(SIGN + vmta('a'))).toEqual([]);
    expect(found(mainWith(`${SIGN}${vmta('a')}include missing\n`))).toEqual([]);
    expect(found(mainWith(SIGN + vmta('a', '{% if keys %}', '{% endif %}')))).toEqual([]);
  });
});
