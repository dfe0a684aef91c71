import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { places } from '../../../test/support/mended.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

const YES = 'bounce-upon-no-mx yes';

describe('bounce-upon-no-mx', () => {
  it.each(['yes', 'true', '"YES"'])('finds %s', (value) => {
    expect(places(domain('*', `Bounce-Upon-No-MX ${value}`), rule)).toEqual(['2 Bounce-Upon-No-MX']);
  });

  it.each(['no', 'false', 'never', '1d', '{{ bounce }}'])('says nothing of %s', (value) => {
    expect(places(domain('*', `bounce-upon-no-mx ${value}`), rule)).toEqual([]);
  });

  it('is an info, in strict only', () => {
    const found = (preset: 'recommended' | 'strict'): unknown[] =>
      lintTexts(domain('*', YES), [rule], { preset }).findings.map(({ severity }) => severity);
    expect(found('strict')).toEqual(['info']);
    expect(found('recommended')).toEqual([]);
  });

  it('reports the line that holds, once for all blocks that include it', () => {
    expect(places(domain('*', YES, YES), rule)).toEqual(['3 bounce-upon-no-mx']);
    const texts = {
      config: domain('a.example', 'include mx') + domain('b.example', 'include mx'),
      mx: `${YES}\n`,
    };
    expect(places(texts, rule)).toEqual(['mx:1 bounce-upon-no-mx']);
    expect(lintTexts(texts, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
  });

  it('holds in VMTAs, pools, fragments and partial configurations', () => {
    const block = domain('*', YES);
    expect(places(`<virtual-mta a>\n${block}</virtual-mta>\n`, rule)).toHaveLength(1);
    expect(places(`<virtual-mta-pool p>\n${block}</virtual-mta-pool>\n`, rule)).toHaveLength(1);
    expect(places(mainWith(`include missing\n${block}`), rule)).toHaveLength(1);
    expect(places(`${YES}\n`, rule, 'domain')).toEqual(['1 bounce-upon-no-mx']);
  });

  it.each(['smtp-hosts relay.example.com', 'route [192.0.2.1]', 'queue-to other.example', 'type discard'])(
    'says nothing beside %s, which leaves no MX record to ask for',
    (line) => {
      expect(places(domain('*', YES, line), rule)).toEqual([]);
      expect(places(mainWith(domain('*', line) + domain('example.com', YES)), rule)).toEqual([]);
    },
  );

  it('counts hosts that a block takes back', () => {
    const text = domain('*', 'smtp-hosts relay.example.com') + domain('example.com', 'smtp-hosts ""', YES);
    expect(places(mainWith(text), rule)).toHaveLength(1);
  });
});
