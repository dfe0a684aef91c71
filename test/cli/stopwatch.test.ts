import { afterEach, expect, it, vi } from 'vitest';
import { Stopwatch } from '../../src/cli/lint/stopwatch.ts';
import { modelOf } from '../support/lint-texts.ts';

let clock = 0;
vi.spyOn(performance, 'now').mockImplementation(() => clock);
afterEach(() => {
  vi.restoreAllMocks();
});

/** Milliseconds by part. */
function timesOf(stopwatch: Stopwatch): Record<string, number> {
  const table = stopwatch.table([modelOf('host-name a\n')], { findings: [] });
  return Object.fromEntries(
    [...table.matchAll(/^ *([\d.]+) +[-\d.]+ +\d+ +(.+)$/gm)].map(([, time, part]) => [part!, Number(time)]),
  );
}

it('counts the time of a part inside another one only for itself, also where it fails', async () => {
  const stopwatch = new Stopwatch();
  const result = await stopwatch.measureAsync('outer', async () => {
    clock += 5;
    stopwatch.measure('inner', () => (clock += 30));
    expect(() =>
      stopwatch.measure('failing', () => {
        clock += 40;
        throw new Error('no');
      }),
    ).toThrow('no');
    return 'done';
  });
  expect(result).toBe('done');
  expect(timesOf(stopwatch)).toMatchObject({ outer: 5, inner: 30, failing: 40 });
});
