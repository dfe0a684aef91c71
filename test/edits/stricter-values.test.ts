import { describe, expect, it } from 'vitest';
import { halfRate, isNoLooser, tightened } from '../../src/edits/stricter-values.ts';

describe('tightened', () => {
  it.each([
    ['max-smtp-out', '20', '5', '5'],
    ['max-smtp-out', '3', 'unlimited', '3'],
    ['max-msg-rate', '10/m', '100/m', '10/m'],
    // Neither bound alone will do: one is slower in the long run, the other lets through fewer at once.
    ['max-msg-rate', '10/m', '5/s', '5/30s'],
    ['max-msg-rate', '1/m', '40/h', '1/90s'],
    ['max-msg-rate', '7/m', '0', '7/m'],
    ['retry-after', '30m', '10m,3h', '30m,3h'],
    ['retry-after', '1h', '10m', '1h'],
  ])('%s %s within %s is %s', (directive, value, limit, expected) => {
    const found = tightened(directive, value, limit);
    expect(found).toBe(expected);
    expect(isNoLooser(directive, found ?? '', value)).toBe(true);
    expect(isNoLooser(directive, found ?? '', limit)).toBe(true);
  });

  it('compares a backoff setting with that of normal mode', () => {
    expect(tightened('backoff-max-smtp-out', '20', '5', 'max-smtp-out')).toBe('5');
    expect(tightened('backoff-retry-after', '1h', '2h,30m', 'retry-after')).toBe('2h,1h');
  });

  it('does not guess where a value has no known direction', () => {
    expect(tightened('max-smtp-out', '5', '0')).toBeNull();
    expect(tightened('backoff-to-normal-after', '1h', '2h')).toBeNull();
  });
});

it.each([
  ['40/h', '20/h'],
  ['3/2h', '1/2h'],
  ['1/h', '1/2h'],
  ['unlimited', null],
  ['0', null],
  ['fast', null],
])('half of %s is %s', (rate, half) => {
  expect(halfRate(rate)).toBe(half);
});

it.each([
  ['100M/h', '50M/h'],
  ['1G/d', '512M/d'],
  ['3k/m', '1536B/m'],
  ['1/s', '1B/2s'],
])('half of the data volume %s is %s', (rate, half) => {
  expect(halfRate(rate, 'max-data-volume-rate')).toBe(half);
});
