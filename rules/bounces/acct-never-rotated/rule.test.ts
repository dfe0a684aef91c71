import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { places } from '../../../test/support/mended.ts';

function acct(path: string, ...lines: string[]): string {
  return [`<acct-file ${path}>`, ...lines.map((line) => `  ${line}`), '</acct-file>', ''].join('\n');
}

describe('acct-never-rotated', () => {
  it.each(['never', 'NEVER', '"never"', 'never # for ever'])('finds delete-after %s', (value) => {
    const text = acct('/var/log/pmta/t.csv', `Delete-After ${value}`);
    expect(places(text, rule)).toEqual(['2 Delete-After']);
    expect(places(mainWith(text), rule)).toHaveLength(1);
    expect(places(mainWith(`include missing\n${text}`), rule)).toHaveLength(1);
  });

  it('counts the line that holds', () => {
    expect(places(acct('a.csv', 'delete-after never', 'delete-after 8d'), rule)).toEqual([]);
    expect(places(acct('a.csv', 'delete-after 8d', 'delete-after never'), rule)).toEqual(['3 delete-after']);
  });

  it('knows that move-interval and max-size delete nothing', () => {
    expect(
      places(acct('a.csv', 'move-interval 5m', 'max-size 50M', 'delete-after never'), rule),
    ).toHaveLength(1);
  });

  it('takes the sections of one file together', () => {
    const text = acct('a.csv', 'delete-after never') + acct('a.csv', 'move-to /srv/acct');
    expect(places(text, rule)).toEqual([]);
  });

  it('finds it in an included file, once', () => {
    const texts = { config: mainWith('include acct\n'), acct: acct('a.csv', 'delete-after never') };
    expect(places(texts, rule)).toEqual(['acct:2 delete-after']);
  });

  it.each([
    ['a device', acct('/dev/stdout', 'delete-after never')],
    ['what is moved', acct('a.csv', 'delete-after never', 'move-to /srv/acct')],
    ['a program', acct('|/bin/acct', 'delete-after never')],
    ['a program whose bar was left out', acct('"/bin/acct -x"', 'delete-after never')],
    ['a web service', acct('a.json', 'delete-after never', 'http-webhook-url https://example.com/')],
    ['a slip in move-to', acct('a.csv', 'delete-after never', 'moveto /srv/acct')],
    ['a line that is filled in', acct('a.csv', 'delete-after never', '{{ move }}')],
    ['a value that is filled in', acct('a.csv', 'delete-after {{ days }}')],
    ['a number of days', acct('a.csv', 'delete-after 3650d')],
    ['the default', acct('a.csv')],
    ['a misplaced line', '<domain *>\n  delete-after never\n</domain>\n'],
  ])('is silent about %s', (_, text) => {
    expect(places(text, rule)).toEqual([]);
  });
});
