import { describe, expect, it } from 'vitest';
import { directives } from '../../src/catalog/directives.ts';
import { expectedValue, parseValue, type Value } from '../../src/catalog/values.ts';
import { beyondBounds } from '../../rules/names/value-out-of-range/bounds.ts';
import { directive, checked } from './known.ts';

const legal: readonly (readonly [line: string, value: Partial<Value> & { kind: Value['kind'] }])[] = [
  ['use-starttls yes', { kind: 'boolean', value: true }],
  ['use-starttls FALSE', { kind: 'boolean', value: false }],
  ['use-starttls "true"', { kind: 'boolean', value: true }],
  ['dkim-sign if-x-dkim-options-present', { kind: 'word', word: 'if-x-dkim-options-present' }],
  ['dkim-sign yes', { kind: 'boolean', value: true }],
  ['add-date-header override', { kind: 'word', word: 'override' }],
  ['type HTTP-delivery', { kind: 'word', word: 'http-delivery' }],
  ['dummy-smtp-blacklist-bounce-method sometimes', { kind: 'word', word: 'sometimes' }],
  ['tls-dh-key-length 2048', { kind: 'word', word: '2048' }],
  ['max-smtp-out 20', { kind: 'integer', value: 20 }],
  ['max-smtp-out 0', { kind: 'integer', value: 0 }],
  ['max-smtp-out unlimited', { kind: 'word', word: 'unlimited' }],
  ['max-errors-per-connection Unlimited', { kind: 'word', word: 'unlimited' }],
  ['spool-max-recipients auto', { kind: 'word', word: 'auto' }],
  ['thread-min-priority -5', { kind: 'integer', value: -5 }],
  ['http-mgmt-port 8080', { kind: 'integer', value: 8080 }],
  ['bounce-after 4d12h', { kind: 'interval', seconds: 388_800 }],
  ['bounce-after 1w2d12h', { kind: 'interval', seconds: 820_800 }],
  ['bounce-after 300s', { kind: 'interval', seconds: 300 }],
  ['connection-idle-timeout 0', { kind: 'interval', seconds: 0 }],
  ['bounce-after 12h4d', { kind: 'interval', seconds: 388_800 }],
  ['backoff-to-normal-after never', { kind: 'word', word: 'never' }],
  ['backoff-to-normal-after 1h', { kind: 'interval', seconds: 3600 }],
  ['bounce-upon-no-mx never', { kind: 'word', word: 'never' }],
  ['bounce-upon-no-mx yes', { kind: 'boolean', value: true }],
  ['bounce-upon-no-mx 2h', { kind: 'interval', seconds: 7200 }],
  ['delete-after 8d', { kind: 'interval', seconds: 691_200 }],
  ['delete-after never', { kind: 'word', word: 'never' }],
  ['retry-after 10m', { kind: 'intervals', seconds: [600] }],
  ['retry-after 10m,20m, 1h', { kind: 'intervals', seconds: [600, 1200, 3600] }],
  ['max-msg-rate 500/h', { kind: 'rate', count: 500, perSeconds: 3600, unit: 'items' }],
  ['max-msg-rate 100/15m', { kind: 'rate', count: 100, perSeconds: 900 }],
  ['max-msg-rate 1/Sec', { kind: 'rate', count: 1, perSeconds: 1 }],
  ['max-msg-rate 5/hr', { kind: 'rate', count: 5, perSeconds: 3600 }],
  ['max-msg-rate 5/min', { kind: 'rate', count: 5, perSeconds: 60 }],
  ['max-msg-rate 24000/day', { kind: 'rate', count: 24_000, perSeconds: 86_400 }],
  ['max-msg-rate unlimited', { kind: 'rate', count: Infinity }],
  ['max-msg-rate 0', { kind: 'rate', count: 0 }],
  ['max-data-volume-rate 100M/h', { kind: 'rate', count: 104_857_600, perSeconds: 3600, unit: 'bytes' }],
  ['max-data-volume-rate 10 k / 5m', { kind: 'rate', count: 10_240, perSeconds: 300 }],
  ['max-data-volume-rate 500/s', { kind: 'rate', count: 500, perSeconds: 1 }],
  ['max-data-volume-rate unlimited', { kind: 'rate', count: Infinity, unit: 'bytes' }],
  ['max-cold-virtual-mta-msg 24000/day', { kind: 'daily-rates', counts: [24_000] }],
  ['max-cold-virtual-mta-msg 50/d, 100/d', { kind: 'daily-rates', counts: [50, 100] }],
  ['max-size 250M', { kind: 'size', bytes: 262_144_000 }],
  ['max-size 1g', { kind: 'size', bytes: 1_073_741_824 }],
  ['max-message-size 1000000', { kind: 'size', bytes: 1_000_000 }],
  ['max-message-size unlimited', { kind: 'word', word: 'unlimited' }],
  ['min-free-space 0', { kind: 'size', bytes: 0 }],
  ['pmc-acct-min-free-space 5G', { kind: 'size' }],
  ['pmc-acct-min-free-space 500', { kind: 'integer', value: 500 }],
  ['pmc-acct-min-free-space unlimited', { kind: 'word' }],
  ['name-server 192.0.2.53', { kind: 'cidr' }],
  ['name-server ::1', { kind: 'cidr' }],
  ['smtp-source-ip 192.0.2.1', { kind: 'cidr' }],
  ['smtp-hosts lookup-mx:Example.com', { kind: 'hosts', levels: [[{ kind: 'lookup-mx', name: 'example.com', port: undefined }]] }],
  ['smtp-hosts [192.0.2.1]:25', { kind: 'hosts', levels: [[{ kind: 'address', name: '192.0.2.1', port: 25 }]] }],
  ['smtp-hosts 192.0.2.1', { kind: 'hosts', levels: [[{ kind: 'address', name: '192.0.2.1', port: undefined }]] }],
  ['smtp-hosts [IPv6:2001::1]', { kind: 'hosts', levels: [[{ kind: 'address', name: '2001::1', port: undefined }]] }],
  ['smtp-hosts a.example, b.example:587; [192.0.2.1]', {
    kind: 'hosts',
    levels: [
      [{ kind: 'host', name: 'a.example', port: undefined }, { kind: 'host', name: 'b.example', port: 587 }],
      [{ kind: 'address', name: '192.0.2.1', port: undefined }],
    ],
  }],
  ['smtp-hosts ""', { kind: 'empty' }],
  ['route gmail.com', { kind: 'hosts' }],
  ['smtp-listener 0/0:25', { kind: 'composite' }],
  ['smtp-listener 1.2.3.0/28:25 source=mta1', { kind: 'composite' }],
  ['smtp-listener [2001:db8::1]:25', { kind: 'composite' }],
  ['smtp-listener 0/0:465 tls=yes', { kind: 'composite' }],
  ['smtp-listener 0/0:25 {{ source }}', { kind: 'composite' }],
  ['smtp-source-host 192.0.2.1 mta1.example.com', { kind: 'composite' }],
  ['smtp-source-host 2001:db8::/64 mta1.example.com', { kind: 'composite' }],
  ['smtp-source-host <%= @ip %> <%= @host %>', { kind: 'composite' }],
  ['smtp-source-host {{ ip }} {{ host }}', { kind: 'composite' }],
  ['smtp-source-host $p_ip', { kind: 'opaque' }],
  ['source-ip-max-msg-rate 10/8 100/h', { kind: 'composite' }],
  ['source-ip-max-msg-rate 0/0 5/day', { kind: 'composite' }],
  ['source-ip-max-smtp-out 0/0 unlimited', { kind: 'composite' }],
  ['mx-connection-limit *.google.com 20', { kind: 'composite' }],
  ['http-access 127.0.0.1 admin', { kind: 'composite' }],
  ['http-access 0/0 monitor, deny-logs', { kind: 'composite' }],
  ['http-access ::1 MONITOR', { kind: 'composite' }],
  ['domain-key 2022,*,/etc/pmta/key.pem', { kind: 'composite' }],
  ['domain-key base ,*, c:\\pmta\\m.pem', { kind: 'composite' }],
  [`domain-key {selector}, {domain}, {vault}:/v1/$\{selector}/$\{domain}`, { kind: 'composite' }],
  ['domain-macro yahoo yahoo.com, yahoo.co.uk,', { kind: 'composite' }],
  ['pickup /var/spool/pickup "/var/spool/bad mail"', { kind: 'composite' }],
  ['smtp-client-certificate /etc/pmta/cert.pem', { kind: 'composite' }],
  ['smtp-client-certificate /etc/pmta/cert.pem a b c', { kind: 'composite' }],
  ['privacy-policy redact "x"', { kind: 'composite' }],
  ['privacy-policy retain', { kind: 'composite' }],
  ['enable-signals true', { kind: 'boolean', value: true }],
  ['enable-signals true,subaccount=5', { kind: 'composite' }],
  ['enable-signals my-filter', { kind: 'name', name: 'my-filter' }],
  ['record-fields d *,header_Subject, !envId', { kind: 'composite' }],
  ['record-fields feedback-loop arf_From', { kind: 'composite' }],
  ['records d, b', { kind: 'list', items: ['d', 'b'] }],
  ['records delivery,transient-queue', { kind: 'list', items: ['d', 'tq'] }],
  ['disable-acct-records transient', { kind: 'list', items: ['t'] }],
  ['queue-filter *.example.com/*, !gmail.com, [*.]x.com/v1', { kind: 'queue-filters' }],
  ['relay-domain *', { kind: 'name', name: '*' }],
  ['relay-domain [*.]example.com', { kind: 'name' }],
  ['relay-domain *.example.com', { kind: 'name' }],
  ['relay-domain [10/8]', { kind: 'name' }],
  ['relay-domain yahoo.$tld', { kind: 'name' }],
  ['relay-domain bücher.de', { kind: 'name' }],
  ['queue-to "hotmail.queue"', { kind: 'name', name: 'hotmail.queue' }],
  ['queue-to {sparkpost}', { kind: 'name', name: '{sparkpost}' }],
  ['default-virtual-mta by-smtp-source-ip', { kind: 'word', word: 'by-smtp-source-ip' }],
  ['suppression-lists one, two', { kind: 'list', items: ['one', 'two'] }],
  ['postmaster abuse@example.com', { kind: 'name' }],
  ['backoff-notify a@example.com, b@example.com', { kind: 'list' }],
  ['alias root admin@example.com,ops', { kind: 'composite' }],
  ['dkim-identity @example.com', { kind: 'text' }],
  ['dkim-identity sender-or-from', { kind: 'word' }],
  ['dkim-headers from,subject,/x-.*/', { kind: 'text' }],
  ['remove-header X-Job, X-Mailer', { kind: 'list', items: ['X-Job', 'X-Mailer'] }],
  ['remove-header ""', { kind: 'empty' }],
  ['jobid-header X-Job', { kind: 'name', name: 'X-Job' }],
  ['http-delivery-url https://example.com/in', { kind: 'text' }],
  ['relay-address /@example\\.com$/', { kind: 'regex' }],
  ['reply /421 .*RP-001/ skip-mx', { kind: 'composite' }],
  ['reply // bounce-queue', { kind: 'composite' }],
  ['reply /a b/ mode=backoff, backoff-to-normal-after=30m', { kind: 'composite' }],
  ['reply /x/ mode=temp', { kind: 'composite' }],
  ['header X-Job /^a\\/b/ virtual-mta=v1, recipient-priority=60', { kind: 'composite' }],
  ['mail-from /x/ <pattern-list>', { kind: 'composite' }],
  ['rcpt-to /x/ call-to: other', { kind: 'composite' }],
  ['mx *.google.com google.rollup rollup-by-ip', { kind: 'composite' }],
  ['server proxy.example.com:5000', { kind: 'host-port', host: 'proxy.example.com', port: 5000 }],
  ['client 192.0.2.1 client.example.com', { kind: 'composite' }],
  ['client 192.0.2.1:0 client.example.com', { kind: 'composite' }],
  ['sender-or-from *.example.com enable-signals,subaccount=3', { kind: 'composite' }],
  ['log-file /var/log/my logs/pmta.log', { kind: 'text' }],
  ['log-file "/var/log/pmta log"', { kind: 'text' }],
  ['log-file {{ log_folder }}/log {{ suffix }}', { kind: 'opaque' }],
  ['command "/p --envid \\"$envid\\""', { kind: 'text', text: '/p --envid "$envid"' }],
  ['max-msg-per-hour whatever', { kind: 'opaque' }],
  ['max-smtp-out __MAX_OUT__', { kind: 'opaque' }],
  ['max-smtp-out {{max}}', { kind: 'opaque' }],
  ['max-smtp-out %MAX%', { kind: 'opaque' }],
  ['max-smtp-out @MAX@', { kind: 'opaque' }],
  ['max-smtp-out {% if a %}5{% endif %}', { kind: 'opaque' }],
  ['retry-after $retry', { kind: 'opaque' }],
  ['max-smtp-out ""', { kind: 'empty' }],
]; // prettier-ignore

describe('valid values', () => {
  it.each(legal)('%s', (line, value) => {
    expect(checked(line)).toMatchObject({ ok: true, value });
  });

  it('in a scope of their own', () => {
    expect(checked('privacy-policy sha1', 'signals').ok).toBe(true);
    expect(checked('privacy-policy sha1 KEY', 'signals').ok).toBe(true);
    expect(checked('privacy-policy redact', 'signals').ok).toBe(false);
    expect(checked('privacy-policy sha1', 'acct-file').ok).toBe(false);
    expect(checked('mail-from *@a.example <>', 'rewrite-list').ok).toBe(true);
    expect(checked(`api-key ${'a'.repeat(40)}`, 'signals').ok).toBe(true);
    expect(checked(`api-key ${'x'.repeat(40)}`, 'signals').ok).toBe(false);
    expect(checked(`api-key ${'x'.repeat(40)}`, 'transmissions-api').ok).toBe(true);
  });

  it('carry their arguments with places', () => {
    const line = 'smtp-listener 1.2.3.0/28:25 source=mta1';
    const result = checked(line);
    expect(result).toMatchObject({
      value: {
        args: [
          {
            name: 'listen',
            value: { kind: 'listen', port: 25 },
            text: '1.2.3.0/28:25',
            at: { start: 0, end: 13 },
          },
          { name: 'source', value: { kind: 'name', name: 'mta1' }, text: 'mta1', at: { start: 21, end: 25 } },
        ],
      },
    });
    expect(checked('reply /a b/ mode=backoff, reenable-after=4h')).toMatchObject({
      value: {
        args: [
          { value: { kind: 'regex', source: 'a b' } },
          {
            value: {
              actions: [{ name: 'mode', value: 'backoff', at: { start: 6, end: 18 } }, { seconds: 14_400 }],
            },
          },
        ],
      },
    });
  });
});

describe('bounds', () => {
  const bounds = (line: string): unknown => {
    const found = directive(line.split(' ')[0] ?? '');
    const result = checked(line);
    return result.ok ? beyondBounds(found, found.scopes[0] ?? '', result.value) : 'refused';
  };
  it.each([
    ['edns-udp-length 511', 'is below 512'],
    ['edns-udp-length 4096', 'is above 2048'],
    ['max-memory-usage-percent 0', 'is below 1'],
    ['queue-priority 101', 'is above 100'],
    ['default-smtp-port 0', 'is below 1'],
    ['connection-idle-timeout 11m', 'is above 10m'],
    ['http-webhook-max-interval 30s', 'is below 1m'],
    ['max-size 10K', 'is below 50K'],
    [`retry-after ${Array(31).fill('10m').join(',')}`, 'has 31 items'],
  ])('%s', (line, reason) => {
    expect(bounds(line)).toMatchObject({ reason });
  });
  it.each([
    'edns-udp-length 512',
    'dummy-smtp-port 0',
    'connection-idle-timeout 10m',
    'connection-idle-timeout 0',
    'min-free-space 0',
    `retry-after ${Array(30).fill('10m').join(',')}`,
  ])('%s is within', (line) => {
    expect(bounds(line)).toBeUndefined();
  });
  it('says which they are', () => {
    expect(bounds('edns-udp-length 1')).toMatchObject({ expected: '512 to 2048' });
    expect(bounds('max-errors-per-connection 0')).toMatchObject({ expected: '1 or more' });
  });
});

describe('the expected form', () => {
  it('is known for every directive with a documented value', () => {
    for (const each of directives()) {
      if (each.type !== 'unknown') expect(expectedValue(each), each.name).not.toBe('');
    }
    expect(expectedValue(directive('max-msg-per-hour'))).toBe('');
    expect(expectedValue(directive('smtp-listener'))).toBe('LISTEN [source=SOURCE]');
    expect(expectedValue(directive('backoff-to-normal-after'))).toContain('or never');
    expect(parseValue(directive('max-smtp-out'), 'domain', '')).toMatchObject({
      expected: 'a whole number or unlimited',
    });
  });
});
