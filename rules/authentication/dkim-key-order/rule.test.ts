import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mended, places } from '../../../test/support/mended.ts';

function key(selector: string, domain: string): string {
  return `domain-key ${selector},${domain},/etc/pmta/${selector}.pem\n`;
}

function around(tag: string, content: string): string {
  return `<${tag}>\n${content}</${tag.split(' ')[0] ?? ''}>\n`;
}

function found(texts: Texts | string): string[] {
  return lintTexts(texts, [rule]).findings.map(
    ({ severity, message }) => `${severity} ${/'[^']*'/.exec(message)?.[0] ?? ''}`,
  );
}

describe('dkim-key-order', () => {
  it('finds what stands behind a key for all domains', () => {
    const text = key('s', '*') + key('t', 'example.com') + key('u', 'Example.ORG');
    expect(places(text, rule)).toEqual(['2 domain-key', '3 domain-key']);
    expect(found(text)).toEqual(["error 'example.com'", "error 'example.org'"]);
    expect(lintTexts(text, [rule]).findings[0]?.related.map(({ start }) => start)).toEqual([0]);
  });

  it('finds what stands behind a key for a domain above, or for the same domain', () => {
    expect(found(key('s', 'example.com') + key('t', 'a.news.example.com'))).toEqual([
      "warning 'a.news.example.com'",
    ]);
    expect(found(key('s', 'example.com') + key('t', 'EXAMPLE.com.'))).toEqual(["warning 'example.com'"]);
    expect(found(key('s', '*') + key('t', '*'))).toEqual(["warning '*'"]);
  });

  it.each([
    ['from narrow to wide', key('t', 'a.example.com') + key('s', 'example.com') + key('r', '*')],
    [
      'for domains that only look alike',
      key('s', 'example.com') + key('t', 'myexample.com') + key('u', 'com.example'),
    ],
    ['that stand there twice', key('s', 'example.com') + key('s', 'example.com')],
    ['of a VMTA and of the top level', key('s', '*') + around('virtual-mta a', key('t', 'example.com'))],
    [
      'of two VMTAs',
      around('virtual-mta a', key('s', '*')) + around('virtual-mta b', key('t', 'example.com')),
    ],
    [
      'out of a vault',
      `domain-key {selector}, {domain}, {vault}:/v1/\${selector}\n${key('t', 'example.com')}`,
    ],
    ['that are filled in', key('s', 'SOME_DOMAIN') + key('t', 'SOME_DOMAIN') + key('u', '{{ domain }}')],
    ['that cannot be read', `domain-key s,*\n${key('t', 'example.com')}`],
    ['in a domain', around('domain *', key('s', '*') + key('t', 'example.com'))],
  ])('is content with keys %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('compares keys of one VMTA, pool or list, in all its sections', () => {
    for (const tag of ['virtual-mta a', 'virtual-mta-pool a', 'domain-key-list a'])
      expect(found(around(tag, key('s', '*')) + around(tag, key('t', 'example.com')))).toHaveLength(1);
  });

  it('goes by the order of reading over files', () => {
    const config = `include keys\n${key('t', 'example.com')}`;
    expect(found({ config, keys: key('s', '*') })).toHaveLength(1);
    expect(found({ config: `${key('t', 'example.com')}include keys\n`, keys: key('s', '*') })).toEqual([]);
    expect(found(`include missing\n${key('s', '*')}${key('t', 'example.com')}`)).toHaveLength(1);
  });

  it('expands macros, and lets a literal domain come before them', () => {
    const macro = 'domain-macro ours example.com,example.org\n';
    expect(found(macro + key('s', '*') + key('t', '$ours'))).toHaveLength(1);
    expect(found(macro + key('s', 'example.com') + key('t', '$ours'))).toEqual([]);
    expect(found(macro + key('s', 'example.com') + key('u', 'example.org') + key('t', '$ours'))).toHaveLength(
      1,
    );
    expect(found(macro + key('s', '$ours') + key('t', 'example.com'))).toEqual([]);
    expect(found(key('s', '*') + key('t', '$nowhere'))).toEqual([]);
  });

  it('moves the key for all domains behind the others of its section, and no byte else', () => {
    const text = `host-name a.example.com\r\n  domain-key s, *, /k/s.pem # all\r\n\tdomain-key t,example.com,/k/t.pem\r\n# end`;
    const after = `host-name a.example.com\r\n\tdomain-key t,example.com,/k/t.pem\r\n\tdomain-key s, *, /k/s.pem # all\r\n# end`;
    expect(mended(text, rule).config).toBe(after);
    expect(mended(after, rule).config).toBe(after);
    const many = key('s', '*') + key('t', 'example.com') + key('u', 'example.org');
    expect(mended(many, rule).config).toBe(key('t', 'example.com') + key('u', 'example.org') + key('s', '*'));
  });

  it('writes behind a last line without a line end', () => {
    const text = `${key('s', '*')}domain-key t,example.com,/k/t.pem`;
    expect(mended(text, rule).config).toBe(
      'domain-key t,example.com,/k/t.pem\ndomain-key s,*,/etc/pmta/s.pem',
    );
  });

  it('moves nothing over files, nor a key for one domain', () => {
    for (const texts of [
      { config: `include keys\n${key('t', 'example.com')}`, keys: key('s', '*') },
      { config: key('s', 'example.com') + key('t', 'a.example.com') },
    ])
      expect(mended(texts, rule)).toEqual(texts);
  });
});
