/** What `growth` stays below for work in proportion to the size, which has 4; in the square of the size it has 16. */
export const LINEAR = 10;

function cpuTime(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/**
 * How much more CPU time work of four times the size takes: the least of several tries, since other programs and the
 * collection of garbage only add to it. `size` is best where the work takes some 50 ms; it must not be remembered.
 */
export function growth(size: number, work: (size: number) => unknown): number {
  work(size);
  let least = Infinity;
  for (let tries = 0; tries < 8 && least >= LINEAR; tries++) {
    const small = cpuTime(() => work(size));
    least = Math.min(least, cpuTime(() => work(4 * size)) / small);
  }
  return least;
}
