import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

/** What each finding says of its line: that the retry is `slow`, or `late` for the time that mail has. */
function found(texts: Texts | string): string[] {
  const { findings } = lintTexts(texts, [rule]);
  return findings.map(({ severity, message }) => {
    const late = /\('?bounce-after[^)]*\)(?<where>[^:]*)/.exec(message)?.groups?.where;
    return `${severity} ${late === undefined ? 'slow' : `late${late}`}`;
  });
}

describe('retry-too-slow', () => {
  it.each(['4h1s', '1d', '5h,10m', '"6h"'])('finds %s', (value) => {
    expect(found(domain('*', `retry-after ${value}`))).toEqual(['info slow']);
    expect(found(mainWith(domain('*', `RETRY-AFTER ${value}`)).replaceAll('\n', '\r\n'))).toEqual([
      'info slow',
    ]);
  });

  it.each(['4h', '10m', '10m,1d', '0', '300', 'never', '{{ retry }}', ''])('says nothing of %s', (value) => {
    expect(found(domain('*', `retry-after ${value}`))).toEqual([]);
  });

  it.each(['type pipe', 'queue-to b.queue'])('says nothing beside %s', (line) => {
    expect(found(domain('a.example', 'retry-after 1d', 'bounce-after 1d12h', line))).toEqual([]);
  });

  it('looks at the line that holds', () => {
    expect(found(domain('*', 'retry-after 1d', 'retry-after 10m'))).toEqual([]);
  });

  it('finds a retry that takes half of the time', () => {
    expect(found(domain('*', 'retry-after 1h', 'bounce-after 2h'))).toEqual(['info late']);
    expect(found(domain('*', 'retry-after 1h', 'bounce-after 2h1s'))).toEqual([]);
    expect(found(domain('*', 'retry-after 1h', 'bounce-after 1h'))).toEqual(['info late']);
    expect(found(domain('*', 'retry-after 1d', 'bounce-after 2d'))).toEqual(['info late']);
  });

  it('says for which blocks that is so', () => {
    const blocks = ['a', 'b', 'c'].map((name) => domain(`${name}.example`, 'bounce-after 2h')).join('');
    expect(found(domain('*', 'retry-after 1h', 'bounce-after 3d') + blocks)).toEqual([
      'info late of <domain a.example> and 2 more blocks',
    ]);
    expect(
      found(
        `<virtual-mta v>\n${domain('a.example', 'retry-after 2h')}</virtual-mta>\n${domain('*', 'bounce-after 3h')}`,
      ),
    ).toEqual(['info late']);
  });

  it('leaves mail that bounces before its first retry to another rule', () => {
    const text = domain('*', 'retry-after 12h', 'bounce-after 6h');
    expect(found(text)).toEqual([]);
    const settings = settingsFor({
      preset: 'strict',
      rules: new Map([['bounce-after-out-of-range', { level: 'off' }]]),
    });
    expect(lintTexts(text, [rule], settings).findings).toHaveLength(1);
    // In other queues the same line is slow only.
    expect(
      found(domain('*', 'retry-after 12h', 'bounce-after 5d') + domain('a.example', 'bounce-after 6h')),
    ).toEqual(['info slow']);
  });

  it('lets a default count in a whole configuration only', () => {
    const rules = new Map([['retry-too-slow', { options: { max: '10d' } }]]);
    const settings = settingsFor({ preset: 'strict', rules });
    const text = domain('*', 'retry-after 3d');
    expect(lintTexts(mainWith(text), [rule], settings).findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('(bounce-after, by default 4d12h): '),
    ]);
    expect(lintTexts(text, [rule], settings).findings).toEqual([]);
    expect(lintTexts(mainWith(`${text}include missing\n`), [rule], settings).findings).toEqual([]);
  });

  it('takes the longest time from its option, and counts the domains of a macro', () => {
    const rules = new Map([['retry-too-slow', { options: { max: '1h' } }]]);
    const text = `domain-macro a a.example, b.example\n${domain('$a', 'retry-after 2h')}`;
    const { findings } = lintTexts(text, [rule], settingsFor({ preset: 'strict', rules }));
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/after more than 1h; .*; it holds for 2 domains$/),
    ]);
  });
});
