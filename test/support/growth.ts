/** CPU milliseconds of this process that `work` takes: other processes do not count. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How many times as much CPU time `work` takes for four times the size: 4 if it is linear, 16 if quadratic. */
export function growth(size: number, work: (size: number) => void): number {
  work(size);
  const once = cpuOf(() => {
    work(size);
  });
  return (
    cpuOf(() => {
      work(4 * size);
    }) / Math.max(once, 1)
  );
}
