import { describe, expect, it } from 'vitest';
import { rule as withoutKey } from '../dkim-without-key/rule.ts';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

const KEY = 'domain-key k1,example.com,/etc/pmta/k1.pem\n';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

function vmta(name: string, ...content: string[]): string {
  return [`<virtual-mta ${name}>`, ...content, '</virtual-mta>', ''].join('\n');
}

/** What findings stand at, and whether there is a fix. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, end, fix }) => {
    const text = model.files.find((file) => file.path === path)?.text.slice(start, end);
    return `${text ?? ''}${fix === null ? '' : ', fix'}`;
  });
}

describe('dkim-not-signed', () => {
  it('finds the default at the tag, and a no at its line', () => {
    expect(found(mainWith(KEY + domain('*', 'max-smtp-out 20')))).toEqual(['<domain *>, fix']);
    expect(found(mainWith(KEY + domain('*', 'dkim-sign no')))).toEqual(['dkim-sign, fix']);
  });

  it('stands at the first line where no block applies, without a fix', () => {
    expect(found(mainWith(KEY))).toEqual(['log-file /var/log/pmta/log']);
  });

  it.each(['yes', 'true', 'if-x-dkim-options-present', 'maybe', '{{ sign }}'])(
    'says nothing of %s',
    (value) => {
      expect(found(mainWith(KEY + domain('*', `dkim-sign ${value}`)))).toEqual([]);
    },
  );

  it('asks only for the three providers', () => {
    const signed = KEY + domain('*', 'dkim-sign yes');
    expect(found(mainWith(signed + domain('orange.fr', 'dkim-sign no')))).toEqual([]);
    expect(found(mainWith(signed + domain('a.example', 'dkim-sign no')))).toEqual([]);
    expect(found(mainWith(signed + domain('hotmail.com', 'dkim-sign no')))).toEqual(['dkim-sign, fix']);
  });

  it('looks at the queue behind queue-to', () => {
    const target = (...lines: string[]): string =>
      mainWith(
        KEY +
          domain('*', 'dkim-sign yes') +
          domain('gmail.com', 'queue-to g.queue', 'dkim-sign no') +
          domain('g.queue', 'smtp-hosts lookup-mx:gmail.com', ...lines),
      );
    expect(found(target())).toEqual([]);
    expect(found(target('dkim-sign no'))).toEqual(['dkim-sign, fix']);
  });

  it('says nothing of mail that goes to a relay', () => {
    expect(found(mainWith(KEY + domain('*', 'smtp-hosts relay.example.com')))).toEqual([]);
  });

  it('offers no fix without a key for all mail of the block', () => {
    const [first, second] = [vmta('a', KEY.trim()), vmta('b')];
    const block = domain('*', 'max-smtp-out 20');
    expect(found(mainWith(block))).toEqual(['<domain *>']);
    expect(found(mainWith(block + first + second))).toEqual(['<domain *>']);
    const inside = vmta('a', KEY.trim(), block.trim());
    expect(found(mainWith(domain('*', 'dkim-sign yes') + inside + second))).toEqual([]);
    const off = vmta('a', KEY.trim(), domain('*', 'dkim-sign no').trim());
    expect(found(mainWith(domain('*', 'dkim-sign yes') + off + second))).toEqual(['dkim-sign, fix']);
  });

  it('says that only some VMTAs have a key', () => {
    const text = mainWith(domain('*', 'max-smtp-out 20') + vmta('a', KEY.trim()) + vmta('b'));
    expect(lintTexts(text, [rule]).findings[0]?.message).toMatch(
      /a domain-key is there, though not for every VMTA/,
    );
  });

  it('is silent about a part of a configuration', () => {
    expect(found(KEY + domain('*', 'dkim-sign no'))).toEqual([]);
    expect(found(mainWith(`${KEY}include missing\n${domain('*', 'dkim-sign no')}`))).toEqual([]);
  });

  it('reports a line that many VMTAs include once', () => {
    const one = (name: string): string => vmta(name, '<domain *>', 'include common', '</domain>');
    const texts = {
      config: mainWith(KEY + domain('*', 'dkim-sign yes') + one('a') + one('b')),
      common: 'dkim-sign no\n',
    };
    expect(found(texts)).toHaveLength(1);
  });

  it('signs what it reported, and nothing that has no key', () => {
    const text = mainWith(
      KEY + domain('*', 'max-smtp-out 20') + domain('gmail.com', 'dkim-sign no', 'dkim-sign no'),
    );
    const { text: after, left } = fixed(text, [rule, withoutKey]);
    expect(left).toEqual([]);
    expect(after).not.toContain('dkim-sign no');
    expect(loosened(text, after, ['gmail.com', 'yahoo.com'])).toEqual([]);
  });
});
