import { describe, expect, it, test } from 'vitest';
import { readGlob } from '../../src/settings/globs.ts';

function matches(glob: string, path: string): boolean | undefined {
  return readGlob(glob)?.(path);
}

describe('a glob of a settings file', () => {
  it.each([
    ['*.conf', 'a.conf', true],
    ['*.conf', 'deep/down/a.conf', true],
    ['*.conf', 'a.cfg', false],
    ['conf.d/*.conf', 'conf.d/a.conf', true],
    ['conf.d/*.conf', 'x/conf.d/a.conf', false],
    ['conf.d/*.conf', 'conf.d/x/a.conf', false],
    ['conf.d/**/*.conf', 'conf.d/a.conf', true],
    ['conf.d/**/*.conf', 'conf.d/x/y/a.conf', true],
    ['vendor', 'vendor/a.conf', true],
    ['vendor', 'x/vendor/y/a.conf', true],
    ['vendor/', 'vendor/a.conf', true],
    ['./vendor', 'vendor/a.conf', true],
    ['vendor', 'vendors/a.conf', false],
    ['{isp,bulk}/*.conf', 'isp/a.conf', true],
    ['{isp,bulk}/*.conf', 'other/a.conf', false],
    ['config?', 'config1', true],
    ['**', 'anything/at/all', true],
    ['a[1].conf', 'a[1].conf', true],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  it.each(['', '/etc/pmta', '../other', 'a/../b', '!a', '{a', 'a}', '{a,{b,c}}'])(
    'is refused where it cannot be meant: %s',
    (glob) => {
      expect(readGlob(glob)).toBeUndefined();
    },
  );

  test('with very many alternatives is refused', () => {
    expect(readGlob('{a,b,c,d,e,f}{a,b,c,d,e,f}{a,b,c,d,e,f}')).toBeUndefined();
  });

  test('of many stars answers on a path of many parts', () => {
    const hostile = `${'**/a*a*a*a*/'.repeat(40)}b`;
    expect(matches(hostile, `${`${'a'.repeat(60)}/`.repeat(60)}c`)).toBe(false);
  });
});
