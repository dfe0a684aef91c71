import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthOf, sameValue, strictness, type Strictness } from '../../src/catalog/compare-values.ts';
import { printRate } from '../../src/catalog/values/rate-and-size.ts';
import { directive } from './known.ts';

type Row = readonly [name: string, before: string | null, after: string | null, expected: Strictness];

const rows: readonly Row[] = [
  ['max-smtp-out', '20', '10', 'stricter'],
  ['max-smtp-out', '10', '20', 'looser'],
  ['max-smtp-out', '10', '010', 'equal'],
  ['max-smtp-out', 'unlimited', '500', 'stricter'],
  ['max-smtp-out', '0', '5', 'unknown'],
  ['max-smtp-out', '5', '0', 'unknown'],
  ['max-smtp-out', '0', '0', 'equal'],
  ['max-smtp-out', null, '10', 'stricter'],
  ['max-smtp-out', null, '30', 'looser'],
  ['max-smtp-out', '20', null, 'equal'],
  ['max-smtp-out', '$max', '5', 'unknown'],
  ['max-smtp-out', 'nonsense', '5', 'unknown'],
  ['max-msg-per-connection', '0', '50', 'stricter'],
  ['max-msg-per-connection', '100', '0', 'looser'],
  ['max-msg-per-connection', 'unlimited', '0', 'equal'],
  ['max-msg-rate', '100/h', '100/1h', 'equal'],
  ['max-msg-rate', '100/hour', '100/h', 'equal'],
  ['max-msg-rate', '100/h', '50/h', 'stricter'],
  ['max-msg-rate', '0', 'unlimited', 'equal'],
  ['max-msg-rate', '0', '100/h', 'stricter'],
  ['max-msg-rate', '100/h', '0', 'looser'],
  ['max-msg-rate', null, '100/h', 'stricter'],
  ['max-msg-rate', '10/m', '500/h', 'unknown'],
  ['max-msg-rate', '10/m', '10/h', 'stricter'],
  ['max-msg-rate', '500/h', '1/m', 'stricter'],
  ['max-msg-rate', '1/m', '500/h', 'looser'],
  ['max-msg-rate', '60/h', '1/m', 'stricter'],
  ['max-msg-rate', '100/h', '3/m', 'unknown'],
  ['max-msg-rate', '100', '50/h', 'unknown'],
  ['backoff-max-msg-rate', null, '10/h', 'unknown'],
  ['backoff-max-msg-rate', 'unlimited', '10/h', 'stricter'],
  ['max-data-volume-rate', '100M/h', '1M/m', 'stricter'],
  ['max-data-volume-rate', '1024k/h', '1M/h', 'equal'],
  ['retry-after', '60m', '1h', 'equal'],
  ['retry-after', '10m', '20m', 'stricter'],
  ['retry-after', '10m', '5m', 'looser'],
  ['retry-after', '10m,20m', '10m,20m,20m', 'equal'],
  ['retry-after', '10m', '10m,20m', 'stricter'],
  ['retry-after', '10m,1h', '20m', 'unknown'],
  ['retry-after', '10m,20m,1h', '10m,30m,1h', 'stricter'],
  ['retry-after', null, '15m', 'stricter'],
  ['retry-after', '600', '10m', 'unknown'],
  ['smtp-data-termination-timeout', '10m', '5m', 'looser'],
  ['smtp-data-termination-timeout', '2minutes', '5m', 'stricter'],
  ['use-starttls', 'no', 'yes', 'stricter'],
  ['use-starttls', 'yes', 'true', 'equal'],
  ['use-starttls', 'on', 'yes', 'equal'],
  ['use-starttls', 'true', 'no', 'looser'],
  ['log-commands', 'yes', 'no', 'stricter'],
  ['dkim-sign', 'no', 'if-x-dkim-options-present', 'stricter'],
  ['dkim-sign', 'true', 'if-x-dkim-options-present', 'looser'],
  ['dkim-sign', 'yes', 'true', 'equal'],
  ['tls-dh-key-length', '1024', '2048', 'stricter'],
  ['dkim-algorithm', 'rsa-sha256', 'rsa-sha1', 'looser'],
  ['http-access', '0/0 admin', '0/0 none', 'stricter'],
  ['http-access', '0/0 monitor', '0.0.0.0/0 monitor,deny-logs', 'stricter'],
  ['http-access', '0/0 monitor', '0/0 admin', 'looser'],
  ['http-access', '0/0 admin', '10/8 none', 'unknown'],
  ['source-ip-max-msg-rate', '0/0 100/h', '0/0 50/h', 'stricter'],
  ['source-ip-max-msg-rate', '0/0 0', '0.0.0.0/0 unlimited', 'equal'],
  ['source-ip-max-smtp-out', '0/0 unlimited', '0/0 5', 'stricter'],
  ['mx-connection-limit', '*.A.com 5', '*.a.com 10', 'looser'],
  ['mx-connection-limit', '*.a.com 5', '*.b.com 1', 'unknown'],
  ['require-starttls', 'no', 'yes', 'unknown'],
  ['require-starttls', 'no', 'false', 'equal'],
  ['bounce-after', '4d12h', '108h', 'equal'],
  ['bounce-after', '4d', '5d', 'unknown'],
  ['max-message-size', '0', 'unlimited', 'unknown'],
  ['queue-to', '"a.queue"', 'a.queue', 'equal'],
  ['queue-to', 'a.queue', 'b.queue', 'unknown'],
  ['smtp-hosts', 'lookup-mx:A.com', 'lookup-mx:a.com', 'equal'],
  ['records', 'd, b', 'delivery,bounce', 'equal'],
  ['name-server', '::1', '0:0:0:0:0:0:0:1', 'equal'],
  ['max-msg-per-hour', '100', '50', 'unknown'],
  ['log-file', null, '/x', 'unknown'],
  ['log-file', null, null, 'equal'],
];

describe('strictness', () => {
  it.each(rows)('%s: %s to %s is %s', (name, before, after, expected) => {
    const known = directive(name);
    expect(strictness(known, known.scopes[0] ?? 'global', before, after)).toBe(expected);
  });

  it('takes the default of the scope', () => {
    const maxOut = directive('max-smtp-out');
    expect(strictness(maxOut, 'virtual-mta', null, '30')).toBe('stricter');
    expect(strictness(maxOut, 'virtual-mta-pool', null, '30')).toBe('unknown');
  });

  const mirrored: Readonly<Record<Strictness, Strictness>> = {
    equal: 'equal',
    unknown: 'unknown',
    stricter: 'looser',
    looser: 'stricter',
  };

  const rate = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom(1, 5, 60, 900, 3600, 7200, 86_400));

  it('turns round when a change of a rate is taken back', () => {
    fc.assert(
      fc.property(rate, rate, ([count, seconds], [otherCount, otherSeconds]) => {
        const [a, b] = [printRate(count, seconds), printRate(otherCount, otherSeconds)];
        const known = directive('max-msg-rate');
        expect(strictness(known, 'domain', b, a)).toBe(mirrored[strictness(known, 'domain', a, b)]);
      }),
    );
  });

  it('never calls a rate stricter that lets more through in the long run or at once', () => {
    fc.assert(
      fc.property(rate, rate, ([count, seconds], [otherCount, otherSeconds]) => {
        const change = strictness(
          directive('max-msg-rate'),
          'domain',
          printRate(count, seconds),
          printRate(otherCount, otherSeconds),
        );
        fc.pre(change === 'stricter');
        expect(otherCount / otherSeconds).toBeLessThanOrEqual(count / seconds);
        expect(otherSeconds <= seconds || otherCount <= count).toBe(true);
      }),
    );
  });

  it('turns round for lists of intervals', () => {
    const list = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(list, list, (one, other) => {
        const [a, b] = [one, other].map((items) => items.map((item) => `${item}m`).join(','));
        const known = directive('retry-after');
        const change = strictness(known, 'domain', a ?? null, b ?? null);
        expect(strictness(known, 'domain', b ?? null, a ?? null)).toBe(mirrored[change]);
      }),
    );
  });
});

describe('same value', () => {
  it.each([
    ['auth-password', 'secret', '"secret"', true],
    ['auth-password', 'secret', 'Secret', false],
    ['default-virtual-mta', 'Mta1', 'mta1', true],
    ['smtp-listener', '0/0:25 source=App', '0/0:25 source=app', true],
    ['log-file', '/Log', '/log', false],
    ['relay-domain', 'Example.com', 'example.com', true],
    ['remove-header', 'X-Job,X-A', 'x-job, x-a', true],
    ['reply', '/x/ reenable-after=60m', '/x/ reenable-after=1h', true],
    ['reply', '/x/ mode=backoff', '/X/ mode=backoff', false],
    ['domain-key', 'a,B.com,/k', 'a, b.com, /k', true],
    ['max-smtp-out', 'what', 'ever', false],
    ['max-smtp-out', 'what', 'what', true],
    ['queue-to', '""', 'x', false],
    ['relay-domain', 'A.$Macro', 'a.$Macro', true],
    ['relay-domain', '$Macro', '$macro', false],
    ['reply', '/x/ mode=backoff,skip-mx', '/x/ skip-mx, mode=Backoff', true],
    ['disable-acct-records', 'd,b,d', 'bounce, delivery', true],
    ['record-fields', 'd a,b', 'd b,a', false],
    ['use-proxy', 'a,b', 'b,a', false],
    ['suppression-lists', 'a,B', 'b,a', true],
  ] as const)('%s: %s and %s', (name, a, b, same) => {
    const known = directive(name);
    expect(sameValue(known, known.scopes[0] ?? 'global', a, b)).toBe(same);
  });
});

describe('growthOf', () => {
  it.each([
    ['max-smtp-out', '5', '50', { percent: 900 }],
    ['retry-after', '10m', '5m', { percent: -50 }],
    ['max-msg-rate', '1000/m', '500/m', { percent: -50 }],
    ['max-message-size', '10m', '20m', { percent: 100 }],
    ['bounce-after', '1d', '2d', { percent: 100 }],
    ['ip-connection-limit', '10/8 5', '10.0.0.0/8 10', { percent: 100 }],
    // Other arguments make it another limit.
    ['ip-connection-limit', '10/8 5', '11/8 10', undefined],
    ['max-smtp-out', '0', '50', undefined],
    ['max-msg-rate', 'unlimited', '5/h', undefined],
    // No quantities.
    ['http-mgmt-port', '2294', '1212', undefined],
    ['smtp-port', '25', '2525', undefined],
    ['default-smtp-port', '25', '2525', undefined],
    ['queue-priority', '50', '60', undefined],
    ['priority', '3', '4', undefined],
    ['host-id', '1', '2', undefined],
    ['smtp-listener', '0/0:25', '0/0:587', undefined],
  ] as const)('%s: %s to %s is %j', (name, before, after, growth) => {
    const known = directive(name);
    expect(growthOf(known, known.scopes[0] ?? 'global', before, after)).toEqual(growth);
  });

  it.each([
    ['max-msg-rate', '1000/m', '2000/h', 'more'],
    ['max-msg-rate', '2000/h', '1000/m', 'fewer'],
    ['max-data-volume-rate', '10M/m', '20M/h', 'more'],
    ['source-ip-max-msg-rate', '0/0 10/m', '0/0 500/h', 'more'],
    ['max-msg-rate', '1000/m', '500/h', undefined],
  ] as const)('%s: %s to %s allows at once: %s', (name, before, after, atOnce) => {
    expect(growthOf(directive(name), 'domain', before, after)?.atOnce).toBe(atOnce);
  });
});
