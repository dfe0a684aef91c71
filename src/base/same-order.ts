import { pushTo } from './collections.ts';

/** How many moved items are compared in pairs; lists with more count as lists in another order. */
const MOST_MOVED = 2_000;

/** Where two lists differ: from `start` to the end in each, without what is alike at both ends. */
function differingPart<T>(
  old: readonly T[],
  now: readonly T[],
  isAlike: (one: T, other: T) => boolean,
): { readonly start: number; readonly oldEnd: number; readonly newEnd: number } {
  const alikeAt = (a: number, b: number): boolean => isAlike(old[a] as T, now[b] as T);
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && alikeAt(start, start)) start++;
  let same = 0;
  while (same < shorter - start && alikeAt(old.length - 1 - same, now.length - 1 - same)) same++;
  return { start, oldEnd: old.length - same, newEnd: now.length - same };
}

/** The items of a list that are not in another one, or are in it less often. `keyOf` is equal for equal items. */
function missingIn<T>(others: readonly T[], items: readonly T[], keyOf: (item: T) => string): T[] {
  const left = new Map<string, number>();
  for (const key of others.map(keyOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return items.filter((item) => {
    const key = keyOf(item);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Whether the order of two different items of a list counts. */
export type OrderCounts<T> = (one: T, other: T) => boolean;

/** Whether two lists have the same items, and any two whose order counts are in the same order in both. */
export function haveSameOrder<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
  orderCounts: OrderCounts<T>,
): boolean {
  if (before.length !== after.length) return false;
  const { start, oldEnd, newEnd } = differingPart(before, after, (a, b) => keyOf(a) === keyOf(b));
  if (oldEnd === start) return true;
  if (oldEnd - start > MOST_MOVED) return false;
  const positions = new Map<string, number[]>();
  for (let at = newEnd - 1; at >= start; at--) pushTo(positions, keyOf(after[at] as T), at);
  const moved = before.slice(start, oldEnd).map((item) => ({ item, to: positions.get(keyOf(item))?.pop() }));
  return moved.every(
    ({ item, to }, at) =>
      to !== undefined &&
      moved.slice(0, at).every((other) => (other.to ?? -1) < to || !orderCounts(other.item, item)),
  );
}

/**
 * The items of two lists that are not in the other one, both empty if the lists are the same. If the order differs, all
 * items from the first to the last that differs. `orderCounts` is null for lists in any order.
 */
export function differences<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
  orderCounts: OrderCounts<T> | null,
): [readonly T[], readonly T[]] {
  const [gone, come] = [missingIn(after, before, keyOf), missingIn(before, after, keyOf)];
  if (orderCounts === null) return [gone, come];
  const [kept, left] = [missingIn(gone, before, keyOf), missingIn(come, after, keyOf)];
  if (haveSameOrder(kept, left, keyOf, orderCounts)) return [gone, come];
  const { start, oldEnd, newEnd } = differingPart(before, after, (one, other) => keyOf(one) === keyOf(other));
  return [before.slice(start, oldEnd), after.slice(start, newEnd)];
}
