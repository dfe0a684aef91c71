import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function acct(path: string, ...lines: string[]): string {
  return [`<acct-file ${path}>`, ...lines.map((line) => `  ${line}`), '</acct-file>', ''].join('\n');
}

describe('acct-pipe-only', () => {
  it('finds a program beside which nothing is kept', () => {
    expect(places(MAIN + acct('|/bin/a'), rule)).toEqual(['4 <acct-file |/bin/a>']);
    expect(places(MAIN + acct('"|/bin/a -x"', 'records b') + acct('a.csv', 'records d'), rule)).toEqual([
      '4 <acct-file "|/bin/a -x">',
    ]);
    expect(places(MAIN + acct('|/bin/a', 'records d') + acct('|/bin/b', 'records d'), rule)).toHaveLength(2);
  });

  it('is an info', () => {
    expect(lintTexts(MAIN + acct('|/bin/a'), [rule]).findings[0]?.severity).toBe('info');
  });

  it.each([
    ['a file beside it', acct('|/bin/a', 'records bounce') + acct('a.csv')],
    ['a file for a part of the records', acct('|/bin/a', 'records d,t') + acct('a.csv', 'records d')],
    ['a file in which anything may be', acct('|/bin/a', 'records t') + acct('a.csv', 'records {{ types }}')],
    ['what may be a program or a file', acct('|/bin/a') + acct('"/bin/b -x"')],
    [
      'a web service that keeps a file',
      acct('|/bin/a') + acct('a.json', 'http-webhook-url https://a.example/'),
    ],
    ['records that are filled in', acct('|/bin/a', 'records {{ types }}')],
    ['files only', acct('a.csv')],
  ])('is silent about %s', (_, text) => {
    expect(places(MAIN + text, rule)).toEqual([]);
  });

  it('is silent in a part of a configuration', () => {
    expect(places(acct('|/bin/a'), rule)).toEqual([]);
    expect(places(`${MAIN}include missing\n${acct('|/bin/a')}`, rule)).toEqual([]);
    expect(places({ config: `${MAIN}include acct\n${acct('|/bin/a')}`, acct: acct('a.csv') }, rule)).toEqual(
      [],
    );
  });
});
