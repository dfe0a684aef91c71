import { describe, expect, it } from 'vitest';
import { placementOf } from '../../src/model/placement.ts';
import { modelOf } from '../support/lint-texts.ts';

describe('placementOf', () => {
  it('distinguishes sections that can be checked from others', () => {
    const model = modelOf(
      '<domain a>\n</domain>\n<limits>\n<domain b>\n</domain>\n</limits>\n<source 10/8>\n',
    );
    const placements = model.sections.map((section) => `${section.kind} ${placementOf(model, section)}`);
    expect(placements).toEqual(['domain sound', 'limits foreign', 'domain foreign', 'source unclosed']);
    expect(placementOf(model, model.root)).toBe('sound');
  });

  it('accepts any depth of nesting', () => {
    const depth = 20_000;
    const model = modelOf(`${'<pattern-list>\n'.repeat(depth)}${'</pattern-list>\n'.repeat(depth)}`);
    const innermost = model.sections.at(-1);
    expect(innermost === undefined ? null : placementOf(model, innermost)).toBe('sound');
  });
});
