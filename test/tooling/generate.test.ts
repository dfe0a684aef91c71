import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const { generateConfiguration } = (await import(pathToFileURL(join(ROOT, 'bench/generate.mjs')).href)) as {
  generateConfiguration: (options: { lines: number; seed?: number }) => string;
};

describe('the generated configuration', () => {
  it.each([80, 300, 2_500])('has the %i requested lines, and closes its sections', (lines) => {
    const text = generateConfiguration({ lines });
    expect(text.endsWith('\n')).toBe(true);
    expect(text.split('\n').length - 1).toBe(lines);
    const open: string[] = [];
    for (const [, slash, name] of text.matchAll(/^\s*<(\/?)([a-z-]+)/gm)) {
      if (slash === '') open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('is the same for one seed, and another for another', () => {
    const one = generateConfiguration({ lines: 1_000, seed: 7 });
    expect(generateConfiguration({ lines: 1_000, seed: 7 })).toBe(one);
    expect(generateConfiguration({ lines: 1_000, seed: 8 })).not.toBe(one);
  });

  it('contains what real ones do, in a mix', () => {
    const text = generateConfiguration({ lines: 5_000 });
    for (const part of [
      '<virtual-mta ',
      '<virtual-mta-pool ',
      '<smtp-pattern-list ',
      'domain-macro ',
      '# ',
      '<domain *>',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.match(/^<domain /gm)?.length).toBeGreaterThan(100);
  });

  it('refuses to be shorter than what every configuration has', () => {
    expect(() => generateConfiguration({ lines: 10 })).toThrow(RangeError);
  });
});
