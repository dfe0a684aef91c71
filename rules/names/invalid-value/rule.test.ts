import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixFiles } from '../../../src/fix/passes.ts';
import { loadModel } from '../../../src/model/load.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function findingsIn(text: string): readonly Finding[] {
  return lintTexts(text, [rule]).findings;
}

function inDomain(...lines: readonly string[]): readonly Finding[] {
  return findingsIn(`<domain example.com>\n${lines.map((line) => `    ${line}\n`).join('')}</domain>\n`);
}

describe('invalid-value', () => {
  it('stands at the name of the directive', () => {
    const [finding] = inDomain('  max-msg-rate   100/hour # per hour');
    expect(finding).toMatchObject({ start: 27, end: 39, severity: 'warning' });
  });

  it.each([
    ['max-msg-rate 100/hour', 'warning', '100/h'],
    ['max-msg-rate 100 per hour', 'error', '100/h'],
    ['max-msg-rate 100/15minutes', 'warning', '100/15m'],
    ['retry-after 600', 'warning', null],
    ['retry-after 10 min, 20 min', 'error', '10m, 20m'],
    ['retry-after 0.5h', 'error', null],
    ['max-msg-rate 100', 'error', null],
    ['dkim-sign on', 'error', 'yes'],
    ['dkim-sign "off"', 'error', '"no"'],
    ['dkim-sign 1', 'error', null],
    ['type smpt', 'error', null],
    ['smtp-hosts a.example.com b.example.com', 'error', null],
  ])('judges %s', (line, severity, corrected) => {
    const [finding, ...others] = inDomain(line);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe(severity);
    expect(finding?.fix?.edits[0]?.text ?? null).toBe(corrected);
    expect(finding?.fix?.safety ?? null).toBe(corrected === null ? null : 'safe');
  });

  it.each([
    'bounce-after 0',
    'max-msg-rate 0',
    'max-msg-rate unlimited',
    'MAX-MSG-RATE 100/15M',
    'retry-after 10m, 20m',
    'retry-after "10m"',
    'queue-to ""',
    'dkim-sign TRUE',
    'max-msg-rate $rate',
    'max-msg-rate {{ rate }}',
    'max-msg-rate <%= rate %>',
    'max-smtp-out __LIMIT__',
    'max-smtp-out MAX_SMTP_OUT',
    'retry-after %RETRY%',
    'max-smtp-out',
    'no-such-directive on',
    'dkim-identity "unterminated',
  ])('says nothing of %s', (line) => {
    expect(inDomain(line)).toEqual([]);
  });

  it('prints the grammar once', () => {
    expect(inDomain('retry-after soon')[0]?.message).toBe(
      "'retry-after': 'soon' is not an interval; legal is intervals between commas: digits with w, d, h, m or s, without blanks (e.g. 10m, 4d12h), or 0; PowerMTA refuses to load the file",
    );
    expect(inDomain('type smpt')[0]?.message).toBe(
      "'type': 'smpt' is not one of smtp, pipe, file, discard, http-delivery; PowerMTA refuses to load the file",
    );
  });

  it('never shows a secret', () => {
    const [finding] = findingsIn('http-api-key tiny-secret!\n');
    expect(finding?.message).toContain('32 to 128 letters, digits or _');
    expect(JSON.stringify(finding)).not.toContain('tiny-secret');
  });

  it('does not open an access without being asked to', () => {
    const opened = ['always-allow-relaying on', 'allow-unencrypted-plain-auth enabled', 'smtp-service on'];
    for (const line of opened) {
      const [finding] = findingsIn(`<source 0/0>\n${line}\n</source>\n`);
      expect([line, finding?.fix?.safety]).toEqual([line, 'unsafe']);
    }
    const closed = ['always-allow-relaying off', 'require-auth on'];
    for (const line of closed) {
      const [finding] = findingsIn(`<source 0/0>\n${line}\n</source>\n`);
      expect([line, finding?.fix?.safety]).toEqual([line, 'safe']);
    }
  });

  it('leaves names and words of actions to another rule, and judges their intervals', () => {
    const list = (actions: string): readonly Finding[] =>
      findingsIn(`<smtp-pattern-list x>\nreply /421/ ${actions}\n</smtp-pattern-list>\n`);
    expect(list('mode=temp')).toEqual([]);
    expect(list('mode=backoff,slow-down')).toEqual([]);
    expect(list('disable-source-ip,reenable-after=soon')).toMatchObject([{ severity: 'error' }]);
  });

  it('mends a file with CRLF so that nothing is left', () => {
    const text =
      '<domain a.com>\r\n\tmax-msg-rate\t5000/hour\t# slow\r\n\tretry-after 5 minutes\r\n</domain>\r\n';
    const edits = findingsIn(text).flatMap((finding) => finding.fix?.edits ?? []);
    const mended = applyEdits(text, edits);
    expect(mended).toBe(
      '<domain a.com>\r\n\tmax-msg-rate\t5000/h\t# slow\r\n\tretry-after 5m\r\n</domain>\r\n',
    );
    expect(findingsIn(mended)).toEqual([]);
  });

  it('is read by the model as the corrected text, so that the fix is neutral', () => {
    const { model } = lintTexts(
      '<domain a.com>\nretry-after 10 min, 20 min\nmax-msg-rate 7/hour\n</domain>\n',
      [],
    );
    expect(model.queue('a.com', null).value('retry-after')).toBe('10m, 20m');
    expect(model.queue('a.com', null).value('max-msg-rate')).toBe('7/h');
  });

  it('is applied to the actions of a list in use, for the rule means the same', () => {
    const text =
      '<domain a.com>\nsmtp-pattern-list x\n</domain>\n<smtp-pattern-list x>\nreply /a b/ mode=backoff, backoff-to-normal-after=5 min\n</smtp-pattern-list>\n';
    const files = new SourceFiles(memoryFileSystem({ '/etc/pmta/config': text }));
    const outcome = fixFiles({
      files,
      load: (present) => [loadModel(present.read('/etc/pmta/config'), present, { version: '5.0' })],
      rules: [rule],
      settings: settingsFor({ preset: 'strict' }),
      unsafe: false,
    });
    expect(outcome.withheld).toEqual([]);
    expect(outcome.changed.map((file) => file.text)).toEqual([text.replace('5 min', '5m')]);
  });

  it('reports in the file in which the value stands, also in a fragment', () => {
    const { findings } = lintTexts({ config: 'include x.conf\n', 'x.conf': 'max-smtp-out many\n' }, [rule]);
    expect(findings).toMatchObject([{ path: '/etc/pmta/x.conf', start: 0 }]);
  });

  describe('tags', () => {
    it.each([
      '<source 300.1.1.1>',
      '<source 10.0.0.0/33>',
      '<source 192.168.10/24/8>',
      '<source 10.0.0.1.>',
      '<source 10.0.0.1-10.0.0.9>',
      '<source 2001:db8::zz:1/64>'.replace('zz', '12345'),
      '<smtp-listener 0.0.0.0>',
      '<smtp-listener 192.0.2.1:99999>',
      '<transmissions-api-listener here>',
      '<domain gmail*.com>',
      '<domain /gmail/>',
      '<domain gmail.com/vmta1>',
      '<domain http://gmail.com>',
      '<domain @gmail.com>',
      '<domain [*.]user@gmail.com>',
      '<domain [300.1.1.1]>',
    ])('refuses %s', (tag) => {
      const [finding, ...others] = findingsIn(`${tag}\n`);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ severity: 'error', start: 0, end: tag.length });
    });

    it.each([
      '<source 0/0>',
      '<source ::1>',
      '<source 10/8>',
      '<source {auth}>',
      '<source web-3.example>',
      '<source cafe>',
      '<source 10.0.0.0/255.0.0.0>',
      '<source $ip>',
      '<source SOURCE_IP>',
      '<smtp-listener 0/0:25>',
      '<smtp-listener [2001:db8::1]:587>',
      '<domain *>',
      '<domain *.example.com>',
      '<domain [*.]example.com>',
      '<domain [10.0.0.0/8]>',
      '<domain $yahoo>',
      '<domain {bounce}>',
      '<domain bücher.example>',
      '<domain a.com, b.com>',
      '<domain a.com b.com>',
      '<domain>',
    ])('takes %s', (tag) => {
      expect(findingsIn(`${tag}\n`)).toEqual([]);
    });
  });
});
