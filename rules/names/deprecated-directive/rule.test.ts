import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const found = (texts: Texts | string) => lintTexts(texts, [rule]).findings;
const MAIN = 'log-file /var/log/pmta/log\n';

function mended(text: string): string {
  const edits = found(text).flatMap(({ fix }) => fix?.edits ?? []);
  return applyEdits(text, edits);
}

describe('deprecated-directive', () => {
  it('warns where the guide calls the name deprecated, else informs', () => {
    const findings = found('<domain a.com>\ndelivery-priority 5\ndk-sign no\n</domain>\n');
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'info']);
  });

  it('warns of an old spelling, which only you may mend', () => {
    const text = '<domain a.com>\n\t421-Means-MX-unavailable  yes # at once\n</domain>\n';
    const [finding] = found(text);
    expect(finding).toMatchObject({ severity: 'warning', fix: { safety: 'unsafe' } });
    expect(finding?.message).toContain("older spelling of 'smtp-421-means-mx-unavailable'");
    expect(mended(text)).toBe('<domain a.com>\n\tsmtp-421-means-mx-unavailable  yes # at once\n</domain>\n');
    const both = text.replace('</domain>', 'smtp-421-means-mx-unavailable no\n</domain>');
    expect(found(both).map(({ fix }) => fix)).toEqual([null]);
  });

  it.each([
    [
      '<domain a.com>\r\n\troute   [192.0.2.1]:25 # next hop\r\n</domain>\r\n',
      '<domain a.com>\r\n\tsmtp-hosts   [192.0.2.1]:25 # next hop\r\n</domain>\r\n',
    ],
    ['<domain a.com>\nroute $host:$port\n</domain>\n', '<domain a.com>\nsmtp-hosts $host:$port\n</domain>\n'],
    [
      '<domain a.com>\nBackoff-Max-Msg-Per-Hour "50"\n</domain>\n',
      '<domain a.com>\nbackoff-max-msg-rate "50/h"\n</domain>\n',
    ],
    [
      `${MAIN}  spool "/var/spool/pm ta" # fast disk`,
      `${MAIN}  <spool "/var/spool/pm ta"> # fast disk\n  </spool>`,
    ],
    [
      `\uFEFFspool /a\r\nspool /b\r\n${MAIN}`,
      `\uFEFF<spool /a>\r\n</spool>\r\n<spool /b>\r\n</spool>\r\n${MAIN}`,
    ],
    [
      `${MAIN}<spool /a>\n</spool>\n<sparkpost-analytics>\ncustomer-id 1\n</sparkpost-analytics>\n`,
      `${MAIN}<spool /a>\n</spool>\n<signals>\ncustomer-id 1\n</signals>\n`,
    ],
  ])('writes %j under the present name, once', (text, expected) => {
    expect(mended(text)).toBe(expected);
    expect(found(expected)).toEqual([]);
  });

  it.each([
    [
      'the new name stands in the block',
      '<domain a.com>\nroute a.com\nsmtp-hosts lookup-mx:a.com\n</domain>\n',
    ],
    ['the number is 0', '<domain a.com>\nmax-msg-per-hour 0\n</domain>\n'],
    ['the number is none', '<domain a.com>\nmax-msg-per-hour $limit\n</domain>\n'],
    ['an include in the block is unread', '<domain a.com>\nroute a.b\ninclude /etc/pmta/none\n</domain>\n'],
    ['the block is in another file', 'route a.b\n'],
    ['a spool could be reserved elsewhere', `${MAIN}spool /a\ninclude /etc/pmta/none\n`],
    ['there is a spool section', `${MAIN}spool /a\n<spool /b>\n</spool>\n`],
    ['the path cannot stand in a tag', `${MAIN}spool /a<b>\n`],
    ['the catalog names no equal', '<domain a.com>\nmax-smtp-out-per-source-ip 5\n</domain>\n'],
  ])('changes nothing where %s', (_, text) => {
    const findings = found(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.fix).toBeNull();
  });

  it('leaves the spool as it is beside spool-min-free-space', () => {
    expect(mended(`${MAIN}spool /a\nspool-min-free-space 50\n`)).toBe(
      `${MAIN}spool /a\nspool-min-free-space 50\n`,
    );
  });

  it('changes an included file only where that is right in every block that includes it', () => {
    const block = (name: string, more: string) =>
      `<domain ${name}>\ninclude /etc/pmta/hop\n${more}</domain>\n`;
    const hop = 'route [192.0.2.1]\n';
    const alone = found({ config: block('a.com', ''), hop });
    expect(alone.map(({ fix }) => fix?.safety)).toEqual(['safe']);
    const both = found({ config: block('a.com', '') + block('b.com', 'smtp-hosts b.b\n'), hop });
    expect(both.every(({ fix }) => fix === null)).toBe(true);
  });

  it('speaks of a deprecated section once', () => {
    expect(found('<gm-imprinter>\naccount-id 5\nimprinter-id 6\n</gm-imprinter>\n')).toHaveLength(1);
  });

  it('says nothing in sections that PowerMTA does not know', () => {
    expect(found('<limits>\nroute a.b\n</limits>\n')).toEqual([]);
  });
});
