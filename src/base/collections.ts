/** Appends to the list that a map has for a key; starts one where there is none. */
export function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The value that a map has for a key; made and kept where there is none. `undefined` is no value. */
export function getOrMake<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Items by key, in order. */
export function groupBy<K, V>(items: Iterable<V>, keyOf: (item: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) pushTo(groups, keyOf(item), item);
  return groups;
}

/** A function that answers once per object and remembers the answer as long as the object lives. */
export function memoize<T extends WeakKey, R>(answer: (of: T) => R): (of: T) => R {
  const answers = new WeakMap<T, R>();
  // Written out: a call of getOrMake would create a function for each question, 4 % of a check of 100,000 lines.
  return (of) => {
    let known = answers.get(of);
    if (known === undefined) answers.set(of, (known = answer(of)));
    return known;
  };
}

/** The first index at which a sorted array is no longer before what is looked for; its length if there is none. */
export function lowerBound<T>(sorted: ArrayLike<T>, isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(sorted[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
