import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\npostmaster p@example.com\n<spool /var/spool/pmta>\n</spool>\n';

function findingsIn(texts: Texts | string, isMain = false): readonly Finding[] {
  return lintTexts(texts, [rule], {}, isMain ? { isMain } : {}).findings;
}

function inMain(text: string): readonly Finding[] {
  return findingsIn(MAIN + text);
}

describe('missing-required', () => {
  it('asks for a log file, a spool and a postmaster at the first line of a main configuration', () => {
    const text = 'total-max-smtp-out 100\nhost-name mail.example.com\n';
    const findings = findingsIn(text, true);
    expect(findings.map(({ severity, start, end }) => [severity, start, end])).toEqual([
      ['error', 0, 22],
      ['error', 0, 22],
      ['warning', 0, 22],
    ]);
    expect(findings.map(({ message }) => /there is no <?([a-z-]+)/.exec(message)?.[1])).toEqual([
      'spool',
      'log-file',
      'postmaster',
    ]);
  });

  it.each([
    ['log-file in an included file', { config: 'include a.conf\n', 'a.conf': MAIN }],
    ['the old one-line spool', { config: 'log-file /l\npostmaster p@example.com\nspool /s\n' }],
    ['a slip of the pen', { config: 'logfile /l\npostmastre p@example.com\n<spol /s>\n</spol>\n' }],
    ['a name without value', { config: 'log-file\npostmaster\n<spool>\n</spool>\n' }],
    ['what a template fills in', { config: '<%= render "log" %>\nhost-name a\n' }],
    ['what another template fills in', { config: '{{ log }}\nhost-name a\n' }],
    ['an include that is not there', { config: 'include nowhere.conf\n' }],
  ])('counts %s', (_, texts) => {
    expect(findingsIn(texts, true)).toEqual([]);
  });

  it('counts what the shipped defaults set', () => {
    const texts = {
      config: 'log-file /l\n<spool /s>\n</spool>\n',
      'config-defaults': 'postmaster p@example.com\n',
    };
    expect(findingsIn(texts)).toEqual([]);
  });

  it('asks for the postmaster alone where a script puts lines in for a word', () => {
    expect(findingsIn('__BLOCKS__\nhost-name a\n', true)).toMatchObject([{ severity: 'warning' }]);
  });

  it('says nothing of fragments', () => {
    expect(findingsIn('<domain a.com>\ntype pipe\n</domain>\n')).toEqual([]);
  });

  it.each([
    ['pipe', 'command'],
    ['http-delivery', 'http-delivery-url'],
    ['PIPE', 'command'],
  ])('reports a queue of type %s without %s at its tag', (type, needed) => {
    const findings = inMain(`<domain a.com>\ntype ${type}\n</domain>\n`);
    expect(findings).toMatchObject([{ severity: 'error', start: MAIN.length, end: MAIN.length + 14 }]);
    expect(findings[0]?.message).toContain(needed);
  });

  it.each([
    '<domain a.com>\ntype pipe\ncommand "/bin/x"\n</domain>\n',
    '<domain a.com>\ntype pipe\ncommand\n</domain>\n',
    '<domain a.com>\ntype pipe\ncomand /bin/x\n</domain>\n',
    '<domain *>\ncommand /bin/x\n</domain>\n<domain a.com>\ntype pipe\n</domain>\n',
    '<domain a.com>\ntype pipe\ntype smtp\n</domain>\n',
    '<domain a.com>\ntype {{ type }}\n</domain>\n',
    '<domain a.com>\ntype file\n</domain>\n',
    '<virtual-mta v>\n<domain a.com>\ncommand /bin/x\n</domain>\n</virtual-mta>\n<domain a.com>\ntype pipe\n</domain>\n',
    '<domain a.com>\ncommand /bin/x\n</domain>\n<virtual-mta v>\n<domain a.com>\ntype pipe\n</domain>\n</virtual-mta>\n',
    '<domain $p>\ntype pipe\n</domain>\n<domain a.com>\ncommand /bin/x\n</domain>\ndomain-macro p a.com\n',
  ])('says nothing of %j', (text) => {
    expect(inMain(text)).toEqual([]);
  });

  it('reports a queue in a VMTA and in a pool', () => {
    const block = '<domain a.com>\ntype pipe\n</domain>\n';
    expect(inMain(`<virtual-mta v>\n${block}</virtual-mta>\n`)).toHaveLength(1);
    const pool = `<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta v\n${block}</virtual-mta-pool>\n`;
    expect(inMain(pool)).toHaveLength(1);
  });

  it.each([
    ['<proxy p>\n</proxy>\n', "no 'client' and 'server'"],
    ['<signals>\n</signals>\n', "no 'api-key'"],
    ['<transmissions-api-listener 192.0.2.1:80>\n</transmissions-api-listener>\n', "no 'tls-certificate'"],
  ])('knows what a section must have: %j', (text, lack) => {
    expect(inMain(text)[0]?.message).toContain(lack);
  });

  it('can be told what may be missing', () => {
    const rules = new Map([['missing-required', { options: { ignore: ['postmaster'] } }]]);
    const { findings } = lintTexts(
      'log-file /l\nspool /s\n',
      [rule],
      settingsFor({ preset: 'strict', rules }),
    );
    expect(findings).toEqual([]);
  });
});
