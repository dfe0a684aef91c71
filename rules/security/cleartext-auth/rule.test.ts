import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';
const PLAIN = 'allow-unencrypted-plain-auth yes';

function source(name: string, ...lines: string[]): string {
  return [`<source ${name}>`, ...lines.map((line) => `  ${line}`), '</source>', ''].join('\n');
}

/** The sources that findings stand in. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    return use?.section.argument ?? '';
  });
}

describe('cleartext-auth', () => {
  it.each(['0/0', '::/0', '203.0.113.5', '198.51.100.0/24', '2001:db8::/32', '8/8'])('finds %s', (name) => {
    expect(found(MAIN + source(name, PLAIN))).toEqual([name]);
  });

  it.each(['127.0.0.1', '127/8', '::1', '10/8', '192.168.1.0/24', 'fc00::/7', '{auth}', 'clients'])(
    'says nothing of %s',
    (name) => {
      expect(found(MAIN + source(name, PLAIN))).toEqual([]);
    },
  );

  it.each(['require-starttls-before-auth yes', 'allow-auth no', 'smtp-service no', 'allow-auth false'])(
    'says nothing beside %s',
    (line) => {
      expect(found(MAIN + source('0/0', PLAIN, line))).toEqual([]);
      expect(found(MAIN + source('203.0.113.5', PLAIN) + source('0/0', line))).toEqual([]);
    },
  );

  it('says nothing of the default, of no, and of a value that PowerMTA refuses', () => {
    expect(found(MAIN + source('0/0', 'smtp-service yes'))).toEqual([]);
    expect(found(MAIN + source('0/0', 'allow-unencrypted-plain-auth no'))).toEqual([]);
    expect(found(MAIN + source('0/0', 'allow-unencrypted-plain-auth on'))).toEqual([]);
  });

  it('follows what a source takes over from a wider one, and reports it once, where it is set', () => {
    const text =
      MAIN +
      source('0/0', PLAIN, 'require-starttls-before-auth yes') +
      source('203.0.113.5', 'require-starttls-before-auth no') +
      source('203.0.113.6', 'require-starttls-before-auth no') +
      source('10.0.0.1', 'require-starttls-before-auth no');
    expect(found(text)).toEqual(['0/0']);
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.related.map(({ start, end }) => text.slice(start, end))).toEqual([
      '<source 203.0.113.5>',
      '<source 203.0.113.6>',
    ]);
  });

  it('judges the named source of a listener by where the listener is reached', () => {
    const named = source('clients', PLAIN);
    const at = (address: string): string => `smtp-listener ${address} source=clients\n`;
    expect(found(MAIN + at('0.0.0.0:587') + named)).toEqual(['clients']);
    expect(found(MAIN + at('192.0.2.1:587') + named)).toEqual(['clients']);
    expect(found(MAIN + at('127.0.0.1:587') + named)).toEqual([]);
    expect(found(MAIN + at('10.0.0.1:587') + named)).toEqual([]);
    const block = (...lines: string[]): string =>
      ['<smtp-listener 0/0:465>', '  source clients', ...lines, '</smtp-listener>', ''].join('\n');
    expect(found(MAIN + block() + named)).toEqual(['clients']);
    expect(found(MAIN + block('immediate-tls yes') + named)).toEqual([]);
  });

  it('says nothing where no listener can be reached from other hosts without TLS', () => {
    const open = source('0/0', PLAIN);
    expect(found(`${MAIN}smtp-listener 127.0.0.1:25\n${open}`)).toEqual([]);
    expect(found(`${MAIN}<smtp-listener 0/0:465>\n  immediate-tls yes\n</smtp-listener>\n${open}`)).toEqual(
      [],
    );
    expect(found(`${MAIN}smtp-listener 127.0.0.1:25\nsmtp-listener 10.0.0.1:25\n${open}`)).toEqual(['0/0']);
    expect(found(`smtp-listener 127.0.0.1:25\n${open}`)).toEqual(['0/0']);
  });

  it('judges a part of a configuration by what can be seen', () => {
    expect(found(source('0/0', PLAIN))).toEqual(['0/0']);
    expect(found(source('203.0.113.5', PLAIN))).toEqual([]);
    const said = source('203.0.113.5', PLAIN, 'smtp-service yes', 'require-starttls-before-auth no');
    expect(found(said)).toEqual(['203.0.113.5']);
    expect(found(`${MAIN}include missing\n${source('203.0.113.5', PLAIN)}`)).toEqual([]);
    expect(found(source('0/0', PLAIN, 'include missing'))).toEqual([]);
  });

  it('closes the access in every repeat of the line', () => {
    const { text, left } = fixed(MAIN + source('0/0', PLAIN, PLAIN), [rule]);
    expect(left).toEqual([]);
    expect(text).not.toContain(PLAIN);
  });
});
