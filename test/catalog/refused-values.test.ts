import { describe, expect, it } from 'vitest';
import { respelledValue } from '../../src/catalog/values.ts';
import { directive, checked, respelled } from './known.ts';

type Refused = readonly [line: string, severity: 'error' | 'warning', at: string, suggestion?: string];

const refused: readonly Refused[] = [
  ['use-starttls on', 'error', 'on', 'yes'],
  ['use-starttls OFF', 'error', 'OFF', 'no'],
  ['use-starttls "enabled"', 'error', 'enabled', 'yes'],
  ['use-starttls disable', 'error', 'disable', 'no'],
  ['use-starttls 1', 'error', '1'],
  ['use-starttls 0', 'error', '0'],
  ['use-starttls if-available', 'error', 'if-available'],
  ['use-starttls yes please', 'error', 'yes please'],
  ['dkim-sign on', 'error', 'on', 'yes'],
  ['dkim-sign sometimes', 'error', 'sometimes'],
  ['bounce-upon-no-mx off', 'error', 'off', 'no'],
  ['type smpt', 'error', 'smpt'],
  ['tls-dh-key-length 3072', 'error', '3072'],
  ['max-smtp-out ten', 'error', 'ten'],
  ['max-smtp-out -1', 'error', '-1'],
  ['max-smtp-out 1.5', 'error', '1.5'],
  ['max-smtp-out 20;', 'error', '20;'],
  ['max-msg-per-connection unlimited', 'error', 'unlimited', '0'],
  ['backoff-max-smtp-out unlimited', 'error', 'unlimited'],
  ['http-mgmt-port 65536', 'error', '65536'],
  ['http-mgmt-port http', 'error', 'http'],
  ['bounce-after 600', 'warning', '600'],
  ['bounce-after 4 days', 'error', '4 days', '4d'],
  ['bounce-after 1hour30min', 'error', '1hour30min', '1h30m'],
  ['bounce-after 90seconds', 'error', '90seconds', '90s'],
  ['bounce-after 10 m', 'error', '10 m', '10m'],
  ['bounce-after 1.5h', 'error', '1.5h'],
  ['bounce-after never', 'error', 'never'],
  ['bounce-after 10x', 'error', '10x'],
  ['bounce-after soon', 'error', 'soon'],
  ['backoff-to-normal-after 2 hours', 'error', '2 hours', '2h'],
  ['backoff-to-normal-after 60', 'warning', '60'],
  ['delete-after 12h', 'error', '12h'],
  ['delete-after 1w', 'error', '1w'],
  ['retry-after 10m,,20m', 'error', '10m,,20m'],
  ['retry-after 10m,20minutes', 'error', '20minutes', '20m'],
  ['retry-after 10m 20m', 'error', '10m 20m'],
  ['retry-after 10m, 600', 'warning', '600'],
  ['max-msg-rate 500', 'error', '500'],
  ['max-msg-rate 100/hour', 'warning', 'hour', 'h'],
  ['max-msg-rate "100/hour"', 'warning', 'hour', 'h'],
  ['max-msg-rate 10/second', 'warning', 'second', 's'],
  ['max-msg-rate 10/minute', 'warning', 'minute', 'm'],
  ['max-msg-rate 10/15Minutes', 'warning', 'Minutes', 'm'],
  ['max-msg-rate 10/days', 'warning', 'days', 'd'],
  ['max-msg-rate 10/week', 'error', 'week', '7d'],
  ['max-msg-rate 10/w', 'error', 'w', '7d'],
  ['max-msg-rate 10/fortnight', 'error', 'fortnight'],
  ['max-msg-rate 100 / h', 'error', '100 / h', '100/h'],
  ['max-msg-rate 100 per hour', 'error', '100 per hour', '100/h'],
  ['max-msg-rate 0/h', 'error', '0/h'],
  ['max-msg-rate 10/0m', 'error', '10/0m'],
  ['max-msg-rate 10k/h', 'error', '10k/h'],
  ['max-msg-rate 1.5/s', 'error', '1.5/s'],
  ['max-msg-rate 10/', 'error', '10/'],
  ['max-msg-rate none', 'error', 'none'],
  ['max-data-volume-rate 100MB/h', 'error', 'MB', 'M'],
  ['max-data-volume-rate 100X/h', 'error', 'X'],
  ['max-data-volume-rate 100M/hour', 'warning', 'hour', 'h'],
  ['max-data-volume-rate 100M', 'error', '100M'],
  ['max-cold-virtual-mta-msg 50/h', 'error', '50/h'],
  ['max-cold-virtual-mta-msg 50', 'error', '50'],
  ['max-size 10MB', 'error', 'MB', 'M'],
  ['max-size 10 M', 'error', '10 M', '10M'],
  ['max-size 100', 'error', '100'],
  ['max-size big', 'error', 'big'],
  ['max-size 10X', 'error', 'X'],
  ['name-server dns.example.com', 'error', 'dns.example.com'],
  ['name-server 192.0.2.0/24', 'error', '192.0.2.0/24'],
  ['smtp-source-ip 192.0.2.256', 'error', '192.0.2.256'],
  ['smtp-source-ip 192.0.2', 'error', '192.0.2'],
  ['smtp-source-ip 10.0.0.0/33', 'error', '10.0.0.0/33'],
  ['smtp-source-ip 2001:db8::/129', 'error', '2001:db8::/129'],
  ['smtp-hosts a.example b.example', 'error', 'a.example b.example'],
  ['smtp-hosts a.example,,b.example', 'error', 'a.example,,b.example'],
  ['smtp-hosts a.example:smtp', 'error', 'smtp'],
  ['smtp-hosts a.example, b.example:99999', 'error', '99999'],
  ['smtp-hosts lookup-mx:', 'error', 'lookup-mx:'],
  ['smtp-hosts [mail.example]', 'error', '[mail.example]'],
  ['smtp-listener 0/0', 'error', '0/0'],
  ['smtp-listener localhost:25', 'error', 'localhost'],
  ['smtp-listener 0/0:smtp', 'error', 'smtp'],
  ['smtp-listener 0/0:25 mta1', 'error', 'mta1'],
  ['smtp-listener 0/0:25 source mta1', 'error', 'source'],
  ['smtp-source-host xx.xx.xx.x0 mta0.domain.com', 'error', 'xx.xx.xx.x0'],
  ['smtp-source-host yourip yourdomain.com', 'error', 'yourip'],
  ['smtp-source-host 192.0.2.118-192.0.2.119 host', 'error', '192.0.2.118-192.0.2.119'],
  ['smtp-source-host 192.0.2.1 a.example b.example', 'error', 'a.example b.example'],
  ['source-ip-max-msg-rate 0/0 100/hour', 'warning', 'hour', 'h'],
  ['source-ip-max-msg-rate any 100/h', 'error', 'any'],
  ['http-access 0/0 read', 'error', 'read'],
  ['http-access all monitor', 'error', 'all'],
  ['domain-key signing-domain=x,selector=y,key-file=z', 'error', 'signing-domain=x,selector=y,key-file=z'],
  ['record-fields x rcpt', 'error', 'x'],
  ['record-fields d rcpt orig', 'error', 'rcpt orig'],
  ['records d,x', 'error', 'x'],
  ['records d b', 'error', 'd b'],
  ['records bounced', 'warning', 'bounced'],
  ['disable-acct-records f', 'error', 'f'],
  ['queue-filter a.com,,b.com', 'error', 'a.com,,b.com'],
  ['queue-filter *a.com', 'error', '*a.com'],
  ['relay-domain *example.com', 'error', '*example.com'],
  ['relay-domain example.*', 'error', 'example.*'],
  ['relay-domain /example/', 'error', '/example/'],
  ['relay-domain a.com, b.com', 'error', 'a.com, b.com'],
  ['relay-domain [mail]', 'error', '[mail]'],
  ['queue-to a.queue b.queue', 'error', 'a.queue b.queue'],
  ['postmaster root', 'error', 'root'],
  ['postmaster a@b.com c@d.com', 'error', 'a@b.com c@d.com'],
  ['bcc a@', 'error', 'a@'],
  ['remove-header X-Job:', 'error', 'X-Job:', 'X-Job'],
  ['remove-header X-Job, X-Mailer:', 'error', 'X-Mailer:', 'X-Mailer'],
  ['remove-header X-Job X-Mailer', 'error', 'X-Job X-Mailer'],
  ['http-delivery-url example.com/in', 'error', 'example.com/in'],
  ['reply /x/ disable-source-ip,reenable-after=4hours', 'error', '4hours', '4h'],
  ['reply /too many', 'error', '/too many'],
  ['reply too-many mode=backoff', 'error', 'too-many'],
  ['rcpt-to /x/ recipient-priority=101', 'error', 'recipient-priority=101'],
  ['server proxy:port', 'error', 'port'],
  ['client proxy.example.com client.example.com', 'error', 'proxy.example.com'],
  ['sender-or-from example.com yes', 'error', 'yes'],
  ['http-api-key short', 'error', 'short'],
];

const missing: readonly string[] = [
  'max-smtp-out',
  'smtp-source-host 192.0.2.1',
  'http-access 0/0',
  'domain-key 2022,*',
  'domain-key 2022,*,',
  'domain-macro yahoo',
  'reply /421 RP-001/',
  'header X-Job /x/',
  'header X-Job',
  'source-ip-max-msg-rate 10/8',
  'record-fields d',
  'pickup /var/spool/pickup',
  'mx *.google.com',
  'password',
];

describe('refused values', () => {
  const rows = refused.map(([line, severity, at, suggestion]) => ({ line, severity, at, suggestion }));

  it.each(rows)('$line', ({ line, severity, at, suggestion }) => {
    const result = checked(line);
    expect(result).toMatchObject({ ok: false, severity });
    if (result.ok) return;
    const value = line.slice(line.indexOf(' ') + 1);
    expect(value.slice(result.at.start, result.at.end)).toBe(
      suggestion === '7d' ? value.slice(value.indexOf('/') + 1) : at,
    );
    expect(result.suggestion).toBe(suggestion);
    expect(result.missing).toBeUndefined();
    expect(result.reason).not.toMatch(/\.$/);
    expect(result.expected).not.toBe('');
  });

  it.each(rows.filter(({ suggestion }) => suggestion !== undefined))(
    '$line is valid once fixed',
    ({ line }) => {
      const name = line.slice(0, line.indexOf(' '));
      expect(checked(`${name} ${respelled(line)}`)).toMatchObject({ ok: true });
    },
  );

  it.each(missing)('%s is incomplete', (line) => {
    expect(checked(line)).toMatchObject({ ok: false, severity: 'error', missing: true });
  });

  it('gives what is wrong and what is allowed', () => {
    expect(checked('max-msg-rate 5/second')).toMatchObject({
      reason: "'5/second' is not a rate: 'second' is none of its units",
      expected: 'N/[M]unit with unit d, day, h, hr, m, min, s or sec (e.g. 500/h, 100/15m), 0 or unlimited',
    });
    expect(checked('smtp-source-host 192.0.2.1')).toMatchObject({
      reason: 'the hostname is missing',
      expected: 'ADDRESS HOSTNAME',
    });
    expect(checked('reply /x/')).toMatchObject({ reason: 'the actions are missing' });
  });

  it('never shows a secret', () => {
    const results = [checked('http-api-key hunter2'), checked('api-key hunter2', 'signals')];
    for (const result of results) {
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
  });

  it('cuts a long value in the message', () => {
    const result = checked(`max-smtp-out ${'9x'.repeat(500)}`);
    expect(result.ok ? '' : result.reason.length).toBeLessThan(120);
  });
});

describe('the right spelling', () => {
  it('corrects every part of a list', () => {
    expect(respelledValue(directive('retry-after'), 'domain', '10min,2hours,1d')).toBe('10m,2h,1d');
    expect(respelledValue(directive('max-msg-rate'), 'domain', '"100/hour"')).toBe('"100/h"');
    expect(respelledValue(directive('max-msg-rate'), 'domain', '100/h')).toBeUndefined();
    expect(respelledValue(directive('retry-after'), 'domain', '10min,600')).toBeUndefined();
  });
});
