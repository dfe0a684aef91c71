import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const spool = (path: string): string => `<spool ${path}>\n</spool>\n`;
const acct = (path: string): string => `<acct-file ${path}>\n</acct-file>\n`;

describe('shared-spool-directory', () => {
  it.each([
    ['/var/spool/pmta', '/var/spool/pmta/log'],
    ['/var/spool/pmta/', '/var/spool//pmta/log'],
    ['/var/spool/pmta', '/var/spool/pmta/./logs/new/log'],
    ['/var/log/pmta/spool', '/var/log/pmta/log'],
    ['/pmta', '/pmta/log'],
    ['C:\\pmta\\spool', 'c:\\PMTA\\spool\\log'],
    ['c:/pmta/spool', 'c:\\pmta\\spool\\logs\\log'],
    ['\\\\nas\\pmta\\spool', '\\\\nas\\pmta\\spool\\log'],
  ])('%s and the file %s share a directory', (directory, file) => {
    expect(places(`log-file ${file}\n${spool(directory)}`, rule)).toEqual(['1 log-file']);
    const tag = `<acct-file ${file}>`;
    expect(places(spool(directory) + acct(file), rule)).toEqual([`3 ${tag}`]);
  });

  it.each([
    ['/var/spool/pmta', '/var/log/pmta/log'],
    ['/var/spool/pmta', '/var/spool/pmta.log/log'],
    ['/var/spool/pmta', '/var/spool/pmta2/log'],
    ['/var/spool/pmta', '/log'],
    ['/var/spool/pmta', '/var/log'],
    ['/var/spool/PMTA', '/var/spool/pmta/log'],
    ['c:\\pmta\\spool', 'c:\\pmta\\log'],
    ['c:\\pmta\\spool', 'd:\\pmta\\spool\\log'],
    ['c:\\pmta\\spool', '/pmta/spool/log'],
    ['/var/spool/pmta', 'log'],
    ['spool', 'spool/log'],
    ['{{ data }}', '{{ data }}/log'],
    ['/var/spool/pmta', '/var/spool/pmta/../log/log'],
  ])('%s and the file %s do not', (directory, file) => {
    expect(places(`log-file ${file}\n${spool(directory)}`, rule)).toEqual([]);
    expect(places(spool(directory) + acct(file), rule)).toEqual([]);
  });

  it('finds what an included file and the old line say', () => {
    expect(places({ config: `spool /s/pmta\ninclude logs\n`, logs: 'log-file /s/pmta/l\n' }, rule)).toEqual([
      'logs:1 log-file',
    ]);
  });

  it('goes by the log that holds, and tells each accounting file once', () => {
    const two = spool('/a/b') + spool('/a/b/c');
    expect(places(`log-file /a/b/l\nlog-file /l/l/l\n${two}`, rule)).toEqual([]);
    expect(places(two + acct('/a/b/c/1.csv') + acct('/a/b/2.csv') + acct('/a/b/2.csv'), rule)).toEqual([
      '5 <acct-file /a/b/c/1.csv>',
      '7 <acct-file /a/b/2.csv>',
    ]);
  });

  it('reads quoted paths', () => {
    expect(places(`log-file "/a/my mail/log"\n${spool('"/a/my mail"')}`, rule)).toEqual(['1 log-file']);
    expect(places(spool('"/a/b"') + acct('"/a/b/acct.csv"'), rule)).toEqual([
      '3 <acct-file "/a/b/acct.csv">',
    ]);
  });

  it('does not mind programs', () => {
    expect(places(spool('/a/b') + acct('|/a/b/program') + acct('"/a/b/program -x"'), rule)).toEqual([]);
  });

  it('points at the spool', () => {
    const text = `log-file /a/b/l\n${spool('/a/b')}`;
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.severity).toBe('warning');
    expect(finding?.related.map(({ start, end }) => text.slice(start, end))).toEqual(['<spool /a/b>']);
  });

  it.each([
    ['/tmp', true],
    ['/tmp/pmta', true],
    ['/var/tmp/pmta', true],
    ['/tmp/../var/spool', false],
    ['/tmpfs/pmta', false],
    ['/data/tmp/pmta', false],
    ['c:\\tmp', false],
    ['{{ tmp }}', false],
  ])('a spool in %s: %s', (path, found) => {
    expect(places(spool(path), rule)).toEqual(found ? [`1 <spool ${path}>`] : []);
    expect(places(`spool ${path}\n`, rule)).toEqual(found ? ['1 spool'] : []);
  });

  it('is silent about any two directories of which neither holds the other', () => {
    const names = fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [spoolPath, folder] = [`/s/${one.join('/')}`, `/l/${other.join('/')}`];
        expect(places(`log-file ${folder}/log\n${spool(spoolPath)}`, rule)).toEqual([]);
        expect(places(`log-file ${spoolPath}${folder}/log\n${spool(spoolPath)}`, rule)).toEqual([
          '1 log-file',
        ]);
      }),
    );
  });
});
