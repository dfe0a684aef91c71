import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

/** `severity text` of each finding, where the text is what it stands at. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, end, severity }) => {
    const text = model.files.find((file) => file.path === path)?.text.slice(start, end);
    return `${severity} ${text ?? ''}`;
  });
}

describe('bounce-after-out-of-range', () => {
  it.each(['11h59m', '1h', '7d1s', '40d12h'])('finds %s', (value) => {
    expect(found(domain('*', `bounce-after ${value}`))).toEqual(['warning bounce-after']);
  });

  it.each(['12h', '7d', '1w', '4d12h', 'never', '5', '{{ days }}'])('says nothing of %s', (value) => {
    expect(found(domain('*', `bounce-after ${value}`))).toEqual([]);
  });

  it.each(['type file', 'type discard', 'queue-to other.queue'])('says nothing beside %s', (line) => {
    expect(found(domain('a.example', 'bounce-after 30d', line))).toEqual([]);
    expect(found(mainWith(domain('*', line) + domain('a.example', 'bounce-after 30d')))).toEqual([]);
  });

  it('lets mail for address literals end soon', () => {
    expect(found(domain('[0/0]', 'bounce-after 1h'))).toEqual([]);
    expect(found(domain('[0/0]', 'bounce-after 30d'))).toEqual(['warning bounce-after']);
    expect(found(domain('[*.]a.example', 'bounce-after 1h'))).toEqual(['warning bounce-after']);
  });

  it('is an error where the first retry comes later', () => {
    expect(found(domain('*', 'bounce-after 12h', 'retry-after 13h,1h'))).toEqual(['error bounce-after']);
    expect(found(domain('*', 'bounce-after 12h', 'retry-after 12h'))).toEqual([]);
    expect(found(domain('*', 'bounce-after 12h', 'retry-after 1h,13h'))).toEqual([]);
  });

  it('finds a first retry that another block sets', () => {
    const text = domain('*', 'bounce-after 1d') + domain('a.example', 'retry-after 2d');
    expect(found(text)).toEqual(['error bounce-after']);
    expect(found(domain('*', 'retry-after 2d') + domain('a.example', 'bounce-after 1d'))).toEqual([
      'error bounce-after',
    ]);
  });

  it('lets defaults count in a whole configuration only', () => {
    const early = domain('*', 'bounce-after 5m');
    expect(found(mainWith(early))).toEqual(['error bounce-after']);
    expect(found(early)).toEqual(['warning bounce-after']);
    const late = domain('*', 'retry-after 5d');
    expect(found(mainWith(late))).toEqual(['error <domain *>']);
    expect(found(late)).toEqual([]);
    expect(found(mainWith(`${late}include missing\n`))).toEqual([]);
  });

  it('says once what one line does in many blocks', () => {
    const blocks = ['a', 'b', 'c'].map((name) => domain(`${name}.example`, 'retry-after 2d')).join('');
    const { findings } = lintTexts(domain('*', 'bounce-after 1d') + blocks, [rule]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('of <domain a.example> and 2 more blocks');
  });

  it('says once what one default does to a block', () => {
    const vmta = `<virtual-mta v>\n${domain('*', 'retry-after 5d')}</virtual-mta>\n`;
    expect(found(mainWith(domain('*', 'retry-after 5d') + vmta))).toEqual([
      'error <domain *>',
      'error <domain *>',
    ]);
  });

  it('takes its range from the options', () => {
    const choice = { options: { min: '1h', max: '2d' } };
    const settings = settingsFor({
      preset: 'strict',
      rules: new Map([['bounce-after-out-of-range', choice]]),
    });
    const text = domain('a.example', 'bounce-after 2h') + domain('b.example', 'bounce-after 3d');
    const { findings } = lintTexts(text, [rule], settings);
    expect(findings.map(({ message }) => message.slice(0, 45))).toEqual([
      "'bounce-after 3d' keeps on for more than 2d; ",
    ]);
  });
});
