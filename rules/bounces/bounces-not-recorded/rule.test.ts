import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';
import { mended } from '../../../test/support/mended.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function acct(path: string, ...lines: string[]): string {
  return [`<acct-file ${path}>`, ...lines.map((line) => `  ${line}`), '</acct-file>', ''].join('\n');
}

function severities(texts: Texts | string): string[] {
  return lintTexts(texts, [rule]).findings.map(({ severity, start }) => `${severity} ${start}`);
}

describe('bounces-not-recorded', () => {
  it('stands at the first line of the main configuration', () => {
    expect(severities(MAIN)).toEqual(['warning 0']);
    expect(severities({ config: `${MAIN}include acct\n`, acct: acct('a.csv', 'records d') })).toEqual([
      'warning 0',
    ]);
  });

  it.each(['d', 'd,t', 'delivery', 'rb', 'f, rb'])('finds that %s is without bounces', (records) => {
    expect(severities(MAIN + acct('a.csv', `records ${records}`))).toContain('warning 0');
  });

  it.each(['b,t', 'd, BOUNCE, transient', 'bounce,tq', '"b,f"', 'b\n  records t'])(
    'is content with %s',
    (records) => {
      expect(severities(MAIN + acct('a.csv', `records ${records}`))).toEqual([]);
    },
  );

  it('takes programs, web services and included files for what they are', () => {
    expect(severities(MAIN + acct('|/bin/acct', 'records b,t'))).toEqual([]);
    expect(severities(MAIN + acct('a.json', 'records b,t', 'http-webhook-url https://example.com/'))).toEqual(
      [],
    );
    expect(severities({ config: `${MAIN}include acct\n`, acct: acct('a.csv', 'records b,f') })).toEqual([]);
  });

  it('misses deferrals and complaints in strict only', () => {
    const text = MAIN + acct('a.csv');
    expect(severities(text)).toEqual(['info 0']);
    expect(lintTexts(text, [rule], { preset: 'recommended' }).findings).toEqual([]);
    for (const type of ['t', 'tq', 'f'])
      expect(severities(text + acct('b.csv', `records ${type}`))).toEqual([]);
  });

  it.each([
    ['a fragment', 'host-name a.example.com\n'],
    ['an unread include', `${MAIN}include missing\n`],
    ['a template', `${MAIN}{{ accounting }}\n`],
    ['a template in a file', MAIN + acct('a.csv', '{{ records }}')],
    ['records that are filled in', MAIN + acct('a.csv', 'records {{ types }}')],
    ['records that cannot be read', MAIN + acct('a.csv', 'records d, bouncd')],
    ['a slip in the tag', `${MAIN}<acct-fil a.csv>\n</acct-fil>\n`],
    ['an invented name', `${MAIN}bounce-log /var/log/pmta/bounces.log\n`],
    ['events that a service gets', `${MAIN}<signals>\n  api-key 0123456789\n</signals>\n`],
  ])('is silent about %s', (_, text) => {
    expect(severities(text)).toEqual([]);
  });

  it('counts what config-defaults record', () => {
    expect(severities({ config: MAIN, 'config-defaults': acct('a.csv', 'records d,b,t') })).toEqual([]);
  });

  it('adds what is missing beside what is there, in the folder of the log, and then is content', () => {
    const log = MAIN.replace('/var/log/pmta/log', '/srv/pmta/log');
    const first = mended(log + acct('/srv/pmta/acct.csv', 'records f'), rule).config ?? '';
    expect(first).toContain('<acct-file /srv/pmta/acct-2.csv>\n  records d,b\n');
    expect(severities(first)).toEqual([]);
    const second = mended(log + acct('/srv/pmta/acct.csv', 'records d'), rule).config ?? '';
    expect(second).toContain('<acct-file /srv/pmta/bounces.csv>\n  records b\n');
    expect(second).toMatch(/record-fields b .*bounceCat/);
    const third = mended(second, rule).config ?? '';
    expect(third).toContain('<acct-file /srv/pmta/deferrals.csv>\n  records t,tq\n');
    expect(mended(third, rule).config).toBe(third);
  });

  it('writes paths of Windows, with blanks and with its line ends', () => {
    const text = 'log-file "c:\\my logs\\pmta.log"\r\n<spool c:\\spool>\r\n</spool>\r\n';
    const { config = '' } = mended(text, rule);
    expect(config.startsWith(text)).toBe(true);
    expect(config).toContain('<acct-file "c:\\my logs\\acct.csv">\r\n');
    expect(config.replaceAll('\r\n', '')).not.toContain('\n');
    expect(severities(config)).toEqual(['info 0']);
  });

  it('writes nothing that another rule speaks of, and nothing without being asked', () => {
    const ofFile = (text: string): string[] =>
      lintTexts(text, rules, { preset: 'recommended' }).findings.flatMap(({ rule: id, message }) =>
        /acct|record|account/i.test(message) ? [id] : [],
      );
    expect(ofFile(MAIN)).toEqual(['bounces-not-recorded']);
    expect(ofFile(mended(MAIN, rule).config ?? '')).toEqual([]);
    expect(fixed(MAIN, [rule]).text).toBe(MAIN);
  });
});
