/** How many cases of a long property test to draw: all in the slow tests, a tenth in the fast ones. */
export function runs(all: number): number {
  return process.env.ALL_PROPERTY_RUNS === '1' ? all : Math.ceil(all / 10);
}
