import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mended, places } from '../../../test/support/mended.ts';

const spool = (...lines: string[]): string =>
  ['<spool /var/spool/pmta>', ...lines.map((line) => `    ${line}`), '</spool>', ''].join('\n');

const TAG = '<spool /var/spool/pmta>';

describe('spool-without-reserve', () => {
  it.each([
    [spool(), [`1 ${TAG}`]],
    [spool('delete-file-holders yes', 'deliver-only no', 'priority 2'), [`1 ${TAG}`]],
    [spool('min-free-space 1G'), []],
    [spool('MIN-FREE-SPACE 500m'), []],
    [spool('min-free-space 0'), ['2 min-free-space']],
    [spool('min-free-space "0M"'), ['2 min-free-space']],
    [spool('min-free-space 0', 'min-free-space 1G'), []],
    [spool('min-free-space 1G', 'min-free-space 0'), ['3 min-free-space']],
    [spool('#min-free-space 1G'), [`1 ${TAG}`]],
    [spool('min-free-space {{ reserve }}'), []],
    [spool('min-free-space'), []],
    [spool('min-free-spce 1G'), []],
    [spool('deliver-only yes'), []],
    [spool('{{ more }}'), []],
    [spool('include /etc/pmta/spool.conf'), []],
    ['<spool /var/spool/pmta>\n', []],
    [spool() + spool('min-free-space 1G'), []],
    [
      spool() + spool('min-free-space 1G').replace('/pmta', '/two') + spool().replace('/pmta', '/3'),
      [`1 ${TAG}`, '6 <spool /var/spool/3>'],
    ],
  ])('%j: %j', (text, expected) => {
    expect(places(text, rule)).toEqual(expected);
    expect(places(text.replaceAll('\n', '\r\n'), rule)).toEqual(expected);
  });

  it('is content with the line of earlier releases, which is for all spools', () => {
    expect(places(`spool-min-free-space 1000\n${spool()}`, rule)).toEqual([]);
    expect(places(`spool-min-free-space {{ mb }}\n${spool()}`, rule)).toEqual([]);
    expect(places(`spool-min-free-space 0\n${spool()}`, rule)).toEqual([`2 ${TAG}`]);
    expect(places({ config: `${spool()}include old\n`, old: 'spool-min-free-space 9\n' }, rule)).toEqual([]);
  });

  it('finds a spool on one line, if all of the configuration is there', () => {
    const old = 'log-file /var/log/pmta/log\nspool /var/spool/pmta\n';
    expect(places(old, rule)).toEqual(['2 spool']);
    expect(places(`${old}include missing\n`, rule)).toEqual([]);
    expect(places(`${old}<%= more %>\n`, rule)).toEqual([]);
    expect(places('spool /var/spool/pmta\n', rule)).toEqual([]);
    expect(places(`${old}spool /two\n`, rule)).toEqual(['2 spool']);
    expect(places(`${old}${spool().replace('/pmta', '/two')}`, rule)).toEqual([
      '2 spool',
      '3 <spool /var/spool/two>',
    ]);
    expect(places(`${old}spool-min-free-space 1000\n`, rule)).toEqual([]);
    expect(lintTexts(old, [rule]).findings[0]?.fix).toBeNull();
  });

  it('leaves the defaults alone that ship with PowerMTA', () => {
    expect(places({ config: 'log-file /l\n', 'config-defaults': spool() }, rule)).toEqual([]);
  });

  it('is an info with an unsafe fix that ends it, in the habits of the file', () => {
    const text = '<spool /s>\n\tpriority 2\n</spool>\n<spool /t>\n</spool>\n';
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ severity, fix }) => [severity, fix?.safety])).toEqual([
      ['info', 'unsafe'],
      ['info', 'unsafe'],
    ]);
    const after = mended(text, rule).config ?? '';
    expect(after).toBe(
      '<spool /s>\n\tpriority 2\n\tmin-free-space 1G\n</spool>\n<spool /t>\n\tmin-free-space 1G\n</spool>\n',
    );
    expect(places(after, rule)).toEqual([]);
    expect(mended(spool('min-free-space 0   # for now'), rule).config).toBe(
      spool('min-free-space 1G   # for now'),
    );
  });
});
