import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { places } from '../../../test/support/mended.ts';

describe('rule-id', () => {
  it('finds the mistake, and not what comes close to it', () => {
    const text = [
      '<domain mistaken.example>',
      '    TODO the mistake',
      '</domain>',
      '<domain right.example>',
      '    TODO what comes close to it and works',
      '</domain>',
    ].join('\n');
    expect(places(text, rule)).toEqual(['2 TODO']);
  });
});
