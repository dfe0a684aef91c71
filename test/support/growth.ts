/** What `growth` stays below for work in proportion to the size, which has 4; in the square of the size it has 16. */
export const LINEAR = 10;

/** Microseconds; shorter work is too short to measure. */
const SHORTEST = 200;

function cpuTime(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return Math.max(SHORTEST, user + system);
}

/**
 * How much more CPU time work of four times the size takes. Other programs and the collection of garbage only add to a
 * time, so the least of several tries counts. The work must not be remembered, and best takes some 50 ms for `size`.
 */
export function growth(size: number, work: (size: number) => unknown): number {
  work(size);
  let [small, large] = [Infinity, Infinity];
  for (let tries = 0; tries < 20; tries++) {
    small = Math.min(
      small,
      cpuTime(() => work(size)),
    );
    large = Math.min(
      large,
      cpuTime(() => work(4 * size)),
    );
    if (large / small < LINEAR / (tries < 2 ? 2 : 1)) break;
  }
  return large / small;
}
