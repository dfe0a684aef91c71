import { describe, expect, it } from 'vitest';
import { rule as deprecated } from '../../names/deprecated-directive/rule.ts';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { mended, places } from '../../../test/support/mended.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

function around(kind: string, content: string): string {
  return `<${kind}>\n${content}</${kind.split(' ')[0] ?? ''}>\n`;
}

const SIGNED = domain('*', 'dkim-sign yes');

describe('weak-dkim', () => {
  it.each(['rsa-sha1', 'RSA-SHA1', '"rsa-sha1"'])('finds the algorithm %s', (value) => {
    expect(places(domain('*', 'dkim-sign yes', `DKIM-Algorithm ${value}`), rule)).toEqual([
      '3 DKIM-Algorithm',
    ]);
  });

  it.each(['rsa-sha256', '{{ algorithm }}', '""'])('says nothing of the algorithm %s', (value) => {
    expect(places(domain('*', 'dkim-sign yes', `dkim-algorithm ${value}`), rule)).toEqual([]);
  });

  it('finds what VMTAs and pools say', () => {
    const weak = domain('gmail.com', 'dkim-sign yes', 'dkim-add-body-limit true');
    expect(places(around('virtual-mta a', weak), rule)).toEqual(['4 dkim-add-body-limit']);
    expect(places(around('virtual-mta-pool p', weak), rule)).toEqual(['4 dkim-add-body-limit']);
  });

  it('counts the line that holds', () => {
    expect(places(domain('*', 'dkim-algorithm rsa-sha1', 'dkim-algorithm rsa-sha256'), rule)).toEqual([]);
    expect(places(domain('*', 'dkim-algorithm rsa-sha256', 'dkim-algorithm rsa-sha1'), rule)).toEqual([
      '3 dkim-algorithm',
    ]);
  });

  it('is silent where nothing is signed, and only there', () => {
    const weak = domain('*', 'dkim-algorithm rsa-sha1');
    expect(places(mainWith(weak), rule)).toEqual([]);
    expect(places(mainWith(weak + domain('gmail.com', 'dkim-sign no')), rule)).toEqual([]);
    expect(places(mainWith(weak + domain('gmail.com', 'dkim-sign yes')), rule)).toHaveLength(1);
    expect(
      places(mainWith(weak + domain('gmail.com', 'dkim-sign if-x-dkim-options-present')), rule),
    ).toHaveLength(1);
    // A part of a configuration may be signed by what stands elsewhere.
    expect(places(weak, rule)).toHaveLength(1);
    expect(places(mainWith(`include missing\n${weak}`), rule)).toHaveLength(1);
  });

  it('says nothing of a domain that is not signed, unless a VMTA may sign for it', () => {
    const off = domain('example.com', 'dkim-sign no', 'dkim-algorithm rsa-sha1');
    expect(places(mainWith(SIGNED + off), rule)).toEqual([]);
    expect(places(mainWith(SIGNED + off + around('virtual-mta a', SIGNED)), rule)).toHaveLength(1);
  });

  it('goes for the second signature by its own switch', () => {
    const weak = domain('*', 'second-dkim-algorithm rsa-sha1', 'second-dkim-add-body-limit yes');
    expect(places(mainWith(SIGNED + weak), rule)).toEqual([]);
    expect(places(mainWith(domain('*', 'second-dkim-sign yes') + weak), rule)).toHaveLength(2);
  });

  it('reports a line that many blocks include once, and mends it there', () => {
    const block = (name: string): string => domain(name, 'include signing');
    const texts = {
      config: mainWith(SIGNED + block('gmail.com') + block('yahoo.com')),
      signing: 'dkim-algorithm rsa-sha1\r\n',
    };
    expect(places(texts, rule)).toEqual(['signing:1 dkim-algorithm']);
    expect(lintTexts(texts, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
    expect(mended(texts, rule)).toEqual({ ...texts, signing: 'dkim-algorithm rsa-sha256\r\n' });
  });

  it('strengthens what it reported, repeats too, and loosens nothing', () => {
    const text = mainWith(
      domain(
        '*',
        'dkim-sign yes',
        'dkim-algorithm rsa-sha1',
        'dkim-algorithm rsa-sha1',
        'dkim-add-body-limit yes # l=',
      ),
    );
    const { text: after, left, passes } = fixed(text, [rule]);
    expect({ left, passes }).toEqual({ left: [], passes: 1 });
    expect(after).not.toContain('rsa-sha1');
    expect(after).toContain('dkim-add-body-limit no # l=');
    expect(loosened(text, after, ['gmail.com', 'example.com'])).toEqual([]);
  });
});

describe('DomainKeys', () => {
  it('speaks for a line that signs, and leaves one that does not to the rule about old names', () => {
    const rules = (text: string): string[] =>
      lintTexts(text, [rule, deprecated]).findings.map((finding) => finding.rule);
    expect(rules(domain('*', 'dk-sign yes'))).toEqual(['weak-dkim']);
    expect(rules(domain('*', 'dk-sign no'))).toEqual(['deprecated-directive']);
  });

  it('goes where DKIM is settled, by the block itself or from elsewhere', () => {
    for (const value of ['yes', 'no'])
      expect(mended(domain('*', 'dk-sign yes', `dkim-sign ${value}`), rule).config).toBe(
        domain('*', `dkim-sign ${value}`),
      );
    expect(mended(SIGNED + domain('gmail.com', 'dk-sign yes'), rule).config).toBe(
      `${SIGNED}<domain gmail.com>\n</domain>\n`,
    );
  });

  it('becomes DKIM elsewhere, once', () => {
    const once = domain('gmail.com', 'dkim-sign yes # old');
    expect(mended(domain('gmail.com', 'dk-sign yes # old'), rule).config).toBe(once);
    expect(mended(domain('gmail.com', 'dk-sign yes', 'dk-sign yes # old'), rule).config).toBe(once);
    expect(mended(once, rule).config).toBe(once);
  });

  it('is never left without being asked', () => {
    const text = domain('*', 'dk-sign yes');
    expect(fixed(text, [rule]).text).toBe(text);
  });
});
