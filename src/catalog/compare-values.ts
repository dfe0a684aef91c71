import { factsIn, type Directive, type DirectiveFacts, type Stricter } from './directives.ts';
import { parseValue, respelledValue, type Value } from './values.ts';

/** How a change of a value moves what PowerMTA does: `stricter` is what the catalog calls conservative. */
export type Strictness = 'equal' | 'stricter' | 'looser' | 'unknown';

/** Text that is equal for values of equal meaning. */
function canonical(value: Value, facts: DirectiveFacts): string {
  if (isUnlimited(value, facts)) return 'no limit';
  switch (value.kind) {
    case 'empty':
      return 'empty';
    case 'boolean':
      return value.value ? 'yes' : 'no';
    case 'integer':
      return `${value.value}`;
    case 'word':
      return value.word;
    case 'interval':
      return `${value.seconds}s`;
    case 'intervals':
      return withoutRepeats(value.seconds).join('s,');
    case 'rate':
      return `${value.count}/${value.perSeconds} ${value.unit}`;
    case 'daily-rates':
      return withoutRepeats(value.counts).join('/d,');
    case 'size':
      return `${value.bytes}b`;
    case 'cidr':
    case 'listen': {
      const { first, last, version } = value.range;
      return `${first}-${last} v${version}${value.kind === 'listen' ? ` ${value.port}` : ''}`;
    }
    case 'host-port':
      return `${value.host.toLowerCase()} ${value.port ?? ''}`;
    case 'hosts':
      return value.levels
        .map((level) => level.map(({ kind, name, port }) => `${kind} ${name} ${port ?? ''}`).join(','))
        .join(';');
    case 'regex':
      return `/${value.source}/`;
    case 'actions':
      return value.actions
        .map((action) => `${action.name}=${action.seconds ?? action.value ?? ''}`)
        .join(',');
    case 'queue-filters':
      return value.filters
        .map(({ exclude, domain, virtualMta }) => `${exclude ? '!' : ''}${domain}/${virtualMta}`)
        .join(',');
    case 'list':
      return value.ignoreCase ? value.items.join(',').toLowerCase() : value.items.join(',');
    case 'name':
      return value.ignoreCase ? value.name.toLowerCase() : value.name;
    case 'text':
    case 'opaque':
      return value.text;
    case 'composite':
      return value.args.map((arg) => `${arg.name} ${canonical(arg.value, argumentFacts(facts))}`).join('\n');
  }
}

/** `noLimit` of a composite is about its last argument; no other argument is a bare number or word of that list. */
function argumentFacts(facts: DirectiveFacts): DirectiveFacts {
  return { type: 'union', ...(facts.noLimit && { noLimit: facts.noLimit }) };
}

/** The last item of a list applies for ever: repeats at its end add nothing. */
function withoutRepeats(items: readonly number[]): readonly number[] {
  let end = items.length;
  while (end > 1 && items[end - 1] === items[end - 2]) end--;
  return items.slice(0, end);
}

/** Whether a value means "no limit" for its directive. */
function isUnlimited(value: Value, facts: DirectiveFacts): boolean {
  const words = facts.noLimit ?? [];
  if (value.kind === 'word') return words.includes(value.word);
  if (value.kind === 'integer') return words.includes(`${value.value}`);
  if (value.kind === 'size') return value.bytes === 0 && words.includes('0');
  if (value.kind !== 'rate') return false;
  return words.includes(value.count === 0 ? '0' : value.count === Infinity ? 'unlimited' : '');
}

/** A quantity that grows as the directive gets looser (`lower`) or stricter (`higher`). */
interface Quantity {
  readonly perSecond: number;
  /** The seconds and the count of a rate; of other quantities both are 1. */
  readonly window: number;
  readonly burst: number;
}

/** The quantity of a value; undefined for a value without one, and for a 0 whose meaning is not documented. */
function quantity(value: Value, facts: DirectiveFacts): Quantity | undefined {
  if (isUnlimited(value, facts)) return { perSecond: Infinity, window: 1, burst: Infinity };
  if (value.kind === 'size') return { perSecond: value.bytes, window: 1, burst: 1 };
  if (value.kind === 'integer' && (value.value !== 0 || facts.stricter !== 'lower'))
    return { perSecond: value.value, window: 1, burst: 1 };
  if (value.kind === 'rate' && value.count !== 0 && value.count !== Infinity)
    return { perSecond: value.count / value.perSeconds, window: value.perSeconds, burst: value.count };
  return undefined;
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
  const [from, to] = [secondsOf(before), secondsOf(after)];
  if (!from || !to) return turned(smallerIsStricter(before, after, facts));
  const steps = Array.from({ length: Math.max(from.length, to.length) }, (_, index) => {
    return (to[index] ?? to.at(-1) ?? 0) - (from[index] ?? from.at(-1) ?? 0);
  });
  const [isLonger, isShorter] = [steps.some((step) => step > 0), steps.some((step) => step < 0)];
  if (isLonger && isShorter) return 'unknown';
  return isLonger ? 'stricter' : isShorter ? 'looser' : 'equal';
}

/** The seconds of an interval or of a list of them. */
function secondsOf(value: Value): readonly number[] | undefined {
  if (value.kind === 'interval') return [value.seconds];
  return value.kind === 'intervals' ? value.seconds : undefined;
}

function compare(before: Value, after: Value, stricter: Stricter, facts: DirectiveFacts): Strictness {
  if (stricter === 'lower') return smallerIsStricter(before, after, facts);
  if (stricter === 'higher') return longerIsStricter(before, after, facts);
  const order = stricter === 'true' ? ['no', 'yes'] : stricter === 'false' ? ['yes', 'no'] : stricter;
  const [from, to] = [order.indexOf(canonical(before, facts)), order.indexOf(canonical(after, facts))];
  if (from < 0 || to < 0) return 'unknown';
  return to > from ? 'stricter' : to < from ? 'looser' : 'equal';
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

/** What a value means; one that is refused only for its spelling counts as respelled. */
function read(directive: Directive, scope: string, text: string): Value | undefined {
  const result = parseValue(directive, scope, respelledValue(directive, scope, text) ?? text);
  return result.ok ? result.value : undefined;
}

/**
 * How a change moves a directive's value in a scope. `null` is the default, which counts only where the catalog has it
 * as one value that follows no other directive. Values that mean the same are equal. The caller compares lines of a
 * list that is read in order (http-access) as a whole.
 */
export function strictness(
  directive: Directive,
  scope: string,
  before: string | null,
  after: string | null,
): Strictness {
  if (before === after) return 'equal';
  const facts = factsIn(directive, scope);
  const preset = facts.defaultFrom === undefined ? (facts.default ?? null) : null;
  const [from, to] = [before ?? preset, after ?? preset];
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

/** A value as one number: a quantity per second, a count, a size, or seconds. */
function magnitude(value: Value, facts: DirectiveFacts): number | undefined {
  const seconds = secondsOf(value);
  if (seconds) return seconds.length === 1 ? seconds[0] : undefined;
  if (value.kind === 'composite') {
    const last = value.args.at(-1);
    return last === undefined ? undefined : magnitude(last.value, argumentFacts(facts));
  }
  return quantity(value, facts)?.perSecond;
}

/**
 * By how many per cent a value grew (or shrank, below zero). Undefined where one of the two is not a number, is 0 or means
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
