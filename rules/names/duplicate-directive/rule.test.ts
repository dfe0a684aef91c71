import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

function inDomain(...lines: readonly string[]): readonly Finding[] {
  return findingsIn(`<domain example.com>\n${lines.join('\n')}\n</domain>\n`);
}

describe('duplicate-directive', () => {
  it('stands at the later one and points at the earlier one', () => {
    const [finding] = inDomain('max-smtp-out 5', 'retry-after 10m', 'max-smtp-out 6');
    expect(finding).toMatchObject({ severity: 'warning', start: 52, end: 64, fix: null });
    expect(finding?.related).toMatchObject([{ start: 21, end: 33 }]);
    expect(finding?.message).toContain("to '5' and then to '6'");
  });

  it('reports each further one against the one before it', () => {
    const findings = inDomain('max-smtp-out 5', 'max-smtp-out 6', 'max-smtp-out 6');
    expect(findings.map(({ severity, fix }) => [severity, fix?.safety])).toEqual([
      ['warning', undefined],
      ['info', 'safe'],
    ]);
  });

  it.each([
    ['retry-after 60m', 'Retry-After 1h'],
    ['dkim-sign yes', 'dkim-sign "true"'],
    ['max-msg-per-hour 100', 'max-msg-rate 100/h'],
    ['max-msg-rate 100/hour', 'max-msg-rate 100/h'],
    ['max-rcpt-per-message 5', 'max-rcpt-per-transaction 5'],
  ])('takes %s and %s as equal', (first, second) => {
    expect(inDomain(first, second)).toMatchObject([{ severity: 'info', fix: { safety: 'safe' } }]);
  });

  it('is a warning for equal values where a second line is known to be wrong', () => {
    const text = '<source 10/8>\npattern-list a\npattern-list a\n</source>\n';
    expect(findingsIn(text)).toMatchObject([{ severity: 'warning', fix: { safety: 'safe' } }]);
  });

  it.each([
    [['source-ip-max-smtp-out 0/0 5', 'source-ip-max-smtp-out 10/8 6'].join('\n')],
    ['max-smtp-out\nmax-smtp-out 5'],
    ['no-such-thing 1\nno-such-thing 2'],
    ['dkim-identity "a\ndkim-identity b@example.com'],
    ['<% if slow %>\nmax-smtp-out 5\n<% else %>\nmax-smtp-out 20\n<% end %>'],
  ])('says nothing of %j', (lines) => {
    expect(inDomain(lines)).toEqual([]);
  });

  it('leaves lists, pattern lists and records to others', () => {
    const text = [
      'relay-domain a.example\nrelay-domain b.example',
      'host-name a.example\nhost-name b.example',
      '<acct-file /a.csv>\nrecords d\nrecords b\nrecord-fields d *\nrecord-fields b *\n</acct-file>',
      '<smtp-pattern-list x>\nreply /a/ mode=backoff\nreply /b/ mode=normal\n</smtp-pattern-list>',
      '<virtual-mta-pool p>\nvirtual-mta a\nvirtual-mta b\n</virtual-mta-pool>',
    ];
    expect(findingsIn(`${text.join('\n')}\n`)).toEqual([]);
  });

  it('tells blocks apart, also those of one name', () => {
    expect(
      findingsIn('<domain a>\nmax-smtp-out 5\n</domain>\n<domain a>\nmax-smtp-out 6\n</domain>\n'),
    ).toEqual([]);
    const nested = '<virtual-mta v>\nmax-smtp-out 5\n<domain a>\nmax-smtp-out 6\n</domain>\n</virtual-mta>\n';
    expect(findingsIn(nested)).toEqual([]);
  });

  it('counts the top of a fragment as a block', () => {
    expect(findingsIn('max-smtp-out 5\nmax-smtp-out 6\n')).toHaveLength(1);
  });

  it('speaks across files of the main configuration and what it includes', () => {
    const before = findingsIn({
      config: `${MAIN}total-max-smtp-out 5\ninclude x\n`,
      x: 'total-max-smtp-out 6\n',
    });
    expect(before).toMatchObject([
      { path: '/etc/pmta/x', start: 0, related: [{ path: '/etc/pmta/config' }] },
    ]);
    const behind = findingsIn({
      config: `${MAIN}include x\ntotal-max-smtp-out 5\n`,
      x: 'total-max-smtp-out 6\n',
    });
    expect(behind).toMatchObject([{ path: '/etc/pmta/config', related: [{ path: '/etc/pmta/x' }] }]);
  });

  it('says nothing across files of equal values, of parts beside each other, or in a fragment', () => {
    const line = 'total-max-smtp-out 6\n';
    expect(findingsIn({ config: `${MAIN}${line}include x\n`, x: line })).toEqual([]);
    expect(
      findingsIn({ config: `${MAIN}include x\ninclude y\n`, x: line, y: 'total-max-smtp-out 7\n' }),
    ).toEqual([]);
    expect(findingsIn({ config: `max-smtp-out 7\ninclude x\n`, x: 'max-smtp-out 6\n' })).toEqual([]);
  });

  it('takes a file that is included twice for no duplicate of itself', () => {
    const x = 'total-max-smtp-out 6\nlog-rotate 3\n';
    expect(findingsIn({ config: `${MAIN}include x\ninclude x\n`, x })).toEqual([]);
    const twice = findingsIn({ config: `${MAIN}include x\ninclude x\n`, x: `${x}log-rotate 4\n` });
    expect(twice).toMatchObject([{ path: '/etc/pmta/x', start: 34 }]);
  });

  it('offers no fix where another value stands between equal ones', () => {
    const texts = { config: `${MAIN}log-rotate 3\ninclude x\nlog-rotate 3\n`, x: 'log-rotate 4\n' };
    expect(findingsIn(texts).map(({ fix }) => fix)).toEqual([null, null]);
  });

  it('lets the user override the shipped defaults', () => {
    const texts = {
      config: `${MAIN}total-max-smtp-out 5\n`,
      'config-defaults': 'total-max-smtp-out 6\ninclude more\n',
    };
    expect(findingsIn({ ...texts, more: 'total-max-smtp-out 7\n' })).toEqual([]);
  });

  it('never shows a secret', () => {
    const [finding] = inDomain('auth-password first-secret', 'auth-password second-secret');
    expect(finding?.message).toContain('to *** and then to ***');
    expect(JSON.stringify(finding)).not.toMatch(/first-secret|second-secret/);
  });

  it('removes the later line and keeps its comment', () => {
    const text =
      '<domain a>\r\n  retry-after 1h\r\n  retry-after 60m # tuned\r\n  dkim-sign yes\r\n  dkim-sign yes\r\n</domain>\r\n';
    const edits = findingsIn(text).flatMap((finding) => finding.fix?.edits ?? []);
    const mended = applyEdits(text, edits);
    expect(mended).toBe('<domain a>\r\n  retry-after 1h\r\n  # tuned\r\n  dkim-sign yes\r\n</domain>\r\n');
    expect(findingsIn(mended)).toEqual([]);
  });
});
