/** Cases by title. Throws where two would have one title. */
function byTitle<I, C>(
  items: readonly I[],
  titleOf: (item: I) => string,
  caseOf: (item: I) => C,
): Record<string, C> {
  const cases = new Map<string, C>();
  for (const item of items) {
    const title = titleOf(item);
    if (cases.has(title)) throw new Error(`two cases have one title: ${title}`);
    cases.set(title, caseOf(item));
  }
  return Object.fromEntries(cases);
}

/** One case for each item. The item is its title unless `titleOf` is given. */
export function each<T>(
  items: readonly string[],
  caseOf: (item: string) => T,
  titleOf: (item: string) => string = (item) => item,
): Record<string, T> {
  return byTitle(items, titleOf, caseOf);
}

/** Cases of one form by title, which is the start of a title and the texts in an item. */
export function casesOf<const T, C>(
  start: string,
  items: readonly T[],
  caseOf: (item: T) => C,
): Record<string, C> {
  const titleOf = (item: T): string => {
    const texts = [item].flat().filter((part) => typeof part === 'string');
    return [start, ...texts].join(' ').replace(/\s+/g, ' ').trim();
  };
  return byTitle(items, titleOf, caseOf);
}
