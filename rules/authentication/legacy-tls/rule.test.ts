import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { mended, places } from '../../../test/support/mended.ts';

const PROTOCOLS = ['sslv3', 'tlsv1', 'tlsv1.1'];
const GLOBAL = ['smtp-server-tls-allow-', 'http-tls-allow-'].flatMap((name) =>
  PROTOCOLS.map((protocol) => name + protocol),
);

function section(tag: string, ...lines: string[]): string {
  return [`<${tag}>`, ...lines.map((line) => `  ${line}`), `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

describe('legacy-tls', () => {
  it.each(GLOBAL)('finds %s at the top level', (name) => {
    for (const value of ['yes', 'TRUE', '"yes"'])
      expect(places(mainWith(`${name} ${value}\n`), rule)).toEqual([`8 ${name}`]);
    for (const value of ['no', 'false', '{{ tls }}'])
      expect(places(mainWith(`${name} ${value}\n`), rule)).toEqual([]);
  });

  it.each(PROTOCOLS)('finds %s in listeners and domains', (protocol) => {
    for (const tag of ['smtp-listener 192.0.2.1:25', 'transmissions-api-listener 192.0.2.1:80'])
      expect(places(section(tag, `tls-allow-${protocol} yes`), rule)).toEqual([`2 tls-allow-${protocol}`]);
    const block = section('domain *', `smtp-tls-allow-${protocol} yes`);
    expect(places(block, rule)).toEqual([`2 smtp-tls-allow-${protocol}`]);
    expect(places(`<virtual-mta a>\n${block}</virtual-mta>\n`, rule)).toHaveLength(1);
  });

  it('takes names in any case', () => {
    expect(places(section('domain *', 'smtp-tls-allow-SSLv3 yes'), rule)).toEqual(['2 smtp-tls-allow-SSLv3']);
  });

  it('never speaks of a default, nor of what is still good', () => {
    expect(places(mainWith(section('domain *', 'max-smtp-out 5')), rule)).toEqual([]);
    for (const version of ['1.2', '1.3']) {
      const text = `smtp-server-tls-allow-tlsv${version} yes\nhttp-tls-allow-tlsv${version} yes\n`;
      expect(places(mainWith(text), rule)).toEqual([]);
    }
  });

  it('counts the line that holds', () => {
    const line = (value: string): string => `smtp-server-tls-allow-tlsv1 ${value}\n`;
    expect(places(mainWith(line('yes') + line('no')), rule)).toEqual([]);
    expect(places(mainWith(line('no') + line('yes')), rule)).toHaveLength(1);
  });

  it('leaves a misplaced line to the rule about places', () => {
    expect(places(mainWith(section('source 0/0', 'smtp-server-tls-allow-tlsv1 yes')), rule)).toEqual([]);
    expect(places(mainWith('smtp-tls-allow-tlsv1 yes\n'), rule)).toEqual([]);
  });

  it.each(['smtp-hosts [127.0.0.1]', 'queue-to other.example', 'type discard'])(
    'says nothing of mail that does not go to others: %s',
    (line) => {
      expect(places(section('domain example.com', line, 'smtp-tls-allow-tlsv1 yes'), rule)).toEqual([]);
    },
  );

  it('takes out a switch that the release has dropped, and closes it in an older one', () => {
    const text = mainWith('http-tls-allow-sslv3 yes\nhttp-tls-allow-sslv3 yes\n');
    expect(fixed(text, [rule]).text).toBe(text);
    expect(mended(text, rule).config).toBe(mainWith(''));
    const outbound = section('domain *', 'smtp-tls-allow-sslv3 yes');
    expect(mended(outbound, rule).config).toBe('<domain *>\n</domain>\n');
    const older = { version: '4.5' } as const;
    expect(fixed(text, [rule], older).text).toBe(
      mainWith('http-tls-allow-sslv3 no\nhttp-tls-allow-sslv3 no\n'),
    );
    const [finding] = lintTexts(outbound, [rule], older).findings;
    expect(finding?.fix?.edits.map((edit) => edit.text)).toEqual(['no']);
  });

  it('overrules what else is said of such a line', () => {
    const others = ['deprecated-directive', 'version-mismatch'].map((id) => ({
      ...rule,
      id,
      overrules: [],
    }));
    const { findings } = lintTexts('smtp-server-tls-allow-sslv3 yes\n', [rule, ...others]);
    expect(findings.map((finding) => finding.rule)).toEqual(['legacy-tls']);
  });

  it('closes what comes in, and outbound only when asked', () => {
    const text = mainWith(
      `http-tls-allow-tlsv1 "yes" # old\nhttp-tls-allow-tlsv1 "yes"\n${section('domain *', 'smtp-tls-allow-tlsv1.1 true')}`,
    );
    const { text: after, left, passes } = fixed(text, [rule]);
    expect({ passes, left: left.map(({ fix }) => fix?.safety) }).toEqual({ passes: 1, left: ['unsafe'] });
    expect(after).toContain('http-tls-allow-tlsv1 no # old\nhttp-tls-allow-tlsv1 no\n');
    expect(after).toContain('smtp-tls-allow-tlsv1.1 true');
    const all = mended(text, rule);
    expect(all.config).toContain('smtp-tls-allow-tlsv1.1 false');
    expect(mended(all, rule)).toEqual(all);
  });

  it('reports and mends an included line once', () => {
    const texts = {
      config: mainWith(
        section('domain a.example', 'include tls') + section('domain b.example', 'include tls'),
      ),
      tls: 'smtp-tls-allow-tlsv1 yes\n',
    };
    expect(places(texts, rule)).toEqual(['tls:1 smtp-tls-allow-tlsv1']);
    expect(mended(texts, rule).tls).toBe('smtp-tls-allow-tlsv1 no\n');
  });
});
