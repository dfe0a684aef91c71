/** One case for each item. The item is its title unless `titleOf` is given. */
export function each<T>(
  items: readonly string[],
  caseOf: (item: string) => T,
  titleOf: (item: string) => string = (item) => item,
): Record<string, T> {
  return Object.fromEntries(items.map((item) => [titleOf(item), caseOf(item)]));
}
