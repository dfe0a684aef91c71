import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

function inMain(text: string): readonly Finding[] {
  return findingsIn(MAIN + text);
}

describe('undefined-macro', () => {
  it.each([
    '<domain $nope>\n</domain>',
    '<domain yahoo.$nope>\n</domain>',
    '<virtual-mta v>\n<domain "$nope">\n</domain>\n</virtual-mta>',
    'relay-domain $nope',
    'domain-key s1, $nope, /k.pem',
    '<address-list l>\ndomain $nope\n</address-list>',
    'domain-macro a a.com, b.$nope',
  ])('reports %j', (text) => {
    const findings = inMain(`${text}\n`);
    expect(findings).toMatchObject([{ severity: 'error', fix: null }]);
    expect(findings[0]?.message).toContain("no domain-macro defines '$nope'");
  });

  it.each([
    '<domain a.com>\ncommand "/bin/x $from $to"\n</domain>',
    '<domain a.com>\nfile-destination /tmp/$domain/$user\n</domain>',
    `dsn-failed-subject-template "To \${recipient}"`,
    `domain-key {selector}, {domain}, {vault}:/v1/\${selector}/\${domain}`,
    '<domain {{ tld }}.$nope>\n</domain>',
    `<domain \${nope}>\n</domain>`,
    '<domain a$>\n</domain>',
    'relay-domain a.com # $nope',
    'log-file $nope',
  ])('says nothing of %j', (text) => {
    expect(inMain(`${text}\n`)).toEqual([]);
  });

  it('stands at the tag, once for each name', () => {
    const tag = '<domain $one.$two.$one>';
    const findings = inMain(`${tag}\n</domain>\n`);
    expect(findings.map(({ start, end }) => [start - MAIN.length, end - MAIN.length])).toEqual([
      [0, tag.length],
      [0, tag.length],
    ]);
  });

  it('reports a missing macro where it is named, not where the macro around it is used', () => {
    const findings = inMain('domain-macro a $nope\n<domain $a>\n</domain>\n<domain x.$a>\n</domain>\n');
    expect(findings.map(({ start }) => start - MAIN.length)).toEqual([0]);
  });

  it('knows macros of every file, wherever they stand', () => {
    const texts = {
      config: `${MAIN}<domain $m>\n</domain>\ninclude m.conf\n`,
      'm.conf': 'domain-macro m a.com\n',
    };
    expect(findingsIn(texts)).toEqual([]);
  });

  it('is silent about what is missing in a fragment and in a partial model', () => {
    const text = '<domain $nope>\n</domain>\n';
    expect(findingsIn(text)).toEqual([]);
    expect(inMain(`${text}include missing.conf\n`)).toEqual([]);
  });

  it('offers the one name that is nearly the same', () => {
    const text = `${MAIN}domain-macro hotmail hotmail.com, live.com\n<domain "$hotmial">\n</domain>\nrelay-domain $hotmai.$hotmai\n`;
    const findings = findingsIn(text);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(['unsafe', 'unsafe']);
    const mended = applyEdits(
      text,
      findings.flatMap(({ fix }) => fix?.edits ?? []),
    );
    expect(mended).toBe(text.replace('hotmial', 'hotmail').replace('$hotmai.$hotmai', '$hotmail.$hotmail'));
    expect(findingsIn(mended)).toEqual([]);
  });

  it('offers nothing where two are as near', () => {
    const text = 'domain-macro hotmail1 a.com\ndomain-macro hotmail2 b.com\n<domain $hotmail3>\n</domain>\n';
    expect(inMain(text)).toMatchObject([{ fix: null }]);
  });

  it('warns of another case', () => {
    const findings = inMain('domain-macro gmx gmx.net\n<domain $GMX>\n</domain>\n');
    expect(findings).toMatchObject([{ severity: 'warning', fix: { safety: 'unsafe' } }]);
  });

  describe('names', () => {
    it('must be letters, digits and _, also in a fragment', () => {
      const findings = findingsIn(
        'domain-macro united-internet gmx.net\ndomain-macro a.b c.com\ndomain-macro A_1 c.com\n',
      );
      expect(findings.map(({ start, severity }) => [start, severity])).toEqual([
        [0, 'error'],
        [37, 'error'],
      ]);
    });

    it('with a hyphen are one finding, and their uses none', () => {
      expect(
        inMain('domain-macro my-list a.com\n<domain $my-list>\n</domain>\nrelay-domain $my-list\n'),
      ).toHaveLength(1);
    });

    it('are not judged where the domains are missing', () => {
      expect(findingsIn('domain-macro x=a.example,b.example\n')).toEqual([]);
    });

    it('of a template are not judged', () => {
      expect(findingsIn('domain-macro {{name}} a.com\ndomain-macro $p_name b.com\n')).toEqual([]);
    });
  });

  describe('loops', () => {
    it('stand at their first line, the others beside it', () => {
      const text = 'domain-macro c $a\ndomain-macro x y.com\ndomain-macro a $b\ndomain-macro b $c, d.com\n';
      const [finding, ...others] = findingsIn(text);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ start: 0, end: 12, severity: 'error' });
      expect(finding?.message).toContain("'$c', '$a' and '$b' need each other");
      expect(finding?.related.map(({ start }) => start)).toEqual([39, 57]);
    });

    it('are told apart, and what only leads into one is no part of it', () => {
      const text = 'domain-macro a $a\ndomain-macro b $c\ndomain-macro c $b\ndomain-macro d $a, $b\n';
      expect(findingsIn(text).map(({ start, related }) => [start, related.length])).toEqual([
        [0, 0],
        [18, 1],
      ]);
    });

    it('go through several files', () => {
      const findings = findingsIn({ config: 'include x\ndomain-macro a $b\n', x: 'domain-macro b $a\n' });
      expect(findings).toMatchObject([
        { path: '/etc/pmta/x', related: [{ path: '/etc/pmta/config', start: 10 }] },
      ]);
    });
  });
});
