import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { mended, places } from '../../../test/support/mended.ts';

const TEXT = [
  '<domain mistaken.example>',
  '    TODO the mistake',
  '</domain>',
  '<domain right.example>',
  '    TODO what comes close to it and works',
  '</domain>',
].join('\n');

describe('rule-id', () => {
  it('finds the mistake, and not what comes close to it', () => {
    expect(places(TEXT, rule)).toEqual(['2 TODO']);
  });

  it('mends it, and has nothing more to say then', () => {
    const { config = '' } = mended(TEXT, rule);
    expect(config).toBe(TEXT.replace('TODO the mistake', 'TODO what is right'));
    expect(places(config, rule)).toEqual([]);
  });
});
