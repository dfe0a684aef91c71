/**
 * Calls `make` at the first call only and remembers its result, but not an error: a table that a run does not need is never
 * parsed.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** An index of a table by lower-case key. The first record of a key wins. */
export function indexBy<Row>(
  rows: () => readonly Row[],
  key: (row: Row) => string,
): () => ReadonlyMap<string, Row> {
  return once(() => {
    const index = new Map<string, Row>();
    for (const row of rows()) {
      const word = key(row).toLowerCase();
      if (!index.has(word)) index.set(word, row);
    }
    return index;
  });
}
