import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function source(name: string, ...lines: string[]): string {
  return [`<source ${name}>`, ...lines.map((line) => `  ${line}`), '</source>', ''].join('\n');
}

/** The sources (or the line) that findings stand in, as `file:tag`. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    return `${use?.name ?? ''} in ${use?.section.argument ?? 'the file'}`;
  });
}

const RELAY = 'always-allow-relaying yes';

describe('open-relay', () => {
  it.each(['0/0', '0.0.0.0/0', '::/0', '0/1', '128.0.0.0/2', '2000::/3'])('finds %s', (name) => {
    expect(found(MAIN + source(name, RELAY))).toEqual([`always-allow-relaying in ${name}`]);
  });

  it.each(['10/8', '5/8', 'fc00::/7', '127.0.0.1', '{auth}', 'feeder'])('says nothing of %s', (name) => {
    expect(found(MAIN + source(name, RELAY))).toEqual([]);
  });

  it.each([
    'require-auth yes',
    'require-auth on',
    'smtp-service no',
    'smtp-service false',
    'always-allow-relaying no',
  ])('says nothing beside %s', (line) => {
    expect(found(MAIN + source('0/0', RELAY, line))).toEqual([]);
    expect(found(MAIN + source('0/0', RELAY) + source('0.0.0.0/0', line))).toEqual([]);
  });

  it('says nothing of a value that PowerMTA refuses', () => {
    expect(found(MAIN + source('0/0', 'always-allow-relaying on'))).toEqual([]);
  });

  it('follows what a source takes over from a wider one, and reports it once, where it is set', () => {
    const text =
      MAIN +
      source('0/0', RELAY, 'require-auth yes') +
      source('0/1', 'require-auth no') +
      source('128/1', 'require-auth no');
    expect(found(text)).toEqual(['always-allow-relaying in 0/0']);
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.related.map(({ start, end }) => text.slice(start, end))).toEqual([
      '<source 0/1>',
      '<source 128/1>',
    ]);
  });

  it.each([
    ['0/0:25', true],
    ['[::]:25', true],
    ['192.0.2.1:25', true],
    ['127.0.0.1:25', false],
    ['10.0.0.5:25', false],
    ['[::1]:25', false],
    ['{{ address }}:25', false],
  ])('looks at the named source of a listener on %s', (address, isOpen) => {
    const named = source('feeder', RELAY);
    const wanted = isOpen ? ['always-allow-relaying in feeder'] : [];
    expect(found(`${MAIN}smtp-listener ${address} source=feeder\n${named}`)).toEqual(wanted);
    const block = `<smtp-listener ${address}>\n  source feeder\n</smtp-listener>\n`;
    expect(found(MAIN + block + named)).toEqual(wanted);
  });

  it('knows that strangers do not reach a loopback address', () => {
    const open = source('0/0', RELAY);
    const local = 'smtp-listener 127.0.0.1:25\nsmtp-listener [::1]:25\n';
    expect(found(MAIN + local + open)).toEqual([]);
    expect(found(`${MAIN}${local}relay-domain *\n`)).toEqual([]);
    for (const line of [
      'smtp-listener 0/0:25',
      'smtp-listener 10.0.0.5:25',
      'smtp-ip 192.0.2.1',
      'include missing',
    ])
      expect(found(`${MAIN}${local}${line}\n${open}`)).toEqual(['always-allow-relaying in 0/0']);
    expect(found(local + open)).toEqual(['always-allow-relaying in 0/0']);
  });

  it('knows that a named source takes the rest from the source of every address', () => {
    const listener = 'smtp-listener 0/0:25 source=feeder\n';
    expect(found(MAIN + listener + source('feeder', RELAY) + source('0/0', 'require-auth yes'))).toEqual([]);
    expect(
      found(MAIN + listener + source('feeder', RELAY, 'smtp-service yes') + source('0/0', 'smtp-service no')),
    ).toEqual(['always-allow-relaying in feeder']);
  });

  it('judges a part of a configuration only where all that counts can be seen', () => {
    expect(found(source('0/0', RELAY))).toEqual(['always-allow-relaying in 0/0']);
    expect(found(source('0/0', RELAY, 'include /elsewhere/auth'))).toEqual([]);
    expect(found(source('0/1', RELAY))).toEqual([]);
    expect(found(source('0/1', RELAY, 'require-auth no', 'smtp-service yes'))).toEqual([
      'always-allow-relaying in 0/1',
    ]);
    expect(found(`smtp-listener 0/0:25 source=feeder\n${source('feeder', RELAY)}`)).toEqual([]);
  });

  it('finds a source that is put together from included files', () => {
    expect(found({ config: `${MAIN}<source 0/0>\n  include a\n</source>\n`, a: `${RELAY}\n` })).toEqual([
      'always-allow-relaying in 0/0',
    ]);
  });

  it('finds relay-domain *', () => {
    expect(found('relay-domain *\nrelay-domain "*"\nrelay-domain *.example.com\n')).toEqual([
      'relay-domain in the file',
      'relay-domain in the file',
    ]);
  });

  it('is gone when fixed, and the rest stays', () => {
    const text =
      MAIN + source('0/0', `${RELAY} # all`) + 'relay-domain * # any\r\nrelay-domain example.com\r\n';
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(['safe', 'safe']);
    const mended = applyEdits(
      text,
      findings.flatMap(({ fix }) => fix?.edits ?? []),
    );
    expect(mended).toBe(
      MAIN + source('0/0', 'always-allow-relaying no # all') + 'relay-domain example.com\r\n',
    );
    expect(found(mended)).toEqual([]);
  });
});
