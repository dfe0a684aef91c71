import { strictness } from '../catalog/compare-values.ts';
import { findDirective, type Directive } from '../catalog/directives.ts';
import { printInterval } from '../catalog/values/interval.ts';
import { printRate } from '../catalog/values/rate-and-size.ts';
import { parseValue, type Value } from '../catalog/values.ts';

/** What the catalog knows of a directive; throws for a name that it does not have. */
export function factsOf(directive: string): Directive {
  const facts = findDirective(directive);
  if (facts === undefined) throw new Error(`no directive is named '${directive}'`);
  return facts;
}

/** A value of a directive in `<domain>`; undefined for another value. */
export function valueOf(directive: string, text: string): Value | undefined {
  const result = parseValue(factsOf(directive), 'domain', text);
  return result.ok ? result.value : undefined;
}

/** Whether a value is known to be no looser than another one of a directive. */
export function isNoLooser(directive: string, value: string, limit: string | null): boolean {
  const change = strictness(factsOf(directive), 'domain', limit, value);
  return change === 'equal' || change === 'stricter';
}

/** The fastest rate that lets through no more than either, neither in the long run nor at once. */
function rateBelow(a: Value, b: Value): string | undefined {
  if (a.kind !== 'rate' || b.kind !== 'rate' || a.unit !== 'items') return undefined;
  const counts = [a.count, b.count];
  if (counts.some((count) => count === 0 || !Number.isFinite(count))) return undefined;
  const count = Math.min(...counts);
  const perSecond = Math.min(a.count / a.perSeconds, b.count / b.perSeconds);
  return printRate(count, Math.ceil(count / perSecond));
}

/** The shortest intervals that are, one by one, no shorter than either. */
function intervalsAbove(a: Value, b: Value): string | undefined {
  const seconds = (value: Value): readonly number[] | undefined =>
    value.kind === 'interval' ? [value.seconds] : value.kind === 'intervals' ? value.seconds : undefined;
  const [left, right] = [seconds(a), seconds(b)];
  if (left === undefined || right === undefined) return undefined;
  const length = Math.max(left.length, right.length);
  const at = (list: readonly number[], index: number): number => list[index] ?? list.at(-1) ?? 0;
  return Array.from({ length }, (_, index) =>
    printInterval(Math.max(at(left, index), at(right, index))),
  ).join(',');
}

/**
 * A value that is no looser than either of two, as near to them as can be; null where none is known.
 *
 * @param limitOf The directive that `limit` is a value of, where it is another one: a backoff setting is compared with that
 * of the normal state.
 */
export function tightened(
  directive: string,
  value: string,
  limit: string,
  limitOf = directive,
): string | null {
  const [a, b] = [valueOf(directive, value), valueOf(limitOf, limit)];
  const between = a === undefined || b === undefined ? undefined : (rateBelow(a, b) ?? intervalsAbove(a, b));
  const candidates = [value, limit, ...(between === undefined ? [] : [between])];
  return (
    candidates.find(
      (candidate) => isNoLooser(directive, candidate, value) && isNoLooser(limitOf, candidate, limit),
    ) ?? null
  );
}

/** A rate of bytes in PowerMTA's spelling, with the largest unit that leaves a whole number. */
function printVolume(bytes: number, perSeconds: number): string {
  const power = [4, 3, 2, 1].find((exponent) => bytes % 1024 ** exponent === 0) ?? 0;
  const [count, window] = printRate(bytes / 1024 ** power, perSeconds).split('/');
  return `${count}${'BKMGT'.charAt(power)}/${window}`;
}

/** Half of a rate, or as near as the format allows; null for none. `directive`: one that takes such a rate. */
export function halfRate(rate: string, directive = 'max-msg-rate'): string | null {
  const value = valueOf(directive, rate);
  if (value?.kind !== 'rate' || value.count === 0 || !Number.isFinite(value.count)) return null;
  const print = value.unit === 'bytes' ? printVolume : printRate;
  return value.count >= 2
    ? print(Math.floor(value.count / 2), value.perSeconds)
    : print(value.count, value.perSeconds * 2);
}
