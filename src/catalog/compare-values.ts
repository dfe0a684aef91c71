import { factsIn, type Directive, type DirectiveFacts, type Stricter } from './directives.ts';
import { parseValue, respelledValue, type Value } from './values.ts';

/** How a change of a value moves what PowerMTA does: `stricter` is what the catalog calls conservative. */
export type Strictness = 'equal' | 'stricter' | 'looser' | 'unknown';

/** Text that is equal for values of equal meaning. */
function canonical(value: Value, facts: DirectiveFacts): string {
  switch (value.kind) {
    case 'empty':
      return 'empty';
    case 'boolean':
      return value.value ? 'yes' : 'no';
    case 'integer':
      return limitless(value, facts) ? 'no limit' : `${value.value}`;
    case 'word':
      return limitless(value, facts) ? 'no limit' : value.word;
    case 'interval':
      return `${value.seconds}s`;
    case 'intervals':
      return intervalsWithoutRepeats(value.seconds).join('s,');
    case 'rate':
      return limitless(value, facts) ? 'no limit' : `${value.count}/${value.perSeconds} ${value.unit}`;
    case 'daily-rates':
      return intervalsWithoutRepeats(value.counts).join('/d,');
    case 'size':
      return limitless(value, facts) ? 'no limit' : `${value.bytes}b`;
    case 'cidr':
      return `${value.range.first}-${value.range.last} v${value.range.version}`;
    case 'listen':
      return `${value.range.first}-${value.range.last} v${value.range.version} ${value.port}`;
    case 'host-port':
      return `${value.host.toLowerCase()} ${value.port ?? ''}`;
    case 'hosts':
      return value.levels
        .map((level) => level.map((host) => `${host.kind} ${host.name} ${host.port ?? ''}`).join(','))
        .join(';');
    case 'regex':
      return `/${value.source}/`;
    case 'actions':
      return value.actions
        .map((action) => `${action.name}=${action.seconds ?? action.value ?? ''}`)
        .join(',');
    case 'queue-filters':
      return value.filters
        .map((filter) => `${filter.exclude ? '!' : ''}${filter.domain}/${filter.virtualMta}`)
        .join(',');
    case 'list':
      return value.items.map((item) => (value.ignoreCase ? item.toLowerCase() : item)).join(',');
    case 'name':
      return value.ignoreCase ? value.name.toLowerCase() : value.name;
    case 'text':
    case 'opaque':
      return value.text;
    case 'composite':
      return value.args
        .map((argument) => `${argument.name} ${canonical(argument.value, argumentFacts(facts))}`)
        .join('\n');
  }
}

/** `noLimit` of a composite is about its last argument; no other argument is a bare number or word of that list. */
function argumentFacts(facts: DirectiveFacts): DirectiveFacts {
  return facts.noLimit ? { type: 'union', noLimit: facts.noLimit } : { type: 'union' };
}

/** The last items of a list go on for ever: repeats at its end add nothing. */
function intervalsWithoutRepeats(items: readonly number[]): readonly number[] {
  let end = items.length;
  while (end > 1 && items[end - 1] === items[end - 2]) end--;
  return items.slice(0, end);
}

/** Whether a value means "no limit" for its directive. */
function limitless(value: Value, facts: DirectiveFacts): boolean {
  const words = facts.noLimit ?? [];
  if (value.kind === 'word') return words.includes(value.word);
  if (value.kind === 'integer') return words.includes(`${value.value}`);
  if (value.kind === 'size') return value.bytes === 0 && words.includes('0');
  if (value.kind === 'rate')
    return words.includes(value.count === 0 ? '0' : value.count === Infinity ? 'unlimited' : '');
  return false;
}

/** A quantity that grows as the directive gets looser (`lower`) or stricter (`higher`). */
interface Quantity {
  readonly perSecond: number;
  /** How many at once, and in what window; for other quantities than rates both 1. */
  readonly window: number;
  readonly burst: number;
}

const noWindow = { window: 1, burst: 1 };

/** The quantity of a value; undefined for a value without one, and for a 0 whose meaning is not documented. */
function quantity(value: Value, facts: DirectiveFacts): Quantity | undefined {
  if (limitless(value, facts)) return { perSecond: Infinity, window: 1, burst: Infinity };
  switch (value.kind) {
    case 'integer':
      return value.value === 0 && facts.stricter === 'lower'
        ? undefined
        : { perSecond: value.value, ...noWindow };
    case 'size':
      return { perSecond: value.bytes, ...noWindow };
    case 'rate':
      if (value.count === 0 || value.count === Infinity) return undefined;
      return { perSecond: value.count / value.perSeconds, window: value.perSeconds, burst: value.count };
    default:
      return undefined;
  }
}

/** Whether `a` lets through no more than `b`, neither in the long run nor at once. */
function atMost(a: Quantity, b: Quantity): boolean {
  if (b.perSecond === Infinity) return true;
  return a.perSecond <= b.perSecond && (a.window <= b.window || a.burst <= b.burst);
}

function turned(strictness: Strictness): Strictness {
  return strictness === 'stricter' ? 'looser' : strictness === 'looser' ? 'stricter' : strictness;
}

function smallerIsStricter(before: Value, after: Value, facts: DirectiveFacts): Strictness {
  const [from, to] = [quantity(before, facts), quantity(after, facts)];
  if (!from || !to) return 'unknown';
  if (atMost(to, from)) return atMost(from, to) ? 'equal' : 'stricter';
  return atMost(from, to) ? 'looser' : 'unknown';
}

function longerIsStricter(before: Value, after: Value, facts: DirectiveFacts): Strictness {
  const [from, to] = [items(before), items(after)];
  if (!from || !to) return turned(smallerIsStricter(before, after, { ...facts, stricter: 'higher' }));
  let [longer, shorter] = [false, false];
  for (let index = 0; index < Math.max(from.length, to.length); index++) {
    const [old, now] = [from[index] ?? from.at(-1) ?? 0, to[index] ?? to.at(-1) ?? 0];
    if (now > old) longer = true;
    if (now < old) shorter = true;
  }
  if (longer && shorter) return 'unknown';
  return longer ? 'stricter' : shorter ? 'looser' : 'equal';
}

/** The seconds of an interval or of a list of them. */
function items(value: Value): readonly number[] | undefined {
  if (value.kind === 'interval') return [value.seconds];
  return value.kind === 'intervals' ? value.seconds : undefined;
}

function byWord(before: Value, after: Value, order: readonly string[], facts: DirectiveFacts): Strictness {
  const [from, to] = [order.indexOf(canonical(before, facts)), order.indexOf(canonical(after, facts))];
  if (from < 0 || to < 0) return 'unknown';
  return to > from ? 'stricter' : to < from ? 'looser' : 'equal';
}

function compare(before: Value, after: Value, stricter: Stricter, facts: DirectiveFacts): Strictness {
  if (stricter === 'lower') return smallerIsStricter(before, after, facts);
  if (stricter === 'higher') return longerIsStricter(before, after, facts);
  if (stricter === 'true') return byWord(before, after, ['no', 'yes'], facts);
  if (stricter === 'false') return byWord(before, after, ['yes', 'no'], facts);
  return byWord(before, after, stricter, facts);
}

/** Two composite values by their last arguments, the others being equal. */
function compareLast(before: Value, after: Value, stricter: Stricter, facts: DirectiveFacts): Strictness {
  if (before.kind !== 'composite' || after.kind !== 'composite') return 'unknown';
  const [from, to] = [before.args.at(-1), after.args.at(-1)];
  const rest = argumentFacts(facts);
  const same = before.args.slice(0, -1).every((argument, index) => {
    const other = after.args[index];
    return other !== undefined && canonical(argument.value, rest) === canonical(other.value, rest);
  });
  if (!from || !to || !same || before.args.length !== after.args.length) return 'unknown';
  return compare(from.value, to.value, stricter, { ...rest, stricter });
}

/** A value as it is read; one that is refused only for its spelling as its right spelling. */
function read(directive: Directive, scope: string, text: string): Value | undefined {
  const result = parseValue(directive, scope, respelledValue(directive, scope, text) ?? text);
  return result.ok ? result.value : undefined;
}

/**
 * How a change of a directive's value in a scope is to be judged. `null` stands for the default, which counts only
 * where the catalog has it as one value that follows no other directive. Values that mean the same are equal.
 * Lines of a list that is read in order (http-access) have to be compared as a whole by the caller.
 */
export function strictness(
  directive: Directive,
  scope: string,
  before: string | null,
  after: string | null,
): Strictness {
  if (before === after) return 'equal';
  const facts = factsIn(directive, scope);
  const standing = facts.defaultFrom === undefined ? (facts.default ?? null) : null;
  const [from, to] = [before ?? standing, after ?? standing];
  if (from === null || to === null) return 'unknown';
  if (sameValue(directive, scope, from, to)) return 'equal';
  const [old, now] = [read(directive, scope, from), read(directive, scope, to)];
  if (!old || !now || facts.stricter === undefined) return 'unknown';
  if (facts.type === 'composite') return compareLast(old, now, facts.stricter, facts);
  return compare(old, now, facts.stricter, facts);
}

/** Whether two values of a directive mean the same: `60m` and `1h`, `yes` and `true`, `"a"` and `a`. */
export function sameValue(directive: Directive, scope: string, a: string, b: string): boolean {
  if (a === b) return true;
  const facts = factsIn(directive, scope);
  const [left, right] = [read(directive, scope, a), read(directive, scope, b)];
  return left !== undefined && right !== undefined && canonical(left, facts) === canonical(right, facts);
}

/** What is compared of a value as one number: a quantity per second, a count, a size, or seconds. */
function magnitude(value: Value, facts: DirectiveFacts): number | undefined {
  if (value.kind === 'interval') return value.seconds;
  if (value.kind === 'intervals') return value.seconds.length === 1 ? value.seconds[0] : undefined;
  if (value.kind === 'composite') {
    const last = value.args.at(-1);
    return last === undefined ? undefined : magnitude(last.value, argumentFacts(facts));
  }
  return quantity(value, facts)?.perSecond;
}

/**
 * By how many per cent a value grew (or shrank, below zero). Undefined where one of the two is no number, is 0 or means
 * no limit.
 */
export function growthInPercent(
  directive: Directive,
  scope: string,
  before: string,
  after: string,
): number | undefined {
  const facts = factsIn(directive, scope);
  const [old, now] = [read(directive, scope, before), read(directive, scope, after)];
  if (!old || !now) return undefined;
  const [from, to] = [magnitude(old, facts), magnitude(now, facts)];
  if (from === undefined || to === undefined || from === 0 || !Number.isFinite(from + to)) return undefined;
  return (to / from - 1) * 100;
}
