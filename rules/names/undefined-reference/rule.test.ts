import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { resolveConflicts } from '../../../src/engine/resolve-conflicts.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import type { Rule } from '../../../src/engine/rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

function inMain(text: string): readonly Finding[] {
  return findingsIn(MAIN + text);
}

/** A rule that speaks at every directive of a name, to see whether it is overruled. */
function speakingAt(id: string, name: string): Rule {
  return {
    id,
    category: 'throttling',
    severity: 'warning',
    preset: 'recommended',
    fix: 'none',
    summary: '',
    check({ model, report }) {
      for (const use of model.named(name))
        report({ location: { file: use.file, range: use.nameRange }, message: id });
    },
  };
}

describe('undefined-reference', () => {
  it.each([
    ['<domain a>\nsmtp-pattern-list x\n</domain>', "no smtp-pattern-list 'x'"],
    ['<source 10/8>\npattern-list x\n</source>', "no pattern-list 'x'"],
    ['<source 10/8>\ndefault-virtual-mta x\n</source>', "no virtual-mta or virtual-mta-pool 'x'"],
    ['<source 10/8>\nsource-group x\n</source>', "no source-group 'x'"],
    ['<source 10/8>\nsuppression-lists x\n</source>', "no address-list 'x'"],
    ['<source 10/8>\nrewrite-list x\n</source>', "no rewrite-list 'x'"],
    ['<smtp-user u>\nsource x\n</smtp-user>', "no source 'x'"],
    ['smtp-listener 0/0:25 source=x', "no source 'x'"],
    ['use-proxy x', "no proxy 'x'"],
    ['<virtual-mta v>\ncold-virtual-mta x\n</virtual-mta>', "no virtual-mta 'x'"],
    ['<domain a>\nbackoff-reroute-to-virtual-mta "x"\n</domain>', "no virtual-mta or virtual-mta-pool 'x'"],
    ['<pattern-list p>\n* virtual-mta=x\n</pattern-list>', "no virtual-mta or virtual-mta-pool 'x'"],
    ['<pattern-list p>\nrcpt-to /a/ call-to: x\n</pattern-list>', "no pattern-list 'x'"],
  ])('reports %j', (text, beginning) => {
    const findings = inMain(`${text}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message.startsWith(`${beginning} is defined; `)).toBe(true);
    expect(findings[0]).toMatchObject({ severity: 'error', fix: null });
  });

  it.each([
    '<domain a>\nqueue-to nowhere\nreroute-to-virtual-mta ""\n</domain>',
    '<source 10/8>\ndefault-virtual-mta by-smtp-source-ip\n</source>',
    '<source 10/8>\ndefault-virtual-mta {default}\n</source>',
    '<source 10/8>\ndefault-virtual-mta $vmta\n</source>',
    '<source 10/8>\ndefault-virtual-mta DEFAULT_VMTA\n</source>',
    '<domain a>\nsmtp-pattern-list {{ list }}\n</domain>',
    '<acct-file /a.csv>\nqueue-filter */nowhere\n</acct-file>',
    'enable-signals true,subaccount=5',
    '<pattern-list p>\nmail-from /virtual-mta=x/ recipient-priority=5\n</pattern-list>',
  ])('says nothing of %j', (text) => {
    expect(inMain(`${text}\n`)).toEqual([]);
  });

  it('judges names in capitals where the file defines names like that', () => {
    const text =
      '<virtual-mta VMTA_1>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta VMTA_2\n</virtual-mta-pool>\n';
    expect(inMain(text)).toMatchObject([{ severity: 'error' }]);
  });

  it('is silent in a fragment and in a partial model', () => {
    const text = '<domain a>\nsmtp-pattern-list x\n</domain>\n';
    expect(findingsIn(text)).toEqual([]);
    expect(inMain(`${text}include missing.conf\n`)).toEqual([]);
    expect(inMain(`${text}include https://config.example/x\n`)).toEqual([]);
    expect(inMain(`${text}include none/*.conf\n`)).toHaveLength(1);
  });

  it('finds definitions in included files, before and behind', () => {
    const use = '<domain a>\nsmtp-pattern-list x\n</domain>\n';
    const list = '<smtp-pattern-list x>\n</smtp-pattern-list>\n';
    expect(findingsIn({ config: `${MAIN}${use}include x.conf\n`, 'x.conf': list })).toEqual([]);
    expect(findingsIn({ config: `${MAIN}include x.conf\n${list}`, 'x.conf': use })).toEqual([]);
    const missing = findingsIn({ config: `${MAIN}include x.conf\n`, 'x.conf': use });
    expect(missing).toMatchObject([{ path: '/etc/pmta/x.conf', start: 11, end: 28 }]);
  });

  it('gives one finding for each name', () => {
    const findings = inMain('<source 10/8>\nsuppression-lists a, b\n</source>\n');
    expect(findings.map(({ message }) => message.slice(0, 19))).toEqual([
      "no address-list 'a'",
      "no address-list 'b'",
    ]);
  });

  it('names what bears the name, else the one that is nearest', () => {
    const pool =
      '<virtual-mta-pool mass>\n</virtual-mta-pool>\n<virtual-mta v>\ncold-virtual-mta mass\n</virtual-mta>\n';
    expect(inMain(pool)[0]?.message).toContain(
      '; a virtual-mta-pool has that name, and it cannot stand here; ',
    );
    const near =
      '<smtp-pattern-list backoff>\n</smtp-pattern-list>\n<domain a>\nsmtp-pattern-list bakoff\n</domain>\n';
    expect(inMain(near)[0]?.message).toContain("; the nearest name is 'backoff'; ");
  });

  it('takes another number for no slip of the pen', () => {
    const text =
      '<virtual-mta pmta-vmta0>\n</virtual-mta>\n<source 10/8>\ndefault-virtual-mta pmta-vmta1\n</source>\n';
    expect(inMain(text)[0]?.message).not.toContain('nearest');
  });

  describe('names that differ in case', () => {
    const list = '<smtp-pattern-list Errors>\n</smtp-pattern-list>\n';
    const use = '<domain a>\r\n  smtp-pattern-list "errors" # all\r\n</domain>\n';

    it('are a warning everywhere as long as both stand in one file', () => {
      for (const text of [list + use, MAIN + list + use, `${MAIN}include missing\n${list}${use}`]) {
        expect(findingsIn(text)).toMatchObject([{ severity: 'warning', fix: { safety: 'safe' } }]);
      }
    });

    it('are judged across files only where all is known', () => {
      expect(findingsIn({ config: `${MAIN}include x\n${use}`, x: list })).toHaveLength(1);
      expect(findingsIn({ config: `${MAIN}include x\ninclude y\n${use}`, x: list })).toEqual([]);
      expect(findingsIn({ config: `include x\n${use}`, x: list })).toEqual([]);
    });

    it('are no finding where one spelling fits', () => {
      expect(findingsIn(`${list}<smtp-pattern-list errors>\n</smtp-pattern-list>\n${use}`)).toEqual([]);
    });

    it('are spelt as they are defined by the fix', () => {
      const text = list + use;
      const mended = applyEdits(text, findingsIn(text)[0]?.fix?.edits ?? []);
      expect(mended).toBe(text.replace('"errors"', '"Errors"'));
      expect(findingsIn(mended)).toEqual([]);
    });

    it('are not mended where two spellings are defined', () => {
      const both = `${list}<smtp-pattern-list ERRORS>\n</smtp-pattern-list>\n${use}`;
      expect(findingsIn(both)).toMatchObject([
        { fix: null, message: expect.stringContaining("'Errors' and 'ERRORS'") as string },
      ]);
    });
  });

  it('speaks for missing-backoff in the block of a list that is not there, and not in others', () => {
    const other = speakingAt('missing-backoff', 'max-smtp-out');
    const blocks = (list: string): string =>
      `${MAIN}<smtp-pattern-list Known>\n</smtp-pattern-list>\n<domain a>\nmax-smtp-out 5\nsmtp-pattern-list ${list}\n</domain>\n<domain b>\nmax-smtp-out 5\n</domain>\n`;
    const rulesIn = (list: string): string[] =>
      lintTexts(blocks(list), [rule, other]).findings.map((finding) => finding.rule);
    expect(rulesIn('unknown')).toEqual(['undefined-reference', 'missing-backoff']);
    expect(rulesIn('known')).toEqual(['missing-backoff', 'undefined-reference', 'missing-backoff']);
    expect(resolveConflicts([], [rule, other])).toEqual([]);
  });

  it('looks up names in time that grows with their number', () => {
    const lookUp = (count: number): void => {
      const names = Array.from({ length: count }, (_, n) => n);
      const vmtas = names.map((n) => `<virtual-mta host${n}-a>\n</virtual-mta>\n`).join('');
      const members = names.map((n) => `virtual-mta hots${n}-b\n`).join('');
      expect(inMain(`${vmtas}<virtual-mta-pool p>\n${members}</virtual-mta-pool>\n`)).toHaveLength(count);
    };
    expect(growth(250, lookUp)).toBeLessThan(LINEAR);
  });
});
