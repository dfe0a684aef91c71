import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { effectiveLines } from './effective-lines.ts';

/** `name = value` as the line works in a section. */
function works(line: string, section = 'domain x.com'): string {
  const model = modelOf(`<${section}>\n${line}\n</${section.split(' ')[0] ?? ''}>`);
  const use = model.directives[0];
  if (use === undefined) throw new Error('a directive was expected');
  const { name, value } = use.canonical;
  return `${name} = ${value ?? '-'}`;
}

describe('a directive as it works', () => {
  it.each([
    ['route lookup-mx:x.com', 'smtp-hosts = lookup-mx:x.com'],
    ['route "[192.0.2.1], [192.0.2.2]"', 'smtp-hosts = [192.0.2.1], [192.0.2.2]'],
    ['route ""', 'smtp-hosts = '],
    ['max-msg-per-hour 100', 'max-msg-rate = 100/h'],
    ['max-msg-per-hour "100"', 'max-msg-rate = 100/h'],
    ['backoff-max-msg-per-hour 7', 'backoff-max-msg-rate = 7/h'],
    // Only a whole number above 0 means the same in the new form.
    ['max-msg-per-hour 0', 'max-msg-per-hour = 0'],
    ['max-msg-per-hour 1k', 'max-msg-per-hour = 1k'],
    ['max-msg-per-hour', 'max-msg-per-hour = -'],
    ['max-rcpt-per-transaction 5', 'max-rcpt-per-message = 5'],
  ])('an old name is its successor where the line means the same: %j', (line, expected) => {
    expect([expected, expected.replace('max-rcpt-per-message', 'max-rcpt-per-transaction')]).toContain(
      works(line),
    );
  });

  it.each([
    ['max-msg-rate 100/hour', 'max-msg-rate = 100/h'],
    ['max-msg-rate "100/hour"', 'max-msg-rate = 100/h'],
    ['MAX-msg-rate 100/h', 'max-msg-rate = 100/h'],
    ['use-starttls on', 'use-starttls = yes'],
    ['retry-after 10min, 1hour', 'retry-after = 10m, 1h'],
    ['max-smtp-out twenty', 'max-smtp-out = twenty'],
    ['no-such-name On', 'no-such-name = On'],
  ])('a typo is read as the only name it can mean: %j', (line, expected) => {
    expect(works(line)).toBe(expected);
  });

  it.each(['on', '"on"', 'On', 'enabled', '"enabled"', '1'])(
    'never lets someone in by being put right: %j',
    (value) => {
      for (const name of [
        'always-allow-relaying',
        'allow-auth',
        'smtp-service',
        'allow-unencrypted-plain-auth',
      ]) {
        expect(works(`${name} ${value}`, 'source 10/8')).toBe(`${name} = ${value.replaceAll('"', '')}`);
      }
    },
  );

  it('closes an access where it is put right', () => {
    expect(works('always-allow-relaying off', 'source 10/8')).toBe('always-allow-relaying = no');
    expect(works('require-auth on', 'source 10/8')).toBe('require-auth = yes');
  });

  it.each(['off', '"off"'])('does not drop a demand by being put right: %j', (value) => {
    for (const name of ['require-auth', 'require-starttls-before-auth']) {
      expect(works(`${name} ${value}`, 'source 10/8')).toBe(`${name} = off`);
    }
  });

  it('competes under its present name', () => {
    const model = modelOf('<domain x.com>\nmax-msg-rate 5/h\nmax-msg-per-hour 7\n</domain>');
    expect(effectiveLines(model, 'x.com', null, 'max-msg-rate')).toEqual([
      '7/h at config:3 global <domain x.com>',
      'overrides 5/h at config:2 global <domain x.com>: it stands before another one under the same pattern',
    ]);
  });
});
