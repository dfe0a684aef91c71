import { expect, it } from 'vitest';
import { Stopwatch } from '../../src/cli/lint/stopwatch.ts';
import { modelOf } from '../support/lint-texts.ts';

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Milliseconds by part. */
function timesOf(stopwatch: Stopwatch): Record<string, number> {
  const table = stopwatch.table([modelOf('host-name a\n')], { findings: [] });
  return Object.fromEntries(
    [...table.matchAll(/^ *([\d.]+) +[-\d.]+ +\d+ +(.+)$/gm)].map(([, time, part]) => [part!, Number(time)]),
  );
}

it('counts a part inside another for itself alone, also where it fails', async () => {
  const stopwatch = new Stopwatch();
  const result = await stopwatch.measureAsync('outer', async () => {
    stopwatch.measure('inner', () => busyFor(30));
    expect(() =>
      stopwatch.measure('failing', () => {
        busyFor(30);
        throw new Error('no');
      }),
    ).toThrow('no');
    return 'done';
  });
  expect(result).toBe('done');
  const times = timesOf(stopwatch);
  expect(times.inner).toBeGreaterThanOrEqual(30);
  expect(times.failing).toBeGreaterThanOrEqual(30);
  expect(times.outer).toBeLessThan(30);
});
