import { describe, expect, it } from 'vitest';
import { rule as duplicateDirective } from '../duplicate-directive/rule.ts';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

describe('duplicate-section', () => {
  it.each([
    '<domain a.com>\nmax-smtp-out 1\n</domain>\n<domain A.com.>\nmax-smtp-out 2\n</domain>',
    '<domain $a>\nmax-smtp-out 1\n</domain>\n<domain $a>\nmax-smtp-out 2\n</domain>',
    '<domain bücher.de>\nmax-smtp-out 1\n</domain>\n<domain xn--bcher-kva.de>\nmax-smtp-out 2\n</domain>',
    '<source 0/0>\n</source>\n<source 0.0.0.0/0>\n</source>',
    '<virtual-mta v>\n</virtual-mta>\n<virtual-mta "v">\n</virtual-mta>',
    '<acct-file |/bin/x -a>\n</acct-file>\n<acct-file "|/bin/x -a">\n</acct-file>',
    '<bounce-processor>\n</bounce-processor>\n<bounce-processor>\n</bounce-processor>',
    '<bounce-processor>\n<address-list>\n</address-list>\n<address-list>\n</address-list>\n</bounce-processor>',
    '<source <%= @ip %>>\nsmtp-service yes\n</source>\n<source  <%= @ip %>>\n</source>',
    '<vault>\n</vault>\n<vault>\n</vault>',
  ])('reports %j as a warning', (text) => {
    expect(findingsIn(`${text}\n`)).toMatchObject([{ severity: 'warning', fix: null }]);
  });

  it.each([
    '<domain $a>\n</domain>\n<domain $A>\n</domain>',
    '<domain a.com>\n</domain>\n<domain *.a.com>\n</domain>\n<domain [*.]a.com>\n</domain>',
    '<acct-file /a>\n</acct-file>\n<acct-file /A>\n</acct-file>',
    '<smtp-user a>\n</smtp-user>\n<smtp-user A>\n</smtp-user>',
    '<bounce-category-patterns>\n</bounce-category-patterns>\n<bounce-category-patterns>\n</bounce-category-patterns>',
    '<virtual-mta v>\n<domain *>\n</domain>\n</virtual-mta>\n<virtual-mta w>\n<domain *>\n</domain>\n</virtual-mta>',
    '<virtual-mta>\n</virtual-mta>\n<virtual-mta>\n</virtual-mta>',
    '<vitrual-mta v>\n</vitrual-mta>\n<vitrual-mta v>\n</vitrual-mta>',
    '{% if a %}\n<domain a.com>\n</domain>\n{% else %}\n<domain a.com>\n</domain>\n{% endif %}',
  ])('says nothing of %j', (text) => {
    expect(findingsIn(`${text}\n`)).toEqual([]);
  });

  it('is a hint where <domain> sections add to each other, or a placeholder may be filled in differently', () => {
    const joined = findingsIn(
      '<domain *>\nmax-smtp-out 5\n</domain>\n<domain *>\ndkim-sign yes\n</domain>\n',
    );
    expect(joined).toMatchObject([{ severity: 'info' }]);
    const toFill =
      '<domain SOME_DOMAIN>\nmax-smtp-out 5\n</domain>\n<domain SOME_DOMAIN>\nmax-smtp-out 6\n</domain>\n';
    expect(findingsIn(toFill)).toMatchObject([{ severity: 'info' }]);
  });

  it('stands at the later tag and points at the first one and at the lines that it contradicts', () => {
    const text = '<domain a.com>\nretry-after 5m\n</domain>\n<domain a.com>\nretry-after 9m\n</domain>\n';
    const [finding] = findingsIn(text);
    expect(text.slice(finding?.start, finding?.end)).toBe('<domain a.com>');
    expect(finding?.start).toBeGreaterThan(0);
    expect(finding?.related.map(({ start, end }) => text.slice(start, end))).toEqual([
      '<domain a.com>',
      'retry-after',
    ]);
    expect(finding?.related[0]?.start).toBe(0);
  });

  it('compares each section with what held before it', () => {
    const block = (rate: string): string => `<domain a.com>\nmax-msg-rate ${rate}\n</domain>\n`;
    const findings = findingsIn(block('1/h') + block('2/h') + block('120/m'));
    expect(
      findings.map(({ message }) => /'max-msg-rate' is (\S+) here and was (\S+)/.exec(message)?.slice(1)),
    ).toEqual([
      ["'2/h'", "'1/h'"],
      ["'120/m'", "'2/h'"],
    ]);
  });

  it('takes an old name for the name of today, and equal values for equal', () => {
    const text =
      '<domain a.com>\nmax-msg-per-hour 100\nretry-after 60m\n</domain>\n<domain a.com>\nmax-msg-rate 200/h\nretry-after 1h\n</domain>\n';
    const [finding] = findingsIn(text);
    expect(finding?.message).toContain("'max-msg-rate' is '200/h' here and was '100' before;");
    expect(finding?.message).not.toContain('retry-after');
  });

  it('never shows a secret', () => {
    const text =
      '<smtp-user u>\npassword first-one\n</smtp-user>\n<smtp-user u>\npassword second-one\n</smtp-user>\n';
    const [finding] = findingsIn(text);
    expect(finding?.message).toContain("'password' is set to another value than before");
    expect(JSON.stringify(finding)).not.toMatch(/first-one|second-one/);
  });

  it('leaves lists that may hold many lines alone', () => {
    const text =
      '<virtual-mta v>\nsmtp-source-host 192.0.2.1 a\n</virtual-mta>\n<virtual-mta v>\nsmtp-source-host 192.0.2.2 b\n</virtual-mta>\n';
    expect(findingsIn(text)[0]?.message).toContain('not documented');
  });

  it('sees sections of included files, but not a file that is included twice', () => {
    const config = 'include a.conf\n<domain a.com>\nmax-smtp-out 9\n</domain>\n';
    const included = '<domain a.com>\nmax-smtp-out 5\n</domain>\n';
    expect(findingsIn({ config, 'a.conf': included })).toMatchObject([
      { path: '/etc/pmta/config', severity: 'warning' },
    ]);
    expect(findingsIn({ config: 'include a.conf\ninclude a.conf\n', 'a.conf': included })).toEqual([]);
  });

  it('leaves the shipped defaults alone', () => {
    const defaults = '<domain *>\nmax-smtp-out 5\n</domain>\n<domain *>\nmax-smtp-out 6\n</domain>\n';
    const config = '<domain *>\nmax-smtp-out 9\n</domain>\n';
    const main = `log-file /l\n<spool /s>\n</spool>\n${config}`;
    expect(findingsIn({ config: main, 'config-defaults': defaults })).toEqual([]);
  });

  it('speaks alone: nothing is said of the directives one by one', () => {
    const text = '<domain a.com>\nmax-smtp-out 1\n</domain>\n<domain a.com>\nmax-smtp-out 2\n</domain>\n';
    expect(lintTexts(text, [rule, duplicateDirective]).findings).toHaveLength(1);
  });

  it('can be told which sections may be repeated', () => {
    const text = '<domain a.com>\nmax-smtp-out 1\n</domain>\n<domain a.com>\nmax-smtp-out 2\n</domain>\n';
    const settings = settingsFor({
      preset: 'strict',
      rules: new Map([['duplicate-section', { options: { ignore: ['domain'] } }]]),
    });
    expect(lintTexts(text, [rule], settings).findings).toEqual([]);
  });
});
